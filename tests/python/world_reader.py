"""Reads a written world back the slow and simple way, as a judge of what was written."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from foresale.world import FileCounts, WorldSummary, write_world

NUMBER = re.compile(r"-?\d+(\.\d{2})?")
TIME_COLUMNS = {
    *("recorded_at", "contacted_at", "ended_recorded_at"),
    *("received_at", "happened_at", "created_at", "offered_at"),
}
DATE_COLUMNS = {
    *("sold_date", "opened_date", "started_date", "expires_date", "ended_date"),
    *("event_date", "engaged_date", "valued_date", "issued_date"),
}
NUMBER_COLUMNS = {
    *("quantity", "revenue", "gross_profit", "price"),
    *("model_year", "mileage_km", "ask_price", "permit_value"),
}
BOOLEAN_COLUMNS = {"do_not_contact", "is_subscription", "has_phone"}
MAY_BE_EMPTY = {
    *("do_not_contact", "expires_date", "ended_date", "ended_recorded_at"),
    *("city", "caution", "owner_id", "lot_area_sqft", "bathroom_count", "amount"),
    *("rehab_low", "rehab_mid", "rehab_high"),
    *("campaign", "rep_id", "vehicle_id", "mileage_km"),
    *("permit_value", "deal_band", "reason_codes", "notes"),
}
Record = dict[str, str]


@dataclass(frozen=True)
class World:
    root: Path
    summary: WorldSummary

    def digest(self) -> str:
        """Return one hash over the names and bytes of all files."""
        whole = hashlib.sha256()
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                whole.update(path.relative_to(self.root).as_posix().encode())
                whole.update(path.read_bytes())
        return whole.hexdigest()

    def table_name(self, counts: FileCounts) -> str:
        """Return the name of the table of a file, with its source where several use the name."""
        with_source, _, _ = counts.source_file.rpartition("/")
        is_shared = with_source in self.summary.rows_by_table
        return with_source if is_shared else with_source.split("/")[1]

    def records(self, counts: FileCounts) -> list[Record | None]:
        """Return the records of one file, None for a malformed one."""
        path = self.root / "landing" / counts.source_file
        if path.suffix == ".parquet":
            rows = pq.read_table(path).to_pylist()
            return [{k: v or "" for k, v in row.items()} for row in rows]
        data = path.read_bytes()
        text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
        if path.suffix == ".jsonl":
            return [_json_record(line) for line in text.splitlines()]
        header, *rows = list(csv.reader(io.StringIO(text, newline="")))
        return [
            dict(zip(header, row, strict=True)) if len(row) == len(header) else None for row in rows
        ]

    def facts(self) -> dict[str, set[tuple[str, ...]]]:
        """Return what is left of every table after quarantine and deduplication."""
        tables: dict[str, set[tuple[str, ...]]] = {}
        for counts in self.summary.files:
            table = tables.setdefault(self.table_name(counts), set())
            for record in self.records(counts):
                row = cleaned(record) if record else None
                if row and is_typable(row):
                    table.add(tuple(row.values()))
        return tables


def _json_record(line: str) -> Record | None:
    try:
        return {key: value or "" for key, value in json.loads(line).items()}
    except json.JSONDecodeError:
        return None


def cleaned(record: Record) -> Record:
    record = {key: value.strip("\u00a0") for key, value in record.items()}
    if "customer_id" in record:
        record["customer_id"] = record["customer_id"].removesuffix(".0")
    return record


def is_typable(record: Record) -> bool:
    for column, value in record.items():
        if value == "":
            # The key of the ERP is what a company of the CRM may lack.
            is_key_of_crm = column == "customer_id" and "crm_company_id" in record
            if column not in MAY_BE_EMPTY and not is_key_of_crm:
                return False
        elif column in DATE_COLUMNS | TIME_COLUMNS:
            try:
                date.fromisoformat(value[:10])
            except ValueError:
                return False
        elif (column in NUMBER_COLUMNS and not NUMBER.fullmatch(value)) or (
            column in BOOLEAN_COLUMNS and value not in ("true", "false")
        ):
            return False
    return True


def written(root: Path, seed: int = 1, dirty: bool = True, size: str = "tiny") -> World:
    summary = write_world(
        landing=root / "landing", truth=root / "truth", size=size, seed=seed, dirty=dirty
    )
    return World(root, summary)


def table(world: World, name: str) -> pd.DataFrame:
    """Return all records of one table of a clean world."""
    files = [one for one in world.summary.files if world.table_name(one) == name]
    return pd.DataFrame([record for one in files for record in world.records(one)])
