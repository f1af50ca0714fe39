"""Runs of the export: the same bytes each time, no half export, refusals, and handing out."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from exported_house import Exported, names_in
from house import run

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


def test_what_is_handed_out_is_known_to_the_next_build(exported: Exported, tmp_path: Path) -> None:
    project = tmp_path / "project"
    shutil.copytree(exported.warehouse.parent, project, symlinks=True)
    selected = exported.query(
        "select task_id, customer_id, division, list_rank from marts.whitespace "
        "where is_selected order by all"
    )
    day = exported.query("select max(as_of_date) from spines.cutoff_calendar")[0][0]

    for _ in range(2):
        done = run(project, "foresale", "surface")
        assert done.returncode == 0, done.stderr
    assert names_in(project / "landing/activation") == [
        f"surfaced/{day}.csv", "surfaced/start.csv"
    ]  # fmt: skip
    built = run(project, "foresale", "build")

    assert built.returncode == 0, built.stdout + built.stderr
    after = Exported(project)
    assert selected
    assert (
        after.query(
            "select task_id, customer_id, offer_id, list_rank from star.fct_surfacing order by all"
        )
        == selected
    )
    assert after.query(
        "select distinct surfaced_date, cast(known_at as date) - surfaced_date "
        "from star.fct_surfacing"
    ) == [(day, 1)]  # fmt: skip
