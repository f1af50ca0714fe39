"""The manifest of raw: one row per landing file, so that every later count can be reconciled."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from foresale.landing.raw_file import WRITING_SUFFIX

# Below the raw folder; the dbt source `landing` reads it as its table `files`.
MANIFEST = Path("landing/files/files.parquet")

_SCHEMA = pa.schema(
    [
        ("source_name", pa.string()),
        ("table_name", pa.string()),
        ("source_file", pa.string()),
        ("sha256", pa.string()),
        ("byte_count", pa.int64()),
        ("rows_in", pa.int64()),
        ("extra_columns", pa.string()),
        ("raw_sha256", pa.string()),
    ]
)


@dataclass(frozen=True)
class LandedFile:
    """A landing file and what came of it.

    `rows_in` counts all records, defective ones included; `raw_sha256` is of the raw file's bytes.
    """

    source: str
    table: str
    source_file: str
    sha256: str
    byte_count: int
    rows_in: int
    rows_defective: int
    extra_columns: tuple[str, ...]
    raw_sha256: str
    was_unchanged: bool


def write_manifest(landed: Sequence[LandedFile], raw: Path) -> None:
    """Replace the manifest by one row per landed file, in the order given."""
    rows = [
        {
            "source_name": file.source,
            "table_name": file.table,
            "source_file": file.source_file,
            "sha256": file.sha256,
            "byte_count": file.byte_count,
            "rows_in": file.rows_in,
            "extra_columns": ",".join(file.extra_columns) or None,
            "raw_sha256": file.raw_sha256,
        }
        for file in landed
    ]
    target = raw / MANIFEST
    target.parent.mkdir(parents=True, exist_ok=True)
    writing = target.with_name(target.name + WRITING_SUFFIX)
    table = pa.Table.from_pylist(rows, schema=_SCHEMA)
    pq.write_table(table, writing, compression="zstd", store_schema=False)
    os.replace(writing, target)


def read_raw_sha256(raw: Path) -> dict[str, str]:
    """Return the sha256 of each raw file as it was written; empty without a sound manifest."""
    try:
        columns = ["source_file", "raw_sha256"]
        rows = pq.ParquetFile(raw / MANIFEST).read(columns).to_pylist()
        return {row["source_file"]: row["raw_sha256"] for row in rows}
    except (OSError, pa.ArrowException, KeyError, ValueError):
        return {}
