"""What a relation holds in one line: rows, columns, and a hash that ignores the order of rows.

The content hash of a relation, portable to any engine that has md5:

* A cell is `n` when null, else `<length in characters>:<text>`, the text in UTC as DuckDB casts it
  to varchar (doubles by their shortest exact form). Cells joined are the text of a row; lengths
  make it unambiguous.
* The md5 of a row, 32 hex digits, is two unsigned 64-bit numbers, which are added up over all
  rows without overflow. A sum knows no order, and unlike an exclusive or it counts twins.
* The content hash is the md5 (hex) of the lines `<column> <type>`, the row count and the two sums.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from foresale.settings import UserError


@dataclass(frozen=True)
class RelationHash:
    """One table or view: where it is, how many rows, (name, type) per column, content hash."""

    schema_name: str
    relation_name: str
    row_count: int
    columns: tuple[tuple[str, str], ...]
    content_hash: str


def content_hashes(*, warehouse: Path, schemas: Sequence[str]) -> list[RelationHash]:
    """Return one entry per table and view of the schemas, by schema and name; nothing is written.

    Equal relations have equal entries whatever the order of their rows. A schema that does not
    exist has no entries. Raises UserError when the warehouse or a view in it cannot be read.
    """
    with open_warehouse(warehouse) as (connection, catalog):
        return hash_schemas(connection, catalog, schemas)


@contextmanager
def open_warehouse(warehouse: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, str]]:
    """Yield a connection with the warehouse attached read-only, and the name of its catalog."""
    if not warehouse.is_file():
        raise UserError(
            f"There is no warehouse {warehouse}: run `make build` or `dbt build` first, or set "
            "FORESALE_WAREHOUSE to the file."
        )
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        try:
            # Without an alias: the views inside name the catalog that the file's name gives.
            connection.execute(f"attach {literal(warehouse)} (read_only)")
        except duckdb.Error as error:
            raise UserError(
                f"The warehouse {warehouse} cannot be read ({brief(error)}): wait for the process "
                "that writes it, or build it again."
            ) from error
        catalog = connection.execute(
            "select database_name from duckdb_databases() where path is not null"
        ).fetchone()
        assert catalog is not None
        yield connection, catalog[0]


def hash_schemas(
    connection: duckdb.DuckDBPyConnection, catalog: str, schemas: Sequence[str]
) -> list[RelationHash]:
    """Return one entry per table and view of these schemas of an attached catalog, sorted."""
    names = connection.execute(
        """
        select schema_name, table_name from duckdb_tables()
        where database_name = $catalog and list_contains($schemas, schema_name)
        union
        select schema_name, view_name from duckdb_views()
        where database_name = $catalog and list_contains($schemas, schema_name)
        order by all
        """,
        {"catalog": catalog, "schemas": list(schemas)},
    ).fetchall()
    return [_hash_of(connection, catalog, schema, name) for schema, name in names]


def hash_relation(
    connection: duckdb.DuckDBPyConnection, source: str, schema_name: str, relation_name: str
) -> RelationHash:
    """Return the entry of what stands behind `from <source>`, under the names given."""
    described = connection.execute(f"describe select * from {source}").fetchall()
    columns = tuple((str(row[0]), str(row[1])) for row in described)
    sums = connection.execute(
        f"""
        select
            count(*),
            coalesce(sum(cast('0x' || substr(row_md5, 1, 16) as ubigint)), 0),
            coalesce(sum(cast('0x' || substr(row_md5, 17) as ubigint)), 0)
        from (select md5({_row_text(columns)}) as row_md5 from {source})
        """
    ).fetchone()
    assert sums is not None
    lines = [*(f"{name} {type_}" for name, type_ in columns), *map(str, sums)]
    digest = hashlib.md5("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
    return RelationHash(schema_name, relation_name, int(sums[0]), columns, digest)


def quoted(*parts: str) -> str:
    """Return the parts as one quoted SQL name: "catalog"."schema"."relation"."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(value: Any) -> str:
    """Return the text of the value as an SQL literal, for statements that take no parameter."""
    return "'" + str(value).replace("'", "''") + "'"


def brief(error: Exception) -> str:
    """Return the first line of an error, without the full stop: it becomes part of a sentence."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rstrip(". ")


def _hash_of(
    connection: duckdb.DuckDBPyConnection, catalog: str, schema: str, name: str
) -> RelationHash:
    try:
        return hash_relation(connection, quoted(catalog, schema, name), schema, name)
    except duckdb.Error as error:
        raise UserError(
            f"{schema}.{name} of warehouse {catalog} cannot be read ({brief(error)}): run "
            "`dbt build` again."
        ) from error


def _row_text(columns: Sequence[tuple[str, str]]) -> str:
    texts = [f"cast({quoted(name)} as varchar)" for name, _ in columns]
    return " || ".join(f"coalesce(length({text}) || ':' || {text}, 'n')" for text in texts)
