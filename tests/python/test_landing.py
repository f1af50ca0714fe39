"""What loads: every value as its text, with file and line."""

import datetime
import gzip
import hashlib
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from landing_house import COLUMNS, HEADER, House, cells


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_plain_file_becomes_text_with_file_line_and_no_defect(house: House) -> None:
    rows = house.landed("2024.csv", HEADER + b"A1,100234.0, x ,\nA2,2,y,2024-01-01\n")
    assert cells(rows[0]) == ("A1", "100234.0", " x ", None)
    assert [row["source_line"] for row in rows] == [2, 3]
    assert {row["source_file"] for row in rows} == {"erp/assets/2024.csv"}
    assert all(row["landing_defect"] is None and row["raw_text"] is None for row in rows)
    assert list(rows[0]) == [
        *COLUMNS, "source_file", "source_line", "content_hash", "landing_defect", "raw_text"
    ]  # fmt: skip


def test_all_declared_columns_and_their_order_come_from_the_source_not_the_file(
    house: House,
) -> None:
    rows = house.landed("a.csv", b"note,SKU ,\xc2\xa0ended_date,Asset_ID,customer_id\nn,s,e,a,c\n")
    assert cells(rows[0]) == ("a", "c", "s", "e")
    assert house.land()[0].extra_columns == ("note",)


def test_bom_crlf_quotes_commas_and_line_breaks_inside_a_field_are_read(house: House) -> None:
    content = b'\xef\xbb\xbfasset_id,customer_id,sku,ended_date\r\n"A,1",2,"say ""hi""\r\nyou",\r\n'
    rows = house.landed("a.csv", content + b'A2,"","",4')
    assert cells(rows[0]) == ("A,1", "2", 'say "hi"\r\nyou', None)
    assert cells(rows[1]) == ("A2", None, None, "4")
    assert [row["source_line"] for row in rows] == [2, 4]


def test_gzip_is_read_like_the_plain_file(house: House) -> None:
    content = HEADER + b'a,b,"c\nc",d\ne,f\n'
    house.put("a.csv", content)
    house.put("b.csv.gz", gzip.compress(content))
    house.land()
    plain, packed = house.raw_rows("a.csv"), house.raw_rows("b.csv.gz")
    assert [{**row, "source_file": ""} for row in plain] == [
        {**row, "source_file": ""} for row in packed
    ]


def test_jsonl_values_keep_their_source_text(house: House) -> None:
    lines = [
        '{"asset_id": 1.50, "customer_id": "x", "sku": true, "extra": 1, "ended_date": null}',
        "",
        '{"Asset_ID": 1e400, "sku": {"a": [1.0, "1.0", null, false]}, "customer_id": ""}',
    ]
    rows = house.landed("a.jsonl", "\r\n".join(lines).encode())
    assert cells(rows[0]) == ("1.50", "x", "true", None)
    assert cells(rows[1]) == ("1e400", None, '{"a": [1.0, "1.0", null, false]}', None)
    assert [row["source_line"] for row in rows] == [1, 3]
    assert house.land()[0].extra_columns == ("extra",)


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        (pa.array([10**18, None]), "1000000000000000000"),
        (pa.array([True, False]), "true"),
        (pa.array([Decimal("0.0000000010")], pa.decimal128(20, 10)), "0.0000000010"),
        (pa.array([Decimal("1234.50")], pa.decimal128(18, 2)), "1234.50"),
        (pa.array([0.1]), "0.1"),
        (pa.array([100234.0]), "100234.0"),
        (pa.array([0.1], pa.float32()), "0.1"),
        (pa.array([datetime.date(2024, 2, 29)]), "2024-02-29"),
        (pa.array([0], pa.timestamp("s")), "1970-01-01 00:00:00"),
        (pa.array([1_500_000_001], pa.timestamp("ns")), "1970-01-01 00:00:01.500000"),
        (pa.array([1000], pa.timestamp("ms", "Asia/Tokyo")), "1970-01-01 00:00:01"),
        (pa.array(["x"]).dictionary_encode(), "x"),
        (pa.array([""]), None),
        (pa.array([None], pa.null()), None),
        (pa.array([b"x"]), "x"),
    ],
)
def test_parquet_values_have_one_exact_text(house: House, array: pa.Array, expected: str) -> None:
    table = pa.table({name: array for name in COLUMNS})
    pq.write_table(table, house.folder / "a.parquet")
    house.land()
    rows = house.raw_rows("a.parquet")
    assert cells(rows[0]) == (expected,) * 4
    assert [row["source_line"] for row in rows] == list(range(1, len(array) + 1))


def test_content_hashes_tell_nulls_separators_and_defects_apart(house: House) -> None:
    lines = [
        b"a,b,c,d",
        b"a,b,c,d",
        b"a\x1f,b,c,d",
        b"a,\x1fb,c,d",
        b"a,b,c,",
        b"a,b,,c",
        b"x",
        b"y",
    ]
    rows = house.landed("a.csv", HEADER + b"\n".join(lines))
    hashes = [row["content_hash"] for row in rows]
    assert hashes[0] == hashes[1] == hashlib.md5(b"a\x1fb\x1fc\x1fd\x1f\0").hexdigest()
    assert len(set(hashes)) == len(lines) - 1


def test_a_hash_does_not_depend_on_the_rows_around_it(house: House) -> None:
    alone = house.landed("a.csv", HEADER + b"a,b,c,d\n")
    among = house.landed("b.csv", HEADER + b"a,b,c,d\n\x1f,b,c,d\n")
    assert alone[0]["content_hash"] == among[0]["content_hash"]
