"""Turn the parquet tables of AdventureWorks DW into landing files; README.md says how to use it."""

import argparse
import csv
import gzip
import io
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq


class ConversionError(Exception):
    """A mistake in the given folders: one sentence saying what, where and how to mend it."""


@dataclass(frozen=True)
class Table:
    """One parquet file, the columns we read of it, and what has to hold for them."""

    name: str
    filled: tuple[str, ...]  # a row without one of these stops the conversion
    may_be_empty: tuple[str, ...] = ()
    has_key: bool = True  # the first filled column occurs once


TABLES = (
    Table(
        "DimReseller",
        ("ResellerKey", "ResellerAlternateKey"),
        ("ResellerName", "BusinessType", "NumberEmployees", "GeographyKey"),
    ),
    Table("DimGeography", ("GeographyKey",), ("SalesTerritoryKey",)),
    Table("DimSalesTerritory", ("SalesTerritoryKey",), ("SalesTerritoryRegion",)),
    Table(
        "DimProduct",
        ("ProductKey", "ProductAlternateKey", "StartDate"),
        ("EnglishProductName", "ProductSubcategoryKey"),
    ),
    Table("DimProductSubcategory", ("ProductSubcategoryKey", "ProductCategoryKey")),
    Table("DimProductCategory", ("ProductCategoryKey", "EnglishProductCategoryName")),
    Table(
        "FactResellerSales",
        (
            "SalesOrderNumber",
            "SalesOrderLineNumber",
            "OrderDate",
            "ResellerKey",
            "EmployeeKey",
            "SalesTerritoryKey",
            "ProductKey",
            "OrderQuantity",
            "SalesAmount",
            "TotalProductCost",
        ),
        has_key=False,
    ),
)

# AdventureWorks has nothing of these: a file with only the header says so to the landing step.
EMPTY = {
    "erp/assets": "asset_id,customer_id,sku,started_date,is_subscription,expires_date,ended_date,"
    "ended_recorded_at,recorded_at",
    "erp/contacts": "contact_id,customer_id,rep_id,channel,contacted_at,recorded_at",
    "erp/deals": "deal_id,customer_id,division_id,stage,opened_date,recorded_at",
    "crm/companies": "crm_company_id,customer_id,company_name,city,caution,recorded_at",
}


def convert(source: Path, landing: Path) -> dict[str, int]:
    """Return the number of rows by file written below `landing`, `erp/reps/adventureworks.csv`.

    The same tables give the same bytes. Raises ConversionError, before anything is written, for a
    missing folder, file, column, value or key, and for a landing folder with other files in it.
    """
    if not source.is_dir():
        raise ConversionError(
            f"There is no folder {source}: give the folder that holds DimReseller.parquet "
            "and the other tables."
        )
    with duckdb.connect() as tables:
        for table in TABLES:
            # The tables are registered by name: a query file reads them like any database.
            tables.register(table.name, _read(source, table))
            _require_sound(tables, table, source)
        _require_known(tables, source, "ResellerKey", "DimReseller")
        _require_known(tables, source, "ProductKey", "DimProduct")
        files = dict(_files(tables))
    _require_own(landing, set(files))
    for name, (header, rows) in files.items():
        _write(landing / name, header, rows)
    return {name: len(rows) for name, (_, rows) in files.items()}


def _read(source: Path, table: Table) -> pa.Table:
    path = source / f"{table.name}.parquet"
    if not path.is_file():
        raise ConversionError(f"There is no {path}: put this table of AdventureWorks DW there.")
    columns = [*table.filled, *table.may_be_empty]
    try:
        with pq.ParquetFile(path) as file:
            missing = [name for name in columns if name not in file.schema_arrow.names]
            if missing:
                raise ConversionError(
                    f"{path} has no column {missing[0]}: export the table with all its columns."
                )
            return file.read(columns=columns)
    except (pa.ArrowException, OSError) as error:
        raise ConversionError(f"{path} is no sound parquet file: export it again.") from error


def _require_sound(tables: duckdb.DuckDBPyConnection, table: Table, source: Path) -> None:
    path = source / f"{table.name}.parquet"
    if not _count(tables, f"from {table.name}"):
        raise ConversionError(f"{path} has no rows: export it again.")
    for column in table.filled:
        if _count(tables, f"from {table.name} where {column} is null"):
            raise ConversionError(
                f"{path} has rows without {column}: fill it, or take these rows out."
            )
    key = table.filled[0]
    if table.has_key and _count(
        tables, f"from (from {table.name} select {key} group by {key} having count(*) > 1)"
    ):
        raise ConversionError(f"{path} has the same {key} twice: keep one row of each.")


def _require_known(
    tables: duckdb.DuckDBPyConnection, source: Path, key: str, dimension: str
) -> None:
    unknown = tables.execute(
        f"select min({key}) from FactResellerSales anti join {dimension} using ({key})"
    ).fetchall()[0][0]
    if unknown is not None:
        raise ConversionError(
            f"{source / 'FactResellerSales.parquet'} has {key} {unknown}, which "
            f"{dimension}.parquet does not have: export both tables at the same time."
        )


def _count(tables: duckdb.DuckDBPyConnection, rest: str) -> int:
    return int(tables.execute(f"select count(*) {rest}").fetchall()[0][0])


def _files(
    tables: duckdb.DuckDBPyConnection,
) -> Iterator[tuple[str, tuple[Sequence[str], list[tuple[Any, ...]]]]]:
    """Yield file name, header and rows of each landing file; the invoice lines by year."""
    for name in ("customers", "reps", "products"):
        yield f"erp/{name}/adventureworks.csv", _result(tables, name)
    header, lines = _result(tables, "invoice_lines")
    sold_date = header.index("sold_date")
    for year, rows in groupby(lines, key=lambda line: str(line[sold_date])[:4]):
        yield f"erp/invoice_lines/{year}.csv.gz", (header, list(rows))
    for name, columns in EMPTY.items():
        yield f"{name}/adventureworks.csv", (columns.split(","), [])


def _result(
    tables: duckdb.DuckDBPyConnection, landing_table: str
) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return header and rows of a landing table, as the query file of its name makes them."""
    query = Path(__file__).with_name(f"{landing_table}.sql")
    result = tables.execute(query.read_text(encoding="utf-8"))
    return [column[0] for column in result.description or []], result.fetchall()


def _require_own(landing: Path, names: set[str]) -> None:
    files = sorted(path for path in landing.glob("*/*/*") if not path.name.startswith("."))
    for path in files:
        # What was handed out the project notes itself, of any company.
        if path.is_relative_to(landing / "activation"):
            continue
        if path.relative_to(landing).as_posix() not in names:
            raise ConversionError(
                f"{path} is not one of the files written here, and two companies would be mixed: "
                "give a landing folder of its own."
            )


def _write(path: Path, header: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    content = text.getvalue().encode()
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".gz":
        # Without a name and a time in it, the same rows are the same bytes.
        with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as zipped:
            zipped.write(content)
    else:
        path.write_bytes(content)


def main(arguments: Sequence[str] | None = None) -> int:
    """Convert as the command line asks; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path, help="folder with the parquet files")
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
