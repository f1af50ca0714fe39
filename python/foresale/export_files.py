"""Rows into files: the same rows give the same bytes, in any of the four formats."""

import csv
import json
import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import duckdb

from foresale.export_artifacts import HEAD, Artifact
from foresale.relations import literal, quoted, total_order
from foresale.settings import UserError

# A spreadsheet takes a text that begins like this for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_BATCH = 10_000


def write_artifact(
    connection: duckdb.DuckDBPyConnection, artifact: Artifact, path: Path, table: str = ""
) -> bool:
    """Return whether it wrote the file: an optional artifact without rows has none.

    The session's variables name the task, division and cutoff; `table` is the star's table where
    the artifact is one per table. Raises UserError where a promised column is missing.
    """
    sources = {
        name: _statement(connection, artifact, source.replace("{table}", table), name == HEAD)
        for name, source in artifact.named_sources().items()
    }
    first = next(iter(sources.values()))
    if artifact.is_optional and not connection.execute(f"{first} limit 1").fetchall():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".parquet":
        connection.execute(f"copy ({first}) to {literal(path)} (format parquet, compression zstd)")
        return True
    with path.open("w", encoding="utf-8", newline="") as file:
        if artifact.is_text:
            file.write(str(connection.execute(first).fetchall()[0][0]))
        elif path.suffix == ".csv":
            _write_csv(connection, first, file)
        elif path.suffix == ".jsonl":
            for kind, source in sources.items():
                for row in _rows(connection, source):
                    file.write(_json({"kind": kind, **row}, indent=None))
        else:
            file.write(_json(_document(connection, sources), indent=1))
    return True


def write_json(path: Path, document: dict[str, Any]) -> None:
    """Return nothing; write one JSON document, keys in the given order."""
    path.write_text(_json(document, indent=1), encoding="utf-8", newline="")


def _statement(
    connection: duckdb.DuckDBPyConnection, artifact: Artifact, source: str, is_head: bool
) -> str:
    query = source if " " in source.strip() else f"select * from {source}"
    columns = [(str(r[0]), str(r[1])) for r in connection.execute(f"describe {query}").fetchall()]
    names = [name for name, _ in columns]
    chosen = names if is_head else _chosen(artifact, names)
    narrowed = {"task_id": "task"}
    if artifact.needs("division"):
        narrowed["division"] = "division"
    if artifact.needs("cutoff"):
        narrowed["cutoff_date"] = "cutoff"
    conditions = [
        f"{quoted(name)} = getvariable('{variable}')"
        for name, variable in narrowed.items()
        if name in names and not artifact.needs("table")
    ]
    order = [f"{quoted(name)} nulls last" for name in artifact.order_by]
    # A head has one row, and may hold what has no order.
    keys = [] if is_head else [*order, total_order(columns)]
    return (
        f"select {', '.join(quoted(name) for name in chosen)} from ({query}) as rows_of_source "
        + (f"where {' and '.join(conditions)} " if conditions else "")
        + (f"order by {', '.join(keys)}" if keys else "")
    )


def _chosen(artifact: Artifact, names: Sequence[str]) -> list[str]:
    missing = sorted(set(artifact.first_columns) - set(names))
    if missing:
        raise UserError(
            f"{artifact.name} cannot be exported, for its relation has no column "
            f"{', '.join(missing)}: run `make build` with this version of the project."
        )
    rest = [name for name in names if name not in artifact.first_columns]
    return [*artifact.first_columns, *(rest if artifact.has_more_columns else [])]


def _write_csv(connection: duckdb.DuckDBPyConnection, statement: str, file: TextIO) -> None:
    reader = connection.execute(statement)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([str(column[0]) for column in reader.description or ()])
    while batch := reader.fetchmany(_BATCH):
        writer.writerows([[_cell(value) for value in row] for row in batch])


def _cell(value: Any) -> Any:
    """Return the value as csv writes it: floats by repr, no text that reads as a formula."""
    if isinstance(value, str):
        return "'" + value if value.startswith(_FORMULA_STARTS) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def _rows(connection: duckdb.DuckDBPyConnection, statement: str) -> Iterator[dict[str, Any]]:
    reader = connection.execute(statement)
    described = [(str(column[0]), str(column[1])) for column in reader.description or ()]
    for row in reader.fetchall():
        yield {
            name: json.loads(value) if type_ == "JSON" and value is not None else value
            for (name, type_), value in zip(described, row, strict=True)
        }


def _document(connection: duckdb.DuckDBPyConnection, sources: dict[str, str]) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for name, source in sources.items():
        rows = list(_rows(connection, source))
        if name == HEAD:
            document |= rows[0] if rows else {}
        else:
            document[name] = rows
    return document


def _json(value: Any, *, indent: int | None) -> str:
    return json.dumps(_plain(value), indent=indent, ensure_ascii=False, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:
    """Return the value as JSON knows it: a number that does not exist is null."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return value.isoformat() if isinstance(value, date) else value
