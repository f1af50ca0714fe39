"""What a newcomer is promised: the build, its repetition, its equality, its errands."""

import fcntl
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
from conftest import House
from house import dbt, foresale, query, run

from foresale.chain import names_files
from foresale.publish import ROOMS, content_hashes


def test_the_build_prints_models_list_place_and_time(tiny_house: House) -> None:
    for words in ["Models: ", "AUC", "Whitespace, the first ten rows", "Published: ", "Time: "]:
        assert words in tiny_house.printed


def test_every_line_of_every_file_is_accounted_for(tiny_house: House) -> None:
    rows = query(
        tiny_house.project,
        "select sum(rows_in), sum(rows_loaded + rows_quarantined + rows_duplicate),"
        " sum(rows_quarantined), sum(rows_duplicate), bool_and(is_reconciled)"
        " from monitoring.file_reconciliation",
    )
    rows_in, accounted, quarantined, duplicate, reconciled = rows[0]

    assert rows_in == accounted
    assert reconciled
    assert quarantined > 0
    assert duplicate > 0


def test_two_builds_in_two_folders_are_equal_to_the_last_bit(
    tiny_house: House, other_house: House
) -> None:
    first = content_hashes(warehouse=tiny_house.project / "warehouse.duckdb", schemas=ROOMS)
    second = content_hashes(warehouse=other_house.project / "warehouse.duckdb", schemas=ROOMS)

    assert len(first) > 60
    assert [each for each in first if not names_files(each)] == [
        each for each in second if not names_files(each)
    ]
    # Where a line stood is another matter; what became of it is not.
    lines = "select * exclude (source_file, source_line) from staging.parsed_rows order by all"
    assert query(tiny_house.project, lines) == query(other_house.project, lines)


def test_a_second_build_in_the_same_folder_changes_nothing(
    tiny_house: House, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    shutil.copytree(tiny_house.project, again, symlinks=True)
    before = content_hashes(warehouse=again / "warehouse.duckdb", schemas=ROOMS)
    version = (again / "publish" / "current").readlink()

    printed = foresale(again, "build")

    assert "as before" in printed
    assert "link by link the same as the one before" in printed
    assert content_hashes(warehouse=again / "warehouse.duckdb", schemas=ROOMS) == before
    assert (again / "publish" / "current").readlink() == version


def test_plain_dbt_builds_with_unit_tests_and_without_warnings(other_house: House) -> None:
    assert "WARN=0 ERROR=0" in other_house.printed
    assert "eprecat" not in other_house.printed
    assert re.search(r"\d\d unit tests", other_house.printed)


@pytest.fixture(scope="module")
def rooms_alone(tiny_house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("rooms") / "project"
    shutil.copytree(tiny_house.project, project, symlinks=True)
    return project


@pytest.mark.parametrize("room", ["staging", "decisions"])
def test_a_room_builds_alone(room: str, rooms_alone: Path) -> None:
    done = dbt(rooms_alone, "build", "--select", room)

    assert done.returncode == 0, done.stdout


def test_a_red_build_publishes_nothing(tiny_house: House, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    shutil.copytree(tiny_house.project, broken, symlinks=True)
    version = (broken / "publish" / "current").readlink()
    # Everything behind the star hangs on this seed, so little is built in vain.
    tasks = broken / "seeds" / "tasks.csv"
    tasks.write_text(tasks.read_text().replace(",expansion,6,", ",expansion,0,"))

    done = run(broken, "foresale", "build")

    assert done.returncode == 1
    assert "nothing was published" in done.stderr
    assert (broken / "publish" / "current").readlink() == version


def test_a_missing_table_stops_the_build_with_one_sentence(
    tiny_house: House, tmp_path: Path
) -> None:
    poor = tmp_path / "poor"
    shutil.copytree(tiny_house.project, poor, symlinks=True)
    shutil.rmtree(poor / "landing" / "erp" / "assets")

    done = run(poor, "foresale", "build")

    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "erp.assets" in done.stderr
    assert "landing/erp/assets" in done.stderr


def test_a_second_build_of_the_same_warehouse_says_who_is_first(
    tiny_house: House, tmp_path: Path
) -> None:
    with (tiny_house.project / "warehouse.duckdb.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = run(tiny_house.project, "foresale", "build")

    assert done.returncode == 1
    assert "Another build (process " in done.stderr


def test_the_world_is_not_mixed_with_other_files(tiny_house: House) -> None:
    done = run(tiny_house.project, "foresale", "world", "--size", "tiny")

    assert done.returncode == 1
    assert "is not empty" in done.stderr


def test_the_as_of_date_moves_the_newest_cutoff(errands: Path, tiny_house: House) -> None:
    newest = "select distinct cutoff_date from marts.icp_scores"

    assert query(tiny_house.project, newest) == [(date(2024, 12, 31),)]
    assert query(errands, newest) == [(date(2024, 10, 31),)]


def test_a_division_too_young_to_learn_from_has_a_card_and_stops_nothing(errands: Path) -> None:
    card = query(errands, "select status, reason from marts.model_cards where division = 'drones'")

    assert card[0][0] == "abstained"
    assert card[0][1].endswith(".")


@pytest.mark.parametrize("offer", ["hardware", "workshops", "cad_favourites"])
def test_rows_in_the_settings_are_all_a_new_offer_needs(errands: Path, offer: str) -> None:
    status, listed, replayed, rules = query(
        errands,
        f"with offer as (select '{offer}' as offer_id)"
        " select (select status from marts.model_cards where division = offer_id),"
        " (select count(*) from marts.whitespace where division = offer_id),"
        # The backtest is over all offers: what it is made of shows each.
        " (select count(*) from decisions.ranking inner join decisions.backtest_outcomes"
        " using (task_id, entity_id, offer_id, cutoff_date) where list_rank is not null"
        " and ranking.offer_id = offer.offer_id),"
        " (select count(*) from marts.basket_rules where division = offer_id) from offer",
    )[0]
    exported = {path.name for path in (errands / "exports").rglob("*") if path.is_file()}

    assert status == "selected"
    assert min(listed, replayed, rules) > 0
    assert {f"metrics_{offer}.json", f"model_card_{offer}.json", f"gains_{offer}.csv"} <= exported
    assert any(name.startswith(f"mb_rules_{offer}_") for name in exported)


def test_a_group_has_the_buyers_of_its_divisions_and_an_article_moves_with_its_past(
    errands: Path, tiny_house: House
) -> None:
    customers = "select count(distinct customer_id) from star.fct_offer_transaction where offer_id"
    lines = "select count(*) from star.fct_offer_transaction where offer_id"
    group = query(errands, f"{customers} = 'hardware'")
    members = query(errands, f"{customers} in ('printers', 'cad')")
    before = query(tiny_house.project, f"{lines} = 'training'")
    left = query(errands, f"{lines} = 'training'")
    after = query(errands, f"{lines} in ('training', 'workshops')")

    assert group == members > [(0,)]
    assert after == before > left


def test_two_lines_are_all_a_new_feature_needs(errands: Path) -> None:
    catalog = {row[0] for row in query(errands, "select feature_name from marts.feature_catalog")}
    lists = query(errands, "select feature_list from marts.model_cards where status = 'selected'")

    assert "line_count_12m" in catalog
    assert any("line_count_12m" in row[0] for row in lists)
