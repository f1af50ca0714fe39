"""Turn the leads and closed deals of Olist into landing files; README.md says how to use it."""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

# Each as `.csv` or `.csv.gz`, and the columns we read. What else closed_deals says is known of
# winners only: whoever has it has won.
TABLES = {
    "qualified_leads": (
        "olist_marketing_qualified_leads_dataset",
        ("mql_id", "first_contact_date", "landing_page_id", "origin"),
    ),
    "closed_deals": ("olist_closed_deals_dataset", ("mql_id", "won_date")),
}
FILE = "dealer_crm/leads/olist.csv.gz"


class ConversionError(Exception):
    """A mistake in the given folders: one sentence saying what, where and how to mend it."""


def convert(source: Path, landing: Path) -> dict[str, int]:
    """Return the number of rows by file written below `landing`.

    The same tables give the same bytes. Raises ConversionError, before anything is written, for a
    missing file or column, a lead or deal that occurs twice, a deal of an unknown lead, and a
    landing folder with other files.
    """
    with duckdb.connect() as tables:
        for table, (file, columns) in TABLES.items():
            _read(tables, table, _path(source, file), columns)
        _require_known(tables, source)
        result = tables.execute(Path(__file__).with_name("leads.sql").read_text(encoding="utf-8"))
        header = [column[0] for column in result.description or []]
        rows = result.fetchall()
    _require_own(landing)
    _write(landing / FILE, header, rows)
    return {FILE: len(rows)}


def _path(source: Path, file: str) -> Path:
    for path in (source / f"{file}.csv.gz", source / f"{file}.csv"):
        if path.is_file():
            return path
    raise ConversionError(
        f"There is no {source / file}.csv, nor with .gz: give the folder with Olist's files."
    )


def _read(
    tables: duckdb.DuckDBPyConnection, table: str, path: Path, columns: tuple[str, ...]
) -> None:
    text = str(path).replace("'", "''")
    try:
        tables.execute(
            f"create table {table} as from read_csv('{text}', header = true, all_varchar = true)"
        )
    except duckdb.Error as error:
        raise ConversionError(f"{path} is no sound CSV file: fetch it again.") from error
    held = {row[0] for row in tables.execute(f"describe {table}").fetchall()}
    for column in columns:
        if column not in held:
            raise ConversionError(f"{path} has no column {column}: fetch the whole file.")
    if _counts(tables, f"{table} having count(*) > count(distinct mql_id)"):
        raise ConversionError(f"{path} has a row without mql_id or one twice: keep one of each.")


def _require_known(tables: duckdb.DuckDBPyConnection, source: Path) -> None:
    if _counts(tables, "closed_deals anti join qualified_leads using (mql_id)"):
        raise ConversionError(
            f"{source} has deals of leads that the file of leads does not have: "
            "fetch both files at the same time."
        )


def _counts(tables: duckdb.DuckDBPyConnection, rest: str) -> bool:
    found = tables.execute(f"select count(*) from {rest}").fetchall()
    return bool(found and found[0][0])


def _require_own(landing: Path) -> None:
    for path in sorted(path for path in landing.glob("*/*/*") if not path.name.startswith(".")):
        name = path.relative_to(landing).as_posix()
        # What was handed out the project notes itself, of any company.
        if name != FILE and not name.startswith("activation/"):
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
    parser.add_argument("source", type=Path, help="folder with the files of Olist")
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
