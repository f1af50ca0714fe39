"""What a case is made of: a file that differs from a sound one in what is wrong with it alone."""

import csv
import io
from collections.abc import Mapping
from typing import NamedTuple

LOADED, DUPLICATE = "loaded", "duplicate"
FIELD_COUNT, UNCLOSED_QUOTE = "whole record: field_count", "whole record: unclosed_quote"
NOT_UTF8, NUL_BYTE = "whole record: not_utf8", "whole record: nul_byte"
CONTRADICTION = "whole record: conflicting_copy"
MONEY, DATE, TIMESTAMP = "revenue: money", "sold_date: date", "recorded_at: timestamp"


class Landed(NamedTuple):
    """A file that lands, and what becomes of its lines from the first after the header on."""

    name: str
    content: bytes
    becomes: dict[int, str]
    table: str = "erp/invoice_lines"
    suffix: str = ".csv"


INVOICE_LINE = {
    "line_id": "",
    "invoice_id": "I1",
    "customer_id": "C1",
    "sku": "S1",
    "sold_date": "2024-03-01",
    "quantity": "2",
    "revenue": "100.00",
    "gross_profit": "25.00",
    "recorded_at": "2024-03-02 08:00:00",
}
CUSTOMER = {
    "customer_id": "",
    "customer_name": "Harlow Tools",
    "industry": "machines",
    "size_band": "50-99",
    "region": "north",
    "rep_id": "R1",
    "do_not_contact": "no",
    "recorded_at": "2024-01-02 08:00:00",
}
COMPANY = {
    "crm_company_id": "",
    "customer_id": "",
    "company_name": "",
    "city": "",
    "caution": "",
    "recorded_at": "2024-01-02 08:00:00",
}


def joined(cells: list[str], end: str = "\n") -> bytes:
    """Return the cells as one csv line, quoted where they must be."""
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerow(cells)
    return text.getvalue().encode()


HEADER = joined([*INVOICE_LINE])
CUSTOMER_HEADER = joined([*CUSTOMER])
COMPANY_HEADER = joined([*COMPANY])


def cells_of(line_id: str, **cells: str) -> dict[str, str]:
    """Return an invoice line with these cells instead of the sound ones."""
    assert set(cells) <= set(INVOICE_LINE)
    return {**INVOICE_LINE, "line_id": line_id, **cells}


def line(line_id: str, **cells: str) -> bytes:
    """Return an invoice line as csv."""
    return joined([*cells_of(line_id, **cells).values()])


def lines(key: str, column: str, *values: str) -> bytes:
    """Return the header and one invoice line per value of the column, numbered below the key."""
    numbered = enumerate(values, start=1)
    return HEADER + b"".join(line(f"{key}-{n}", **{column: value}) for n, value in numbered)


def customer(customer_id: str, customer_name: str, **cells: str) -> bytes:
    """Return a customer as csv."""
    row = {**CUSTOMER, "customer_id": customer_id, "customer_name": customer_name, **cells}
    return joined([*row.values()])


def company(crm_company_id: str, company_name: str) -> bytes:
    """Return a company of the CRM as csv."""
    row = {**COMPANY, "crm_company_id": crm_company_id, "company_name": company_name}
    return joined([*row.values()])


def reordered(row: Mapping[str, str], *, names: Mapping[str, str], end: str = "\n") -> bytes:
    """Return header and row of a file with its columns backwards, some under other names."""
    columns = [*reversed(row)]
    header = joined([names.get(column, column) for column in columns], end)
    return header + joined([row[column] for column in columns], end)
