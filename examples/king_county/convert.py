"""Turn the sales of Seattle homes into landing files; README.md says how to use it."""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

SALES = "seattle_sales.parquet"
COLUMNS = [
    *("pinx", "sale_id", "sale_price", "sale_date", "use_type", "area", "lot_sf"),
    *("bldg_grade", "tot_sf", "beds", "baths", "age"),
]
FILES = {
    f"property/{table}/king_county.csv.gz": f"{table}.sql" for table in ("parcels", "transfers")
}


class ConversionError(Exception):
    """A mistake in the given folders: one sentence saying what, where and how to mend it."""


def convert(source: Path, landing: Path) -> dict[str, int]:
    """Return the number of rows by file written below `landing`.

    The same sales give the same bytes. Raises ConversionError, before anything is written, for a
    missing file, column or value, a sale that occurs twice, and a landing folder with other files.
    """
    path = source / SALES
    if not path.is_file():
        raise ConversionError(f"There is no {path}: give the folder that holds {SALES}.")
    with duckdb.connect() as tables:
        try:
            tables.execute(f"create table seattle_sales as from read_parquet({_text(path)})")
        except duckdb.Error as error:
            raise ConversionError(f"{path} is no sound parquet file: fetch it again.") from error
        _require_sound(tables, path)
        results = {name: _result(tables, query) for name, query in FILES.items()}
    _require_own(landing)
    for name, (header, rows) in results.items():
        _write(landing / name, header, rows)
    return {name: len(rows) for name, (_, rows) in results.items()}


def _text(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _require_sound(tables: duckdb.DuckDBPyConnection, path: Path) -> None:
    held = {row[0] for row in tables.execute("describe seattle_sales").fetchall()}
    for column in COLUMNS:
        if column not in held:
            raise ConversionError(f"{path} has no column {column}: fetch the whole file.")
        if _counts(tables, f"where {column} is null"):
            raise ConversionError(f"{path} has rows without {column}: take these rows out.")
    if _counts(tables, "having count(*) > count(distinct sale_id)"):
        raise ConversionError(f"{path} has the same sale_id twice: keep one row of each.")


def _counts(tables: duckdb.DuckDBPyConnection, rest: str) -> bool:
    found = tables.execute(f"select count(*) from seattle_sales {rest}").fetchall()
    return bool(found and found[0][0])


def _result(
    tables: duckdb.DuckDBPyConnection, query: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    result = tables.execute(Path(__file__).with_name(query).read_text(encoding="utf-8"))
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
    parser.add_argument("source", type=Path, help=f"folder with {SALES}")
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
