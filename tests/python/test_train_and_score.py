"""Learning and scoring go apart: a night scores with the champion, and one row brings one back."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from conftest import House
from house import query, run

from foresale.build import LEARN_ALONE, SCORE_ALONE
from foresale.publish import ROOMS, content_hashes

PINNED = "pinned_models__are_registered_and_had_not_seen_the_holdout"
SPEAKS = "select model_id from training.champions where offer_id = 'cad'"
OLDER = (
    "select model_id from training.model_vintages where offer_id = 'cad'"
    " order by vintage_date limit 1"
)
# What a night reads and makes of that, and what it leaves as it is.
SCORED = ("model_registry", "promotions", "model_vintages", "champions", "score_customer")
LEARNED = ("guard_features", "contenders", "challenge_models", "train_customer", "ablate_themes")


@pytest.fixture(scope="module")
def house(tiny_house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = tmp_path_factory.mktemp("train_and_score") / "project"
    shutil.copytree(tiny_house.project, project, symlinks=True)
    return project


def _in_turn(project: Path, *commands: list[str]) -> list[tuple[bool, list[str]]]:
    done = run(project, "tests.python.dbt_in_turn", json.dumps(commands))
    ended: list[tuple[bool, list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return ended


def _pin(project: Path, model_id: str) -> None:
    (project / "seeds" / "pinned_models.csv").write_text(
        f"task_id,offer_id,model_id,meaning\ndivision_purchase,cad,{model_id},rolled back\n"
    )


def test_a_night_scores_with_the_champion_and_learns_nothing(house: Path) -> None:
    warehouse = house / "warehouse.duckdb"
    before = content_hashes(warehouse=warehouse, schemas=ROOMS)
    ((scored, said),) = _in_turn(house, ["run", *SCORE_ALONE, "--select", *SCORED, *LEARNED])
    names = [each["unique_id"].split(".")[-1] for each in _results(house)]

    assert scored, said
    assert sorted(names) == sorted(SCORED)
    assert content_hashes(warehouse=warehouse, schemas=ROOMS) == before


def test_learning_alone_scores_nobody(house: Path) -> None:
    done = run(house, "dbt.cli.main", "--quiet", "ls", *LEARN_ALONE, "--output", "name")
    names = set(done.stdout.split())

    assert {*LEARNED, "promotions", "champions"} <= names
    assert {"score_customer", "predictions", "whitespace"}.isdisjoint(names)


def test_one_row_brings_an_earlier_model_back_and_an_unknown_one_is_refused(house: Path) -> None:
    newest, older = query(house, SPEAKS), query(house, OLDER)
    chosen = ["pinned_models", "model_vintages", "champions"]
    build = ["build", "--indirect-selection", "empty", "--select", *chosen, PINNED]
    _pin(house, older[0][0])
    ((pinned, said),) = _in_turn(house, build)
    spoke = query(house, SPEAKS)
    from_date = query(
        house, "select max(scores_from_date) = max(vintage_date) from training.champions"
    )
    _pin(house, "no_such_model")
    ((unknown, _),) = _in_turn(house, build)
    _pin(house, newest[0][0])
    ((back, _),) = _in_turn(house, build)

    assert (pinned, unknown, back) == (True, False, True), said
    assert spoke == older != newest
    assert from_date == [(True,)]
    assert query(house, SPEAKS) == newest


def test_scoring_before_anything_was_learned_is_one_sentence(house: Path) -> None:
    with duckdb.connect(str(house / "warehouse.duckdb")) as connection:
        connection.execute("drop table training.challenge_models")

    done = run(house, "foresale", "score")

    assert done.returncode == 1
    assert done.stderr.endswith(
        "Nothing was learned here yet, for there is no training.challenge_models: run `make train` "
        "or `make build` first.\n"
    )


def _results(project: Path) -> list[dict[str, str]]:
    results: list[dict[str, str]] = json.loads(
        (project / "target" / "run_results.json").read_text()
    )["results"]
    return [each for each in results if each["unique_id"].startswith("model.")]
