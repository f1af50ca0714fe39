"""Writing the facts into landing files, and the truth beside them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from foresale.world.catalog import Division
from foresale.world.customers import customer_ids
from foresale.world.dirt import Soiled, clean, ragged, soil
from foresale.world.facts import Facts
from foresale.world.process import History, Process, true_probability
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    FIRST_MONTH,
    FIRST_TRUTH_MONTH,
    LAST_FULL_MONTH,
    MONTH_STARTS,
    ORIGIN,
    IntArray,
)
from foresale.world.text import join

# table -> (source, months in one extract, file ending)
_EXTRACTS = {
    "customers": ("erp", 12, "csv"),
    "reps": ("erp", 60, "csv"),
    "products": ("erp", 12, "csv"),
    "invoice_lines": ("erp", 3, "csv.gz"),
    "assets": ("erp", 0, "parquet"),
    "contacts": ("erp", 12, "jsonl"),
    "deals": ("erp", 12, "csv"),
    "companies": ("crm", 12, "csv"),
    # A table whose name several sources use is named with its source.
    "dealer_crm/leads": ("dealer_crm", 12, "csv"),
    "people": ("dealer_crm", 12, "csv"),
    "vehicles": ("dealer_crm", 12, "csv"),
    "interactions": ("dealer_crm", 12, "jsonl"),
    "permits/leads": ("permits", 12, "csv"),
    "accounts": ("permits", 12, "csv"),
    "lead_offers": ("permits", 12, "csv"),
    "feedback": ("permits", 12, "jsonl"),
    "parcels": ("property", 12, "csv"),
    "owners": ("property", 12, "csv"),
    "transfers": ("property", 12, "csv"),
    "listing_events": ("property", 12, "csv.gz"),
    "engagements": ("property", 12, "jsonl"),
    "distress_events": ("property", 12, "csv"),
    "valuations": ("property", 12, "parquet"),
    "parcel_permits": ("property", 12, "csv"),
}
_OVERLAP_SECONDS = 21 * DAY_SECONDS
_CODEC_LEVEL = 5
_GZIP_UNKNOWN_SYSTEM = 255
_GZIP_SYSTEM_BYTE = 9


@dataclass(frozen=True)
class FileCounts:
    """What one landing file holds: `fact_count` records that no earlier file holds, plus dirt."""

    source_file: str  # `erp/customers/2021.csv`
    fact_count: int
    duplicate_count: int  # repeated inside the file, or from the end of the extract before
    broken_count: int  # well-formed records with a value that cannot be typed
    ragged_count: int  # malformed records

    @property
    def record_count(self) -> int:
        """All records of the file, header excluded."""
        return self.fact_count + self.duplicate_count + self.broken_count + self.ragged_count


def _extract_ends(months: int) -> list[tuple[str, int]]:
    """Return (file stem, end second) of each extract: years, quarters, or one snapshot."""
    if months == 0:
        return [("2025", EXTRACT_SECOND + 1)]
    ends = []
    for first in range(FIRST_MONTH, LAST_FULL_MONTH + 2, months):
        day = ORIGIN + int(MONTH_STARTS[first])
        year, month = str(day)[:4], int(str(day)[5:7])
        stem = year if months >= 12 else f"{year}-q{(month + 2) // 3}"
        after = first + months
        end = EXTRACT_SECOND + 1
        if after < len(MONTH_STARTS):
            end = min(end, int(MONTH_STARTS[after]) * DAY_SECONDS)
        ends.append((stem, end))
    return ends


def write_table(facts: Facts, landing: Path, seed: int, dirty: bool) -> list[FileCounts]:
    """Write one table as its extracts; a file without new facts is not written."""
    source, months, ending = _EXTRACTS[facts.table_name]
    folder_name = facts.table_name.rpartition("/")[2]
    folder = landing / source / folder_name
    folder.mkdir(parents=True, exist_ok=True)
    counts, begin = [], 0
    for number, (stem, end_second) in enumerate(_extract_ends(months)):
        end = int(np.searchsorted(facts.recorded, end_second))
        if end == begin:
            continue
        overlap = begin
        if dirty and begin > 0:
            since = int(facts.recorded[begin - 1]) - _OVERLAP_SECONDS
            overlap = int(np.searchsorted(facts.recorded, since))
        table = facts.render(np.arange(overlap, end, dtype=np.int64))
        soiled = soil(table, facts.table_name, stem, number, seed) if dirty else clean(table)
        _write_file(folder / f"{stem}.{ending}", ending, soiled)
        counts.append(
            FileCounts(
                source_file=f"{source}/{folder_name}/{stem}.{ending}",
                fact_count=end - begin,
                duplicate_count=begin - overlap + soiled.duplicate_count,
                broken_count=soiled.broken_count,
                ragged_count=soiled.ragged_count,
            )
        )
        begin = end
    return counts


def _write_file(path: Path, ending: str, soiled: Soiled) -> None:
    if ending == "parquet":
        # zstd, unlike snappy, compresses to the same bytes on every processor.
        pq.write_table(soiled.table, path, compression="zstd", store_schema=False)
        return
    lines = _json_lines(soiled.table) if ending == "jsonl" else _csv_lines(soiled.table)
    first = 1 if ending != "jsonl" else 0
    step = (len(lines) - first) // (soiled.ragged_count + 1)
    for number in range(soiled.ragged_count):
        place = first + (number + 1) * step + number
        lines.insert(place, ragged(lines[place], number))
    newline = "\r\n" if soiled.has_crlf else "\n"
    body = newline.join(lines) + newline
    data = body.encode("utf-8-sig" if soiled.has_bom else "utf-8")
    path.write_bytes(_gzip(data) if ending == "csv.gz" else data)


def _gzip(data: bytes) -> bytes:
    """Return gzip bytes that depend on nothing but the data.

    The zlib inside the locked pyarrow is used because Python's own differs between builds.
    """
    codec = pa.Codec("gzip", compression_level=_CODEC_LEVEL)
    packed = bytearray(codec.compress(data, asbytes=True))
    packed[_GZIP_SYSTEM_BYTE] = _GZIP_UNKNOWN_SYSTEM
    return bytes(packed)


def _csv_lines(table: pa.Table) -> list[str]:
    """Return header and records; only names need quotes."""
    columns = []
    for name in table.column_names:
        texts = pc.fill_null(table[name].combine_chunks(), "")
        if name.endswith("_name"):
            quoted = join('"', pc.replace_substring(texts, '"', '""'), '"')
            texts = pc.if_else(pc.match_substring_regex(texts, '[",]'), quoted, texts)
        columns.append(texts)
    return [",".join(table.column_names), *join(*columns, separator=",").to_pylist()]


def _json_lines(table: pa.Table) -> list[str]:
    """Return one JSON object per record; the values are ids, words and times: nothing to escape."""
    parts: list[pa.Array | str] = []
    for position, name in enumerate(table.column_names):
        start = "{" if position == 0 else ", "
        texts = join('"', table[name].combine_chunks(), '"')
        parts += [f'{start}"{name}": ', pc.fill_null(texts, "null")]
    return list(join(*parts, "}").to_pylist())


_TRUTH_SCHEMA = pa.schema(
    [
        ("customer_id", pa.string()),
        ("division_id", pa.string()),
        ("cutoff_date", pa.date32()),
        ("purchase_probability_6m", pa.float64()),
    ]
)


def write_truth(
    truth: Path, process: Process, history: History, divisions: tuple[Division, ...]
) -> int:
    """Write the true probabilities of every month end and return their number.

    One row per customer known by then, division and cutoff; one row group per cutoff.
    """
    truth.mkdir(parents=True, exist_ok=True)
    ids = pa.array([one.division_id for one in divisions])
    arrival_month: IntArray = process.customers.arrival_month
    row_count = 0
    path = truth / "purchase_probabilities.parquet"
    with pq.ParquetWriter(path, _TRUTH_SCHEMA, compression="zstd", store_schema=False) as writer:
        for month in range(FIRST_TRUTH_MONTH, LAST_FULL_MONTH + 1):
            known = np.flatnonzero(arrival_month <= month).astype(np.int64)
            probability = true_probability(process, history, month)[known]
            cutoff = (ORIGIN + int(MONTH_STARTS[month + 1]) - 1).astype(object)
            count = len(known) * len(divisions)
            part = [
                customer_ids(np.repeat(known, len(divisions))),
                ids.take(pa.array(np.tile(np.arange(len(divisions)), len(known)))),
                pa.repeat(pa.scalar(cutoff, pa.date32()), count),
                pa.array(probability.reshape(-1)),
            ]
            writer.write_table(pa.table(part, schema=_TRUTH_SCHEMA))
            row_count += count
    return row_count


def write_links(truth: Path, links: pa.Table) -> None:
    """Write which customer each company of the CRM is."""
    truth.mkdir(parents=True, exist_ok=True)
    path = truth / "company_links.parquet"
    pq.write_table(links, path, compression="zstd", store_schema=False)
