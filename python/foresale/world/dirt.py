"""What goes wrong between a source system and its export files.

Dirt is only ever added or wrapped around values: broken and ragged records are extra records with
ids of their own, so that after quarantine and deduplication the facts are those of a clean world.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.world.profile import IntArray, stream
from foresale.world.text import join

_NBSP = "\u00a0"
_BOM_FILES = {
    *("customers/2022", "products/2021", "invoice_lines/2021-q3", "invoice_lines/2024-q1"),
    "distress_events/2022",
}
_CRLF_FILES = {
    *("reps/2021", "deals/2023", "customers/2023", "invoice_lines/2022-q1"),
    *("owners/2023", "transfers/2022"),
}
# A spreadsheet turned the customer ids of these files into numbers: 100234.0
_FLOAT_ID_FILES = {"invoice_lines/2022-q2"}
_NBSP_COLUMNS = {
    "customers/2021": "customer_name",
    "deals/2022": "customer_id",
    "contacts/2023": "customer_id",
    "invoice_lines/2023-q2": "customer_id",
    "assets/2025": "sku",
    "companies/2022": "company_name",
    "dealer_crm/leads/2023": "external_id",
    "people/2022": "person_id",
    "permits/leads/2024": "lead_id",
    "feedback/2023": "account_id",
    "transfers/2023": "parcel_id",
    "owners/2022": "owner_name",
}
_NBSP_PER_MILLE = 100
_DUPLICATES_PER_MILLE = 3
_LEAD_TABLES = {
    *("dealer_crm/leads", "people", "vehicles", "interactions"),
    *("permits/leads", "lead_offers", "feedback"),
}
_DUPLICATED_TABLES = {
    *("customers", "invoice_lines", "contacts", "deals", "assets", "companies"),
    *_LEAD_TABLES,
    *("parcels", "transfers", "listing_events", "engagements", "distress_events", "valuations"),
}
_RAGGED_EVERY = 3  # every third file of these tables holds ragged records
_RAGGED_TABLES = {
    *("customers", "invoice_lines", "contacts", "deals", "companies"),
    *_LEAD_TABLES,
    *("transfers", "listing_events", "engagements"),
}
_RAGGED_COUNT = 2
# Values no type accepts, per table: (column, value). One extra record each, in every file.
_BROKEN_VALUES = {
    "customers": (("recorded_at", "2023-02-31 09:00:00"), ("do_not_contact", "perhaps")),
    "invoice_lines": (
        ("sold_date", "2023-02-31"),
        ("revenue", "n/a"),
        ("gross_profit", "1.2x4"),
        ("quantity", "two"),
        ("customer_id", ""),
        ("recorded_at", "yesterday"),
    ),
    "contacts": (("contacted_at", "n/a"),),
    "deals": (("opened_date", "2023-13-01"), ("customer_id", "")),
    "companies": (("recorded_at", "last week"),),
    "assets": (("is_subscription", "perhaps"), ("started_date", "31.12.2022")),
    "dealer_crm/leads": (("received_at", "n/a"), ("external_id", "")),
    "people": (("has_phone", "perhaps"),),
    "vehicles": (("ask_price", "on request"), ("model_year", "new")),
    "interactions": (("happened_at", "2023-02-31 10:00:00"),),
    "permits/leads": (("permit_value", "1.2x4"), ("created_at", "")),
    "lead_offers": (("offered_at", "yesterday"),),
    "feedback": (("created_at", "soon"),),
    "parcels": (("recorded_at", "last spring"),),
    "transfers": (("sold_date", "2023-02-31"), ("price", "call us"), ("parcel_id", "")),
    "listing_events": (("event_date", "2023-13-01"),),
    "engagements": (("engaged_date", "n/a"),),
    "distress_events": (("event_date", "31.12.2022"), ("parcel_id", "")),
    "valuations": (("valued_date", "n/a"),),
    "parcel_permits": (("issued_date", "soon"),),
}
_KEYS = {
    "customers": "customer_id",
    "invoice_lines": "line_id",
    "contacts": "contact_id",
    "deals": "deal_id",
    "assets": "asset_id",
    "companies": "crm_company_id",
    "dealer_crm/leads": "external_id",
    "people": "person_id",
    "vehicles": "vehicle_id",
    "interactions": "interaction_id",
    "permits/leads": "lead_id",
    "lead_offers": "lead_id",
    "feedback": "id",
    "parcels": "parcel_id",
    "transfers": "transfer_id",
    "listing_events": "listing_event_id",
    "engagements": "engagement_id",
    "distress_events": "distress_event_id",
    "valuations": "valuation_id",
    "parcel_permits": "permit_id",
}


@dataclass(frozen=True)
class Soiled:
    """The records of one file with their dirt, and the file's own quirks."""

    table: pa.Table
    has_bom: bool
    has_crlf: bool
    duplicate_count: int
    broken_count: int
    ragged_count: int


def clean(table: pa.Table) -> Soiled:
    """Return the records as they are."""
    return Soiled(table, False, False, 0, 0, 0)


def _replace(table: pa.Table, column: str, values: pa.Array) -> pa.Table:
    return table.set_column(table.column_names.index(column), column, values)


def _with_nbsp(rng: np.random.Generator, table: pa.Table, column: str) -> pa.Table:
    """Return the table with non-breaking spaces around some values of the column."""
    texts = table[column].combine_chunks()
    touched = pa.array(rng.integers(0, 1_000, size=len(texts)) < _NBSP_PER_MILLE)
    return _replace(table, column, pc.if_else(touched, join(_NBSP, texts, _NBSP), texts))


def _broken_rows(table_name: str, file_number: int, table: pa.Table) -> pa.Table:
    """Return copies of the first records, each with a key of its own and one impossible value."""
    copies = []
    for number, (column, value) in enumerate(_BROKEN_VALUES.get(table_name, ())):
        row = table.slice(number % table.num_rows, 1)
        key = _KEYS[table_name]
        own_key = _own_key(table_name, file_number, number)
        row = _replace(row, key, pa.array([own_key]))
        copies.append(_replace(row, column, pa.array([value])))
    return pa.concat_tables([table.slice(0, 0), *copies])


def _own_key(table_name: str, file_number: int, number: int) -> str:
    if table_name == "customers":
        return str(900_001 + file_number * 100 + number)
    return f"X{table_name[0].upper()}{file_number:03d}{number:03d}"


def soil(table: pa.Table, table_name: str, stem: str, file_number: int, seed: int) -> Soiled:
    """Return the records of the file `<table_name>/<stem>` with its dirt mixed in.

    Duplicates stand right behind their originals, broken records at random places.
    """
    rng = stream(seed, "dirt", table_name, stem)
    name = f"{table_name}/{stem}"
    if name in _FLOAT_ID_FILES:
        table = _replace(table, "customer_id", join(table["customer_id"].combine_chunks(), ".0"))
    if name in _NBSP_COLUMNS:
        table = _with_nbsp(rng, table, _NBSP_COLUMNS[name])

    count = table.num_rows
    duplicates = 0
    if table_name in _DUPLICATED_TABLES:
        duplicates = max(1, count * _DUPLICATES_PER_MILLE // 1_000)
    twice = np.sort(rng.choice(count, size=duplicates, replace=False))
    broken = _broken_rows(table_name, file_number, table)
    places = np.sort(rng.integers(0, count, size=broken.num_rows))

    order = _interleaved(count, twice, places)
    is_ragged = table_name in _RAGGED_TABLES and file_number % _RAGGED_EVERY == 1
    return Soiled(
        table=pa.concat_tables([table, broken]).take(pa.array(order)),
        has_bom=name in _BOM_FILES,
        has_crlf=name in _CRLF_FILES,
        duplicate_count=duplicates,
        broken_count=broken.num_rows,
        ragged_count=_RAGGED_COUNT if is_ragged else 0,
    )


def _interleaved(count: int, twice: IntArray, places: IntArray) -> IntArray:
    """Return the row numbers in file order; rows from `count` on are the broken ones."""
    row = np.concatenate([np.arange(count), twice, count + np.arange(len(places))])
    position = np.concatenate([np.arange(count) * 3, twice * 3 + 1, places * 3 + 2])
    ordered: IntArray = row[np.argsort(position, kind="stable")]
    return ordered


def ragged(line: str, number: int) -> str:
    """Return a damaged copy of a record: cut short, or (csv) with a field too many."""
    if line.startswith("{"):
        return line[: len(line) // 2]
    return f"{line},surplus" if number % 2 else line[: line.index(",")] + ",cut short"
