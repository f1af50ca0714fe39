"""What was known at a cutoff, compared between two builds, cell by cell."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from foresale.frames import HOUSE_KEY
from foresale.relations import literal, quoted
from foresale.rewrite import late_columns
from foresale.settings import UserError

# Which day plays which part today: no knowledge of a day.
CALENDAR = ("cutoff_calendar", "cutoff_ladder", "vintages", "vintage_calendar")
# Knows no day: the names of the features.
NAMES = ("feature_list",)
_KEPT = "kept"
_SPINE = "spine_"


@dataclass(frozen=True)
class Relation:
    """A relation of the house with its grain and, where it is staged, its late columns.

    `entity` is whose cutoffs it has, empty where it is staged.
    """

    schema: str
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    known_by: Mapping[str, str]
    entity: str

    @property
    def is_staged(self) -> bool:
        """Return whether rows are known one by one, and not by a cutoff."""
        return self.schema == "staging"


@dataclass(frozen=True)
class Difference:
    """A column that differs: of how many rows how many, and one of them."""

    relation: str
    column: str
    row_count: int
    changed_count: int
    example: str


@dataclass(frozen=True)
class Compared:
    """How much was compared, and what differs."""

    relation_count: int
    value_count: int
    differences: tuple[Difference, ...]


def snapshot(*, warehouse: Path, manifest: Mapping[str, Any], kept: Path) -> None:
    """Write the relations that are compared into the database `kept`."""
    with duckdb.connect(str(warehouse)) as connection:
        relations = list(_relations(connection, manifest))
        connection.execute(f"attach {literal(kept)} as {_KEPT}")
        for schema in sorted({relation.schema for relation in relations}):
            connection.execute(f"create schema {_KEPT}.{quoted(schema)}")
        for relation in relations:
            place = quoted(relation.schema, relation.name)
            connection.execute(f"create table {_KEPT}.{place} as from {place}")
        connection.execute(f"create table {_KEPT}.cutoffs as {_CUTOFFS}")


def compare(*, warehouse: Path, manifest: Mapping[str, Any], kept: Path, cutoff: date) -> Compared:
    """Return what differs between the two builds in what was known at the end of the cutoff day.

    Spines and features are compared at all cutoffs both builds have for their entity, up to this
    one; staged rows where they were known, a late column as far as it was. Doubles are compared by
    their text, so by their bits. A row that only one build has differs in the column `(row)`; of
    what is asked about at some ages, a build that scores on a day may have more of that day. Raises
    UserError where the attacked build lacks the cutoff.
    """
    with duckdb.connect(str(warehouse)) as connection:
        connection.execute(f"attach {literal(kept)} as {_KEPT} (read_only)")
        connection.execute(
            f"create temporary table shared as select * from ({_CUTOFFS}) as is_"
            f" semi join {_KEPT}.cutoffs using (entity, cutoff_date)"
        )
        both = connection.execute("select distinct cutoff_date from shared").fetchall()
        if (cutoff,) not in both:
            raise UserError(
                f"{cutoff} is no cutoff any more once the future of it is attacked, so nothing can "
                "be compared: mend what the calendar reads, or attack another day."
            )
        relations = list(_relations(connection, manifest))
        differences: list[Difference] = []
        value_count = 0
        for relation in relations:
            found = _staged if relation.is_staged else _keyed
            row_count, different = found(connection, relation, cutoff)
            value_count += row_count * len(relation.columns)
            differences += different
    return Compared(len(relations), value_count, tuple(differences))


_CUTOFFS = (
    "select entity, cutoff_date, bool_or(cutoff_role = 'score'"
    " and task_id in (select task_id from settings.lead_ages)) as is_of_every_age"
    " from spines.cutoff_calendar inner join settings.tasks using (task_id) group by all"
)


def _relations(
    connection: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]
) -> Iterator[Relation]:
    grains = _grains(manifest)
    columns: dict[tuple[str, str], list[str]] = {}
    for schema, name, column in connection.execute(
        "select schema_name, table_name, column_name from duckdb_columns()"
        " where schema_name in ('staging', 'spines', 'features') and database_name <> $kept"
        " order by schema_name, table_name, column_index",
        {"kept": _KEPT},
    ).fetchall():
        columns.setdefault((schema, name), []).append(column)
    for node in manifest["nodes"].values():
        place = (node["schema"], node["name"])
        # Behind a Python model stands an SQL model with a grain.
        if node["resource_type"] != "model" or node["language"] != "sql" or place not in columns:
            continue
        names = columns[place]
        is_staged = place[0] == "staging" and "known_at" in names and place[1].startswith("stg_")
        is_dated = place[0] != "staging" and place[1] not in (*CALENDAR, *NAMES)
        if is_dated and "cutoff_date" not in names:
            raise UserError(
                f"{'.'.join(place)} has no cutoff_date, so nobody can say what it knows when: give "
                "it the house key."
            )
        if is_staged or is_dated:
            key = grains.get(node["unique_id"]) or tuple(c for c in HOUSE_KEY if c in names)
            late = dict(late_columns(node["columns"]))
            entity = "" if is_staged else _entity(node, manifest)
            yield Relation(*place, tuple(names), key, late, entity)


def _entity(node: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """Return the entity whose spine the model is, or is made of."""
    nodes = [node]
    seen: set[str] = set()
    while nodes:
        one = nodes.pop()
        if one["name"].startswith(_SPINE):
            return str(one["name"].removeprefix(_SPINE).split("__")[0])
        above = set(one["depends_on"].get("nodes", ())) & set(manifest["nodes"]) - seen
        seen |= above
        nodes += [manifest["nodes"][name] for name in sorted(above)]
    raise UserError(
        f"{node['schema']}.{node['name']} is made of no spine, so nobody can say which cutoffs it "
        "has: make it of the spine of its entity."
    )


def _grains(manifest: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    grains = {}
    for node in manifest["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") == "unique_key":
            arguments = test["kwargs"].get("arguments") or test["kwargs"]
            if "cutoff_date" in arguments["columns"]:
                grains[node["attached_node"]] = tuple(arguments["columns"])
    return grains


def _keyed(
    connection: duckdb.DuckDBPyConnection, relation: Relation, cutoff: date
) -> tuple[int, list[Difference]]:
    place = quoted(relation.schema, relation.name)
    shared = f"select cutoff_date from shared where entity = {literal(relation.entity)}"
    known = f"where cutoff_date <= date {literal(cutoff)} and cutoff_date in ({shared})"
    values = [column for column in relation.columns if column not in relation.key]
    on = " and ".join(f"was.{quoted(c)} is not distinct from is_.{quoted(c)}" for c in relation.key)
    key = " || ', ' || ".join(
        f"{literal(c + ' ')} || coalesce(cast(coalesce(was.{quoted(c)}, is_.{quoted(c)})"
        " as varchar), 'none')"
        for c in relation.key
    )
    may_be_new = f"is_.cutoff_date in ({shared} and is_of_every_age)"
    tests = {"(row)": f"is_.is_there is null or (was.is_there is null and not {may_be_new})"}
    for column in values:
        was, is_ = (f"cast({side}.{quoted(column)} as varchar)" for side in ("was", "is_"))
        tests[column] = f"was.is_there and is_.is_there and {was} is distinct from {is_}"
    example = {"(row)": f"{key} || case when was.is_there then ' is gone' else ' is new' end"}
    for column in values:
        was, is_ = (
            f"coalesce(cast({side}.{quoted(column)} as varchar), 'null')" for side in ("was", "is_")
        )
        example[column] = f"{key} || ': ' || {was} || ' becomes ' || {is_}"
    parts = ", ".join(
        f"count(*) filter (where {test}), min({example[column]}) filter (where {test})"
        for column, test in tests.items()
    )
    found = connection.execute(
        f"select count(*), {parts}"
        f" from (select *, true as is_there from {_KEPT}.{place} {known}) as was"
        f" full join (select *, true as is_there from {place} {known}) as is_ on {on}"
    ).fetchall()[0]
    return _differences(relation, int(found[0]), list(tests), found[1:])


def _staged(
    connection: duckdb.DuckDBPyConnection, relation: Relation, cutoff: date
) -> tuple[int, list[Difference]]:
    end = f"date {literal(cutoff)} + interval 1 day"
    cells = []
    moments = {moment: moment for moment in relation.known_by.values()}
    for column in relation.columns:
        moment = relation.known_by.get(column) or moments.get(column)
        cell = quoted(column)
        # Told without a time of its own, it was known with its row.
        cells.append(
            f"case when coalesce({quoted(moment)} < {end}, true) then {cell} end as {cell}"
            if moment
            else cell
        )
    place = quoted(relation.schema, relation.name)
    # Without its late end, the second copy of a row is a twin of the first.
    select = f"select distinct {', '.join(cells)} from {{}} where known_at < {end}"
    was, is_ = select.format(f"{_KEPT}.{place}"), select.format(place)
    rows = connection.execute(f"select count(*) from ({was})").fetchall()[0][0]
    found = connection.execute(
        f"select count(*), cast(min(row_) as varchar) from (select row_ from (({was} except {is_})"
        f" union all ({is_} except {was})) as row_)"
    ).fetchall()[0]
    return _differences(relation, int(rows), ["(row)"], found)


def _differences(
    relation: Relation, row_count: int, columns: Sequence[str], found: Sequence[Any]
) -> tuple[int, list[Difference]]:
    pairs = zip(columns, found[::2], found[1::2], strict=True)
    return row_count, [
        Difference(f"{relation.schema}.{relation.name}", column, row_count, count, example)
        for column, count, example in pairs
        if count
    ]
