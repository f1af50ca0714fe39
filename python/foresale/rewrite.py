"""Copies of the landed rows as an attacker of the future would leave them.

What was not known at a cutoff is removed, or every cell of it is replaced, row by row, with the
cell of another row of the table. A constant shift would be a bijection, which hides leaks that
count or compare; a draw from the column itself keeps types, keys and placeholders alive.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import duckdb

from foresale.landing.declared import HOUSE_COLUMNS
from foresale.relations import literal, quoted

Attack = Literal["removed", "rewritten"]

# The column every source table has: when its system recorded the row.
RECORDED = "recorded_at"
# Three cells of four are replaced: a row that keeps its key restates one of the past.
_KEPT_IN = 4


@dataclass(frozen=True)
class SourceTable:
    """A landed table, its own columns, and which of them says when a column became known."""

    name: str
    columns: tuple[str, ...]
    known_by: Mapping[str, str] = field(default_factory=dict)


def source_tables(manifest: Mapping[str, Any]) -> list[SourceTable]:
    """Return the landed tables that dbt's manifest declares, by name.

    A column is known with its row unless its `meta` names another one under `known_by`; a table
    without `recorded_at` has no known time at all, so all of it counts as the future.
    """
    return sorted(
        (
            SourceTable(
                name=f"{source['source_name']}/{source['name']}",
                columns=tuple(c for c in source["columns"] if c not in HOUSE_COLUMNS),
                known_by=dict(late_columns(source["columns"])),
            )
            for source in manifest["sources"].values()
            if source["source_name"] != "landing"
        ),
        key=lambda table: table.name,
    )


def late_columns(columns: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield each column that is learned later than its row, and the one that says when."""
    for name, column in columns.items():
        meta = (column.get("config") or {}).get("meta") or column.get("meta") or {}
        if "known_by" in meta:
            yield name, meta["known_by"]


def write_attacked(
    *, table: SourceTable, raw: Path, target: Path, attack: Attack, cutoff: date, seed: int
) -> tuple[int, int]:
    """Write the table as one shuffled Parquet file below `target`; return (rows, rows attacked).

    `raw` and `target` are folders with one folder a source and table, as `foresale land` writes
    them. A row is attacked where it, or a late column of it, was not known at the end of the
    cutoff day. The same arguments write the same rows.
    """
    files, folder = raw / table.name / "*.parquet", target / table.name
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            f"create table landed as select *, {_is_future(RECORDED, table, cutoff)} as is_future"
            f" from read_parquet({literal(files)}, union_by_name = true)"
        )
        hidden = [_is_hidden(column, table, cutoff) for column in table.known_by]
        attacked = " or ".join(["is_future", *hidden])
        counts = connection.execute(
            f"select count(*), count(*) filter (where {attacked}) from landed"
        ).fetchall()[0]
        removed = attack == "removed"
        select = _removed(table, cutoff) if removed else _rewritten(table, cutoff, seed)
        # The order of the files and lines says nothing.
        connection.execute(
            f"copy ({select} order by {_draw('order', seed)}, source_file,"
            f" source_line) to {literal(folder / 'attacked.parquet')} (format parquet)"
        )
    return int(counts[0]), int(counts[1])


def _removed(table: SourceTable, cutoff: date) -> str:
    cells = [
        f"case when not ({hidden}) then {quoted(column)} end as {quoted(column)}"
        for column, hidden in _hiding(table, cutoff)
    ]
    return f"select * exclude (is_future) {_replace(cells)} from landed where not is_future"


def _rewritten(table: SourceTable, cutoff: date, seed: int) -> str:
    hiding = dict(_hiding(table, cutoff))
    pools, cells = [], []
    for column in table.columns:
        # When something is known stays in the future: only what is known changes.
        is_time = column == RECORDED or column in table.known_by.values()
        where = f"where {_moment(column)} >= {_end_of(cutoff)}" if is_time else ""
        pools.append(
            f"(select list({quoted(column)} order by source_file, source_line) from landed {where})"
            f" as {quoted('pool ' + column)}"
        )
        pool = quoted("pool " + column)
        size = f"greatest(len({pool}), 1)"
        drawn = f"{pool}[1 + cast({_draw(column, seed)} % {size} as bigint)]"
        if is_time:
            drawn = f"coalesce({drawn}, {literal(cutoff + timedelta(days=1))})"
        else:
            drawn = (
                f"case when {_draw(column + ' kept', seed)} % {_KEPT_IN} = 0 then {quoted(column)}"
                f" else {drawn} end"
            )
        attacked = f"is_future or ({hiding[column]})" if column in hiding else "is_future"
        cells.append(
            f"case when {attacked} then {drawn} else {quoted(column)} end as {quoted(column)}"
        )
    helpers = ", ".join(["is_future", *(quoted("pool " + column) for column in table.columns)])
    return (
        f"with pools as (select {', '.join(pools)}) "
        f"select * exclude ({helpers}) {_replace(cells)} from landed cross join pools"
    )


def _hiding(table: SourceTable, cutoff: date) -> list[tuple[str, str]]:
    # A late column and the one that says when it was learned are hidden together.
    late = {c: _is_hidden(c, table, cutoff) for c in table.known_by}
    return [*late.items(), *((table.known_by[column], hidden) for column, hidden in late.items())]


def _is_hidden(column: str, table: SourceTable, cutoff: date) -> str:
    known_by = table.known_by[column]
    unknown = _is_future(known_by, table, cutoff)
    # Neither told nor said when: it may still be learned. Told without a time: with its row.
    return f"({unknown} and not ({_is_empty(known_by)} and not {_is_empty(column)}))"


def _is_empty(column: str) -> str:
    # As staging reads it.
    return f"nullif(trim({quoted(column)}), '') is null"


def _is_future(column: str, table: SourceTable, cutoff: date) -> str:
    if column not in table.columns:
        return "true"
    return f"coalesce({_moment(column)} >= {_end_of(cutoff)}, true)"


def _moment(column: str) -> str:
    return f"try_cast(trim({quoted(column)}) as timestamp)"


def _end_of(cutoff: date) -> str:
    return f"date {literal(cutoff)} + interval 1 day"


def _draw(purpose: str, seed: int) -> str:
    row = f"{literal(f'{seed} {purpose} ')} || source_file || ' ' || source_line"
    return f"md5_number_lower({row})"


def _replace(cells: list[str]) -> str:
    return f"replace ({', '.join(cells)})" if cells else ""
