"""Files of the typed formats, jsonl and Parquet: what becomes of each line or row."""

import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bad_inputs.making import DATE, DUPLICATE, INVOICE_LINE, LOADED, MONEY, Landed, cells_of

NOT_JSON_OBJECT = "whole record: not_json_object"
QUANTITY = "quantity: whole_number"


def json_line(line_id: str, **cells: Any) -> bytes:
    """Return an invoice line as one line of jsonl."""
    return json.dumps({**cells_of(line_id), **cells}).encode() + b"\n"


def parquet(line_ids: list[str], **arrays: pa.Array) -> bytes:
    """Return invoice lines as Parquet, all text but for the arrays given."""
    columns = {name: pa.array([cell] * len(line_ids)) for name, cell in INVOICE_LINE.items()}
    file = io.BytesIO()
    pq.write_table(pa.table({**columns, "line_id": pa.array(line_ids), **arrays}), file)
    return file.getvalue()


FILES = [
    Landed(
        "json values of every kind",
        json_line("json-1", quantity=2, revenue=100.0, extra={"deep": [1]})
        + json_line("json-1", quantity="2", revenue="100.00")
        + json_line("json-2", revenue={"amount": 100})
        + json_line("json-3", revenue=[100.0])
        + json_line("json-4", revenue=1e308)
        + json_line("json-5", quantity=True)
        + json_line("json-6", quantity=None),
        {1: LOADED, 2: DUPLICATE, 3: MONEY, 4: MONEY, 5: MONEY, 6: QUANTITY, 7: QUANTITY},
        suffix=".jsonl",
    ),
    Landed(
        "json lines that are no objects",
        json_line("object-1")
        + json_line("object-2")[:90]
        + b'\n["object-3"]\n'
        + json_line("object-4", revenue=float("nan"))
        + json_line("object-5").replace(b'"sku"', b'"SKU": "S2", "sku"')
        + json_line("object-6", sku="S\0")
        + json_line("object-7", sku="S\ud800")
        + b'{"line_id": "object-8"}\n'
        + json_line("object-9")
        + json_line("object-10")[:60],
        {
            1: LOADED,
            2: NOT_JSON_OBJECT,
            3: NOT_JSON_OBJECT,
            4: NOT_JSON_OBJECT,
            5: NOT_JSON_OBJECT,
            6: "whole record: nul_byte",
            7: "whole record: not_utf8",
            8: "invoice_id: identifier",
            9: LOADED,
            10: NOT_JSON_OBJECT,
        },
        suffix=".jsonl",
    ),
    Landed(
        "parquet with numbers, days and times",
        parquet(
            ["typed-1", "typed-1"],
            customer_id=pa.array([100234.0, 100234.0]),
            quantity=pa.array([2, 2], pa.int16()),
            revenue=pa.array([Decimal("100.00")] * 2),
            gross_profit=pa.array([25.0, 25.0]),
            sku=pa.array(["S1", "S1"]).dictionary_encode(),
            sold_date=pa.array([date(2024, 3, 1)] * 2),
            recorded_at=pa.array([datetime(2024, 3, 1, 23)] * 2, pa.timestamp("ns", "Asia/Tokyo")),
        ),
        {1: LOADED, 2: DUPLICATE},
        suffix=".parquet",
    ),
    Landed(
        "parquet with pieces as doubles",
        parquet(["double-1"], quantity=pa.array([2.0])),
        {1: QUANTITY},
        suffix=".parquet",
    ),
    Landed(
        "parquet with days as timestamps",
        parquet(["moment-1"], sold_date=pa.array([datetime(2024, 3, 1)])),
        {1: DATE},
        suffix=".parquet",
    ),
    Landed(
        "parquet with amounts no ledger holds",
        parquet(
            [f"float-{n}" for n in range(1, 6)],
            revenue=pa.array([float("nan"), float("inf"), 1e308, 0.1 + 0.2, 100.5]),
        ),
        {1: MONEY, 2: MONEY, 3: MONEY, 4: MONEY, 5: LOADED},
        suffix=".parquet",
    ),
    Landed(
        "parquet with bytes that are no text",
        parquet(["byte-1", "byte-2", "byte-3"], sku=pa.array([b"S1", b"S\xff", b"S\0"])),
        {1: LOADED, 2: "whole record: not_utf8", 3: "whole record: nul_byte"},
        suffix=".parquet",
    ),
]
