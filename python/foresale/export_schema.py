"""Whether an exported file is what the contract of its mart promises, as a report beside it."""

import json
from pathlib import Path
from typing import Any

import duckdb

from foresale.relations import literal, quoted
from foresale.settings import UserError


def read_contracts(manifest: Path) -> dict[str, dict[str, str]]:
    """Return the declared type of every column, by model and column."""
    if not manifest.is_file():
        raise UserError(f"There is no {manifest}: run `make build` or `dbt build` first.")
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    return {
        node["name"]: {name: column["data_type"] for name, column in node["columns"].items()}
        for node in nodes
        if node["resource_type"] == "model"
    }


def schema_report(
    connection: duckdb.DuckDBPyConnection, *, mart: str, declared: dict[str, str], file: Path
) -> dict[str, Any]:
    """Return the report on a CSV file: per declared column whether it is there and can be read.

    A column is ok when the file has it, the mart has it in the declared type, and every cell that
    is not empty reads as that type; the file when all columns are, and there are no others.
    """
    source = (
        f"read_csv({literal(file)}, header = true, auto_detect = false, all_varchar = true, "
        f"delim = ',', quote = '\"', escape = '\"', columns = {_names(file)})"
    )
    described = connection.execute(f"describe marts.{quoted(mart)}").fetchall()
    found = {str(row[0]): str(row[1]) for row in described}
    in_file = [str(row[0]) for row in connection.execute(f"describe from {source}").fetchall()]
    columns = [
        _column_report(connection, source, name, type_, found.get(name), name in in_file)
        for name, type_ in declared.items()
    ]
    others = [name for name in in_file if name not in declared]
    return {
        "mart": mart,
        "file": file.name,
        "ok": not others and bool(columns) and all(column["ok"] for column in columns),
        "row_count": _one(connection, f"select count(*) from {source}"),
        "undeclared_columns": others,
        "columns": columns,
    }


def _column_report(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    name: str,
    declared: str,
    found: str | None,
    is_in_file: bool,
) -> dict[str, Any]:
    type_ = "varchar" if declared == "string" else declared
    expected = _one(connection, f"select typeof(cast(null as {type_}))")
    unreadable = None
    if is_in_file:
        unreadable = _one(
            connection,
            f"select count(*) from {source} where {quoted(name)} is not null "
            f"and try_cast({quoted(name)} as {type_}) is null",
        )
    return {
        "name": name,
        "declared_type": declared,
        "found_type": found,
        "is_in_file": is_in_file,
        "unreadable_count": unreadable,
        "ok": found == expected and unreadable == 0,
    }


def _names(file: Path) -> str:
    with file.open(encoding="utf-8") as lines:
        header = lines.readline().rstrip("\n").split(",")
    return "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header) + "}"


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]
