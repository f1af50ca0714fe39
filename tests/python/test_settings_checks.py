"""Every bad setting of the catalogue is refused by name, and nothing else is complained about.

The cases stand in `tests/world/bad_settings/`.
"""

import csv
import json
import os
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest
from house import PROJECT, copy_project, dbt, run

from foresale.cli import main
from foresale.red import reason
from foresale.seeds import require_whole_rows
from foresale.settings import UserError

CATALOGUE = PROJECT / "tests" / "world" / "bad_settings"
Found = dict[str, list[str]]


def _cases(table: str) -> list[dict[str, str]]:
    with (CATALOGUE / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


ROWS, FILES, RUNS = _cases("rows"), _cases("files"), _cases("runs")
# What some checks compare seeds with.
PRODUCTS = """
    create schema staging;
    create table staging.stg_erp__products as
    select 'PRN-LF-01' as sku, unnest(['printers', 'cad']) as division_id;
    create schema features;
"""
FEATURES = """
    create table features.feature_list as
    select entity, theme, feature_name
    from read_csv('{seeds}/feature_themes.csv'), read_csv('{seeds}/driver_phrases.csv')
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project whose seeds each test may spoil."""
    return copy_project(tmp_path_factory.mktemp("settings") / "project")


def _spoil(project: Path) -> Path:
    """Return the folder of the seeds, as they are in the project."""
    seeds = project / "seeds"
    shutil.rmtree(seeds)
    shutil.copytree(PROJECT / "seeds", seeds)
    return seeds


@pytest.fixture(scope="module")
def found(project: Path) -> Found:
    """What each check shows when all rows of the catalogue stand in the seeds at once."""
    seeds = _spoil(project)
    warehouse = str(project / "warehouse.duckdb")
    with duckdb.connect(warehouse) as connection:
        connection.execute(PRODUCTS)
        connection.execute(FEATURES.format(seeds=seeds))
    for case in ROWS:
        if case["seed"]:
            path = seeds / f"{case['seed']}.csv"
            path.write_text(_changed(path.read_text(), case["row"]))
    dbt(project, "build", "--select", "resource_type:seed", "--store-failures")
    results = json.loads((project / "target" / "run_results.json").read_text())["results"]
    with duckdb.connect(warehouse, read_only=True) as connection:
        return {
            result["unique_id"].split(".")[2]: [
                ", ".join(map(str, row))
                for row in connection.execute(f"from {result['relation_name']}").fetchall()
            ]
            for result in results
            if result["status"] == "fail"
        }


def _changed(seed: str, row: str) -> str:
    """Return the text of the seed with the row, or `without ...` the rows that begin so."""
    if not row.startswith("without "):
        return f"{seed}{row}\n"
    lines = seed.splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(row.removeprefix("without "))]
    assert len(kept) < len(lines)
    return "".join(kept)


def _check(name: str, found: Found) -> str:
    (check,) = (check for check in found if check.startswith(name))
    return check


def _about(*checks: str) -> list[Any]:
    """Return the cases that one of these checks shows, as parameters with their names."""
    return [
        pytest.param(case, id=case["name"] or case["check"])
        for case in ROWS
        if case["check"].startswith(checks)
    ]


ABOUT_BLENDS = ("four_weights_per_policy",)
ABOUT_WEIGHTS = tuple(
    f"{check}_policy_weights" for check in ("between", "unique_key", "accepted_values")
)
ABOUT_TASKS = ("one_such_row_per_task",)
ABOUT_SHARES = ("between_thresholds", "between_capacities_capacity_share")
ABOUT_REST = tuple(
    {case["check"] for case in ROWS if case["check"]}
    - {
        case["check"]
        for case in ROWS
        if case["check"].startswith(ABOUT_BLENDS + ABOUT_WEIGHTS + ABOUT_TASKS + ABOUT_SHARES)
    }
)


@pytest.mark.parametrize("case", _about(*ABOUT_BLENDS))
def test_a_policy_that_blends_has_four_weights_and_a_rule_of_thumb_none(
    case: dict[str, str], found: Found
) -> None:
    assert case["shown"] in found[_check(case["check"], found)]


@pytest.mark.parametrize("case", _about(*ABOUT_WEIGHTS))
def test_a_weight_is_not_negative_and_not_given_twice(case: dict[str, str], found: Found) -> None:
    assert case["shown"] in found[_check(case["check"], found)]


@pytest.mark.parametrize("case", _about(*ABOUT_TASKS))
def test_a_task_has_one_active_policy_one_challenger_and_one_active_capacity(
    case: dict[str, str], found: Found
) -> None:
    assert case["shown"] in found[_check(case["check"], found)]


@pytest.mark.parametrize("case", _about(*ABOUT_SHARES))
def test_a_share_of_the_list_lies_between_nothing_and_all(
    case: dict[str, str], found: Found
) -> None:
    assert case["shown"] in found[_check(case["check"], found)]


@pytest.mark.parametrize("case", _about(*sorted(ABOUT_REST)))
def test_any_other_wrong_row_is_shown_by_its_check(case: dict[str, str], found: Found) -> None:
    assert case["shown"] in found[_check(case["check"], found)]


def test_the_checks_show_nothing_that_is_not_in_the_catalogue(found: Found) -> None:
    planted: Found = {}
    for case in ROWS:
        if case["check"]:
            planted.setdefault(_check(case["check"], found), []).append(case["shown"])

    assert {name: sorted(shown) for name, shown in found.items()} == {
        name: sorted(shown) for name, shown in planted.items()
    }


@pytest.fixture(scope="module")
def refusals(project: Path) -> dict[str, str]:
    """What dbt says of each bad file and of each bad run, by the name of the case."""
    seeds = _spoil(project)
    for case in FILES:
        path = seeds / f"{case['seed']}.csv"
        assert case["old"] in path.read_text()
        spoiled = path.read_text().replace(case["old"], case["new"])
        path.write_text(spoiled, encoding="utf-8", newline="")
    runs = [case for case in RUNS if case["verb"] == "dbt"]
    one = ["seed", "--select", "alert_limits"]
    commands = [["seed"], one, *([*one, *case["arguments"].split(" ", 1)] for case in runs)]
    done = run(project, "tests.python.dbt_in_turn", json.dumps(commands))
    files, good, *others = json.loads(done.stdout.splitlines()[-1])
    assert good == [True, []]
    said = {}
    for case in FILES:
        messages = [message for message in files[1] if f"seeds/{case['seed']}.csv" in message]
        assert bool(messages) == bool(case["said"])
        said[case["name"]] = _ragged(seeds / f"{case['seed']}.csv") or " ".join(
            map(reason, messages)
        )
    for case, (succeeded, messages) in zip(runs, others, strict=True):
        said[case["name"]] = "" if succeeded else " ".join(messages)
    return said


def _ragged(path: Path) -> str:
    """Return what is said of a seed that is no table, looked at in a folder of its own."""
    folder = path.with_suffix("")
    folder.mkdir()
    shutil.copy(path, folder)
    try:
        require_whole_rows(folder)
    except UserError as error:
        return str(error)
    return ""


def test_a_seed_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "offers.csv").write_bytes("offer_id\ngrand_format\nété\n".encode("cp1252"))

    assert "offers.csv is not in UTF-8 (byte 23): save it as CSV UTF-8" in _ragged(
        tmp_path / "offers.csv"
    )


@pytest.mark.parametrize("case", [*FILES, *RUNS], ids=lambda case: case["name"])
def test_a_bad_file_or_run_ends_with_a_sentence(
    case: dict[str, str],
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if case.get("verb", "dbt") == "dbt":
        said = request.getfixturevalue("refusals")[case["name"]]
        assert (case["said"] in said) if case["said"] else said == ""
        return
    (tmp_path / "file").write_text("no folder")
    for folder in ("folder", "sealed", "landing"):
        (tmp_path / folder).mkdir()
    may = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: path.name != "sealed" and may(path, mode))
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("FORESALE_")]:
        monkeypatch.delenv(name)
    if case["environment"]:
        monkeypatch.setenv(*case["environment"].split("="))

    try:
        ended = main(case["arguments"].split())
    except SystemExit as stopped:
        ended = int(str(stopped.code))

    *_, said = capsys.readouterr().err.splitlines()
    assert ended > 0
    assert case["said"] in said
    # nothing was begun
    assert {path.name for path in tmp_path.iterdir()} == {"file", "folder", "landing", "sealed"}
