"""Turn the building permits of Nashville into landing files; README.md says how to use it."""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

PERMITS = "nashville_permit_applications.csv.gz"
COLUMNS = [
    *("Permit__", "Permit_Type_Description", "Permit_Subtype_Description", "Date_Entered"),
    *("Const_Cost", "Address", "Purpose", "Council_Dist", "ObjectId"),
]
# In the order of the queries: each may read what the ones before it made.
LANDING_TABLES = ("leads", "accounts", "lead_offers")
FILES = {f"permits/{table}/nashville.csv.gz": table for table in LANDING_TABLES}


class ConversionError(Exception):
    """A mistake in the given folders: one sentence saying what, where and how to mend it."""


def convert(source: Path, landing: Path) -> dict[str, int]:
    """Return the number of rows by file written below `landing`.

    The same permits give the same bytes. Raises ConversionError, before anything is written, for a
    missing file or column, a date that is no count of milliseconds, and a landing folder with other
    files.
    """
    path = source / PERMITS
    if not path.is_file():
        raise ConversionError(f"There is no {path}: give the folder that holds {PERMITS}.")
    with duckdb.connect() as tables:
        _read(tables, path)
        results = {name: _result(tables, table) for name, table in FILES.items()}
    _require_own(landing)
    for name, (header, rows) in results.items():
        _write(landing / name, header, rows)
    return {name: len(rows) for name, (_, rows) in results.items()}


def _read(tables: duckdb.DuckDBPyConnection, path: Path) -> None:
    text = str(path).replace("'", "''")
    try:
        tables.execute(
            f"create table permits as from read_csv('{text}', header = true, all_varchar = true)"
        )
    except duckdb.Error as error:
        raise ConversionError(f"{path} is no sound CSV file: fetch it again.") from error
    held = {row[0] for row in tables.execute("describe permits").fetchall()}
    for column in COLUMNS:
        if column not in held:
            raise ConversionError(f"{path} has no column {column}: fetch the whole file.")
    for column, kind, meant in (
        ("Permit__", "varchar", "a permit number"),
        ("Date_Entered", "bigint", "a day in milliseconds since 1970"),
        ("ObjectId", "bigint", "a whole number"),
    ):
        strange = tables.execute(
            f"select coalesce(min({column}), 'nothing') from permits"
            f" where try_cast({column} as {kind}) is null having count(*) > 0"
        ).fetchall()
        if strange:
            raise ConversionError(
                f"{path} has {strange[0][0]} in {column}, which is not {meant}: mend the row."
            )


def _result(
    tables: duckdb.DuckDBPyConnection, table: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    query = Path(__file__).with_name(f"{table}.sql").read_text(encoding="utf-8")
    tables.execute(f"create table {table} as {query}")
    result = tables.execute(f"from {table}")
    return [column[0] for column in result.description or []], result.fetchall()


def _require_own(landing: Path) -> None:
    for path in sorted(path for path in landing.glob("*/*/*") if not path.name.startswith(".")):
        name = path.relative_to(landing).as_posix()
        # What was handed out the project notes itself, of any company.
        if name not in FILES and not name.startswith("activation/"):
            raise ConversionError(
                f"{path} is not one of the files written here, and two companies would be mixed: "
                "give a landing folder of its own."
            )


def _write(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without a name and a time in it, the same rows are the same bytes.
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as zipped:
        zipped.write(text.getvalue().encode())


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert as the command line asks; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help=f"folder with {PERMITS}")
    parser.add_argument("landing", type=Path, help="landing folder to write into")
    given = parser.parse_args(arguments)
    try:
        counts = convert(given.source, given.landing)
    except ConversionError as error:
        print(error, file=sys.stderr)
        return 1
    for name, count in counts.items():
        print(f"{given.landing / name}: {count:,} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
