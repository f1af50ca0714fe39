"""The attack on the future changes the future alone, and the comparison sees every changed cell."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from foresale.known_cells import compare, snapshot
from foresale.leakproof import leakproof
from foresale.rewrite import SourceTable, write_attacked
from foresale.settings import Paths, UserError

CUTOFF = date(2024, 1, 31)
ASSETS = SourceTable(
    "erp/assets",
    ("asset_id", "ended_date", "ended_recorded_at", "recorded_at"),
    {"ended_date": "ended_recorded_at"},
)
ROWS = {
    "A1": (None, None, "2024-01-31 23:59:59"),
    "A2": ("2024-01-05", "2024-01-31 23:59:59", "2024-01-01"),
    "A3": ("2024-01-06", "2024-02-01", "2024-01-01"),
    "A4": ("2024-01-07", " ", "2024-01-01"),
    "A5": ("2024-01-08", None, "2024-01-01"),
    "A6": ("2024-03-01", "2024-03-02", "2024-02-01"),
    "A7": (None, None, "no time"),
}


def _land(raw: Path, rows: dict[str, tuple]) -> None:
    folder = raw / ASSETS.name
    folder.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            "create table landed (asset_id varchar, ended_date varchar, ended_recorded_at varchar,"
            " recorded_at varchar, source_file varchar, source_line bigint)"
        )
        for line, (asset_id, cells) in enumerate(rows.items(), start=2):
            connection.execute(
                "insert into landed values (?, ?, ?, ?, 'a.csv', ?)", [asset_id, *cells, line]
            )
        connection.execute(f"copy landed to '{folder / 'a.parquet'}' (format parquet)")


def _attacked(
    tmp_path: Path, attack: Any, seed: int = 1, rows: dict[str, tuple] = ROWS
) -> dict[int, tuple]:
    """Return the attacked rows by the line they stood in."""
    raw, target = tmp_path / "raw", tmp_path / f"{attack}{seed}"
    if not raw.exists():
        _land(raw, rows)
    counts = write_attacked(
        table=ASSETS, raw=raw, target=target, attack=attack, cutoff=CUTOFF, seed=seed
    )
    found = duckdb.sql(
        f"select source_line, {', '.join(ASSETS.columns)} from '{target}/erp/assets/*.parquet'"
    ).fetchall()
    assert counts[0] == len(rows)
    return {row[0]: row[1:] for row in found}


def test_what_was_unknown_is_taken_out_by_row_and_by_column(tmp_path: Path) -> None:
    assert _attacked(tmp_path, "removed") == {
        2: ("A1", None, None, "2024-01-31 23:59:59"),
        3: ("A2", "2024-01-05", "2024-01-31 23:59:59", "2024-01-01"),
        4: ("A3", None, None, "2024-01-01"),
        5: ("A4", "2024-01-07", " ", "2024-01-01"),
        6: ("A5", "2024-01-08", None, "2024-01-01"),
    }


def test_rewriting_changes_the_future_and_keeps_the_past(tmp_path: Path) -> None:
    first, second = (_attacked(tmp_path, "rewritten", seed) for seed in (1, 2))

    for found in (first, second):
        assert found[3] == ("A2", "2024-01-05", "2024-01-31 23:59:59", "2024-01-01")
        assert found[5] == ("A4", "2024-01-07", " ", "2024-01-01")
        assert found[6] == ("A5", "2024-01-08", None, "2024-01-01")
        # A late end is another one or none, but always learned after the cutoff.
        assert found[4][0] == "A3"
        assert found[4][2] in ("2024-02-01", "2024-03-02")
        assert found[7][3] == "2024-02-01"
        assert found[8][3] == "2024-02-01"
    assert first != second
    assert first == _attacked(tmp_path / "again", "rewritten", 1)


def test_without_any_other_future_a_rewritten_row_is_known_a_day_later(tmp_path: Path) -> None:
    rows = {"A1": (None, None, "no time"), "A2": (None, None, "2024-01-01")}

    assert _attacked(tmp_path, "rewritten", rows=rows)[2][3] == "2024-02-01"


def test_a_table_without_a_known_time_counts_as_the_future(tmp_path: Path) -> None:
    _land(tmp_path / "raw", ROWS)
    undated = SourceTable("erp/assets", ("asset_id",))
    counts = write_attacked(
        table=undated,
        raw=tmp_path / "raw",
        target=tmp_path / "target",
        attack="removed",
        cutoff=CUTOFF,
        seed=1,
    )

    assert counts == (7, 7)


def _node(schema: str, name: str, *above: str, **columns: str) -> dict[str, Any]:
    known_by = {name: {"meta": {"known_by": by}} if by else {} for name, by in columns.items()}
    return {
        "resource_type": "model",
        "language": "sql",
        "schema": schema,
        "name": name,
        "unique_id": name,
        "columns": known_by,
        "depends_on": {"nodes": list(above)},
    }


MANIFEST = {
    "nodes": {
        "spine_house": _node("spines", "spine_house"),
        "feature": _node("features", "feature", "spine_house"),
        "staged": _node("staging", "stg_assets", ended_date="ended_known_at"),
    }
}
BUILT = """
    create schema spines; create schema features; create schema staging; create schema settings;
    create table settings.tasks as
        select unnest(['sale', 'lead']) as task_id, unnest(['house', 'lead']) as entity;
    create table settings.lead_ages as select 'lead' as task_id;
    create table spines.cutoff_calendar as select unnest(['sale', 'sale', 'lead']) as task_id,
        unnest([date '2024-01-31', date '2024-02-29', date '2024-01-30']) as cutoff_date,
        'train' as cutoff_role;
    create table spines.spine_house as
        select unnest(['C1', 'C2']) as entity_id, date '2024-01-31' as cutoff_date;
    create table features.feature as
        select entity_id, cutoff_date, 0.3::double as a, 1 as b from spines.spine_house
        union all select 'C1', date '2024-02-29', 5, 5;
    create table staging.stg_assets as
        select * from (values
            ('A1', null, null, timestamp '2024-01-01'),
            ('A1', date '2024-01-20', timestamp '2024-02-01', timestamp '2024-01-01'),
            ('A2', null, null, timestamp '2024-02-01')
        ) as rows(asset_id, ended_date, ended_known_at, known_at);
"""
LEADS_OF_TODAY = (
    "update settings.lead_ages set task_id = 'sale'; update spines.cutoff_calendar"
    " set cutoff_role = 'score' where cutoff_date = date '2024-01-31';"
)


def _differences(tmp_path: Path, changed: str) -> list[tuple[str, str, int]]:
    """Return what differs after a statement: relation, column, rows."""
    kept, other = tmp_path / "kept.duckdb", tmp_path / "other.duckdb"
    for path, statement in ((tmp_path / "built.duckdb", ""), (other, changed)):
        with duckdb.connect(str(path)) as connection:
            connection.execute(BUILT + statement)
    snapshot(warehouse=tmp_path / "built.duckdb", manifest=MANIFEST, kept=kept)
    found = compare(warehouse=other, manifest=MANIFEST, kept=kept, cutoff=CUTOFF)
    assert found.relation_count == 3
    return [(each.relation, each.column, each.changed_count) for each in found.differences]


@pytest.mark.parametrize(
    ("changed", "differs"),
    [
        ("", []),
        # What was learned later may be anything.
        ("update features.feature set b = 9 where cutoff_date = date '2024-02-29'", []),
        ("update staging.stg_assets set ended_date = null where ended_known_at is not null", []),
        ("delete from staging.stg_assets where asset_id = 'A2'", []),
        (
            "update features.feature set a = 0.1::double + 0.2::double where entity_id = 'C1'",
            [("features.feature", "a", 1)],
        ),
        (
            "update features.feature set b = null where cutoff_date = date '2024-01-31'",
            [("features.feature", "b", 2)],
        ),
        (
            "delete from spines.spine_house where entity_id = 'C2'",
            [("spines.spine_house", "(row)", 1)],
        ),
        (
            "insert into spines.spine_house values ('C3', date '2024-01-31')",
            [("spines.spine_house", "(row)", 1)],
        ),
        # Another entity is asked about on that day, in both builds.
        ("insert into spines.spine_house values ('C3', date '2024-01-30')", []),
        # Today everybody is asked about, on past days whoever had one of some ages.
        (f"{LEADS_OF_TODAY} insert into spines.spine_house values ('C3', date '2024-01-31')", []),
        (
            f"{LEADS_OF_TODAY} delete from spines.spine_house where entity_id = 'C2'",
            [("spines.spine_house", "(row)", 1)],
        ),
        (
            "update staging.stg_assets set asset_id = 'A9' where asset_id = 'A1'",
            [("staging.stg_assets", "(row)", 2)],
        ),
        (
            "update staging.stg_assets set ended_known_at = timestamp '2024-01-31 23:59:59'"
            " where ended_date is not null",
            [("staging.stg_assets", "(row)", 1)],
        ),
    ],
)
def test_the_comparison_sees_what_was_known_and_nothing_else(
    changed: str, differs: list[tuple[str, str, int]], tmp_path: Path
) -> None:
    assert _differences(tmp_path, changed) == differs


def test_a_cutoff_that_is_gone_is_no_equality(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="2024-01-31 is no cutoff any more"):
        _differences(
            tmp_path, "delete from spines.cutoff_calendar where cutoff_date = date '2024-01-31'"
        )


def test_without_landed_rows_there_is_nothing_to_prove(tmp_path: Path) -> None:
    places = Paths(*(tmp_path / name for name in ("landing", "raw", "warehouse", "pub", "truth")))
    with pytest.raises(UserError, match=r"There is no .*raw/: run `make build`"):
        leakproof(places=places, scratch=tmp_path / "scratch", cutoffs=1, seed_count=1, say=print)
