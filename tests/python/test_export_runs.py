"""Runs of the export: the same bytes each time, no half export, refusals, and handing out."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import House
from exported_house import Exported, names_in
from house import query

from foresale.export import CHECKSUMS
from foresale.settings import UserError


def test_a_second_export_changes_no_byte(exported: Exported) -> None:
    before = {name: (exported.folder / name).read_bytes() for name in names_in(exported.folder)}

    exported.export()

    assert {
        name: (exported.folder / name).read_bytes() for name in names_in(exported.folder)
    } == before
    sums = before.pop(CHECKSUMS).decode().splitlines()
    assert sums == [f"{hashlib.sha256(before[n]).hexdigest()}  {n}" for n in sorted(before)]
    leftovers = {path.name for path in exported.folder.parent.glob(".exports*")}
    assert leftovers == {".exports.lock"}


def test_a_missing_relation_is_a_sentence_and_the_export_before_stays(
    spoiled: Callable[[str], Exported],
) -> None:
    house = spoiled("drop table marts.gate_funnel")
    house.folder.mkdir()

    with pytest.raises(UserError, match=r"has no marts\.gate_funnel, which is exported"):
        house.export()
    assert names_in(house.folder) == []


def test_a_missing_column_is_a_sentence(spoiled: Callable[[str], Exported]) -> None:
    house = spoiled("alter table marts.whitespace drop column nba_reason")

    with pytest.raises(UserError, match="no column nba_reason"):
        house.export()
    assert not house.folder.exists()


def test_a_missing_warehouse_or_manifest_is_a_sentence(exported: Exported, tmp_path: Path) -> None:
    nowhere = Exported(tmp_path)
    with pytest.raises(UserError, match=r"There is no .*manifest\.json"):
        nowhere.export()
    nowhere.manifest = exported.manifest
    with pytest.raises(UserError, match="There is no warehouse"):
        nowhere.export()


def test_files_that_no_export_wrote_are_not_lost(exported: Exported, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me")

    with pytest.raises(UserError, match=r"holds notes\.txt, which no export wrote"):
        exported.export(tmp_path / "mine")
    assert names_in(tmp_path / "mine") == ["notes.txt"]


def test_an_export_killed_between_its_renames_is_put_back(
    exported: Exported, tmp_path: Path
) -> None:
    before = tmp_path / ".out.before"
    before.mkdir()
    (before / "notes.txt").write_text("the export before")

    with pytest.raises(UserError, match=r"holds notes\.txt"):
        exported.export(tmp_path / "out")
    assert (tmp_path / "out" / "notes.txt").is_file()


def test_several_tasks_about_customers_are_told_apart_by_name(
    spoiled: Callable[[str], Exported],
) -> None:
    house = spoiled(
        "insert into settings.tasks select * replace ('another' as task_id) from settings.tasks"
    )

    with pytest.raises(UserError, match="another, division_purchase: name one with --task"):
        house.export()


def test_what_is_handed_out_is_known_to_the_next_build(tiny_house: House, errands: Path) -> None:
    selected = query(
        tiny_house.project,
        "select task_id, customer_id, division, list_rank from marts.whitespace "
        "where is_selected order by all",
    )
    day = query(tiny_house.project, "select max(as_of_date) from spines.cutoff_calendar")[0][0]

    assert selected
    # Handed out twice, it is known once.
    assert names_in(errands / "landing/activation") == [f"surfaced/{day}.csv", "surfaced/start.csv"]
    assert (
        query(
            errands,
            "select task_id, customer_id, offer_id, list_rank from star.fct_surfacing order by all",
        )
        == selected
    )
    assert query(
        errands,
        "select distinct surfaced_date, cast(known_at as date) - surfaced_date "
        "from star.fct_surfacing",
    ) == [(day, 1)]
