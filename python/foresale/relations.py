"""Tables and views of a DuckDB file: what each holds in one line, and copies of them in files.

The content hash of a relation ignores the order of its rows; any engine that has md5 can repeat it:

* A cell is `n` when null, else `<length in characters>:<text>`, the text as DuckDB casts it to
  varchar in UTC (doubles by their shortest exact form). The cells joined are the text of a row;
  the lengths make it unambiguous.
* The md5 of a row's text, 32 hex digits, is two unsigned 64-bit numbers, each added up over all
  rows without overflow. A sum knows no order, and unlike an exclusive or it counts twins.
* The content hash is the md5 (hex) over one line `<column> <type>` per column, then the row count
  and the two sums, a line each, joined by line feeds.
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from foresale.settings import UserError

# The oldest format that DuckDB 2 writes: every DuckDB 1.x reads it.
STORAGE_VERSION = "v1.0.0"
_FLOATS = ("DOUBLE", "FLOAT")


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
    with open_memory() as connection:
        try:
            # Without an alias: the views inside name the catalog that the file's name gives.
            connection.execute(f"attach {literal(warehouse)} (read_only)")
        except duckdb.Error as error:
            raise UserError(
                f"The warehouse {warehouse} cannot be read ({brief(error)}): wait for the process "
                "that writes it, or build it again."
            ) from error
        found = connection.execute(
            "select database_name from duckdb_databases() where path is not null"
        ).fetchall()
        yield connection, str(found[0][0])


@contextmanager
def open_memory() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a connection of its own to nothing, whose texts of timestamps are in UTC."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection


def hash_schemas(
    connection: duckdb.DuckDBPyConnection, catalog: str, schemas: Sequence[str]
) -> list[RelationHash]:
    """Return one entry per table and view of these schemas of an attached catalog, sorted."""
    names = connection.execute(
        """
        select schema_name, table_name from duckdb_tables() where database_name = $catalog
        union
        select schema_name, view_name from duckdb_views() where database_name = $catalog
        order by all
        """,
        {"catalog": catalog},
    ).fetchall()
    return [
        _hash_named(connection, catalog, schema, name)
        for schema, name in names
        if schema in schemas
    ]


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
    ).fetchall()[0]
    lines = [*(f"{name} {type_}" for name, type_ in columns), *map(str, sums)]
    digest = hashlib.md5("\n".join(lines).encode(), usedforsecurity=False).hexdigest()
    return RelationHash(schema_name, relation_name, int(sums[0]), columns, digest)


def comments(
    connection: duckdb.DuckDBPyConnection, catalog: str, schema: str, name: str
) -> tuple[str, dict[str, str]]:
    """Return the relation's comment and those of its columns by name; no comment is ''."""
    place = {"catalog": catalog, "schema": schema, "name": name}
    where = "where database_name = $catalog and schema_name = $schema"
    of_relation = connection.execute(
        f"select comment from duckdb_tables() {where} and table_name = $name "
        f"union all select comment from duckdb_views() {where} and view_name = $name",
        place,
    ).fetchall()
    of_columns = connection.execute(
        f"select column_name, comment from duckdb_columns() {where} and table_name = $name",
        place,
    ).fetchall()
    return of_relation[0][0] or "", {column: text for column, text in of_columns if text}


def copy_tables(
    connection: duckdb.DuckDBPyConnection,
    *,
    catalog: str,
    relations: Sequence[RelationHash],
    database: Path,
) -> None:
    """Return nothing; write the relations into a new database and beside it as Parquet files.

    Comments go along. The rows are in a total order, so equal rows give equal Parquet bytes. The
    database is checkpointed and closed: no write-ahead log stays behind.
    """
    new = f"{catalog}_copy"  # differs from the source's catalog whatever that is called
    connection.execute(
        f"attach {literal(database)} as {quoted(new)} (storage_version {literal(STORAGE_VERSION)})"
    )
    for relation in relations:
        schema, name = relation.schema_name, relation.relation_name
        table = quoted(new, "main", name)
        connection.execute(
            f"create table {table} as select * from {quoted(catalog, schema, name)} "
            f"order by {total_order(relation.columns)}"
        )
        of_table, of_columns = comments(connection, catalog, schema, name)
        if of_table:
            connection.execute(f"comment on table {table} is {literal(of_table)}")
        for column, text in of_columns.items():
            connection.execute(f"comment on column {table}.{quoted(column)} is {literal(text)}")
        parquet = database.with_name(f"{name}.parquet")
        connection.execute(f"copy {table} to {literal(parquet)} (format parquet)")
    connection.execute(f"checkpoint {quoted(new)}")
    connection.execute(f"detach {quoted(new)}")


def total_order(columns: Sequence[tuple[str, str]]) -> str:
    """Return the keys of an `order by` over all (name, type) columns that leaves no tie."""
    keys = [f"{quoted(name)} nulls last" for name, _ in columns]
    # 0.0 and -0.0 sort as equals but are different bytes
    signs = [f"signbit({quoted(name)})" for name, type_ in columns if type_ in _FLOATS]
    return ", ".join([*keys, *signs])


def quoted(*parts: str) -> str:
    """Return the parts as one quoted SQL name: "catalog"."schema"."relation"."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(value: Any) -> str:
    """Return the text of the value as an SQL literal, for statements that take no parameter."""
    return "'" + str(value).replace("'", "''") + "'"


def brief(error: BaseException) -> str:
    """Return the first line of an error without its full stop: it becomes part of a sentence."""
    lines = str(error).splitlines() or [type(error).__name__]
    return lines[0].rstrip(". ")


def _hash_named(
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
