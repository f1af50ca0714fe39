"""Level and shape of calibration: exact figures, what chance gives, and the same in SQL."""

import math

import duckdb
import numpy as np
import pytest
from conftest import House

from foresale import calibration_errors
from foresale.calibration_errors import chance_shape_error, level_half_width, shape_error
from foresale.intervals import shape_beyond_chance
from foresale.paired import measured


def names(count: int, rows: int = 1) -> list[str]:
    return [f"e{at // rows}" for at in range(count)]


def test_what_chance_gives_shrinks_with_the_entities_and_not_with_their_rows() -> None:
    said, outcome = np.full(100, 0.2), np.array([1, 0, 0, 0, 0] * 20)

    half = level_half_width(said, outcome, names(100), 0.95)
    assert half == pytest.approx(1.959964 * math.sqrt(100 / 99 * 16) / 100)
    chance = chance_shape_error(said, names(100))
    assert chance == pytest.approx(math.sqrt(40 / math.pi) * 0.04)
    four = [np.repeat(one, 4) for one in (said, outcome)]
    assert level_half_width(*four, names(400, 4), 0.95) == pytest.approx(half)
    assert chance_shape_error(four[0], names(400, 4)) == pytest.approx(chance)
    assert chance_shape_error(four[0], names(400)) == pytest.approx(chance / 2)
    assert level_half_width(said, outcome, ["one"] * 100, 0.95) == math.inf


def test_a_model_that_is_right_shows_what_chance_gives() -> None:
    random = np.random.default_rng(4)
    said = random.beta(2, 6, 3000)
    shown, levels = [], []
    for _ in range(200):
        outcome = (random.random(3000) < said).astype(np.int64)
        shown.append(shape_error(said, outcome))
        half = level_half_width(said, outcome, names(3000), 0.95)
        levels.append(abs(calibration_errors.level_error(said, outcome)) <= half)

    # the level is taken out: of twenty bins nineteen vary freely
    assert np.mean(shown) == pytest.approx(chance_shape_error(said, names(3000)), rel=0.05)
    assert np.mean(levels) == pytest.approx(0.95, abs=0.04)


def test_the_judge_and_the_word_of_confidence_mean_the_same_error() -> None:
    random = np.random.default_rng(5)
    said = random.beta(2, 6, 2000)
    outcome = (random.random(2000) < np.sqrt(said)).astype(np.int64)

    shape = measured(outcome, said).shape_error
    chance = chance_shape_error(said, names(2000))
    assert shape_beyond_chance(said, outcome, names(2000)) == pytest.approx(shape - chance)


def test_the_published_errors_are_these(tiny_house: House) -> None:
    with duckdb.connect(str(tiny_house.project / "warehouse.duckdb"), read_only=True) as warehouse:
        published = warehouse.execute(
            "select task_id, list_id, level_error, level_half_width_error, shape_error, "
            "chance_shape_error from decisions.holdout_errors order by all"
        ).fetchall()
        for task, listed, *errors in published:
            rows = warehouse.execute(
                "select score, outcome, entity_id, entity_id || offer_id as question "
                "from decisions.holdout_scores "
                "where scorer_id = 'champion' and task_id = ? and list_id = ? "
                "order by list_rank, entity_id",
                [task, listed],
            ).fetchnumpy()
            said, outcome = rows["score"], rows["outcome"].astype(np.int64)
            entities = rows["entity_id"].tolist()
            assert errors == pytest.approx(
                [
                    calibration_errors.level_error(said, outcome),
                    level_half_width(said, outcome, entities, 0.95),
                    shape_error(said, outcome),
                    chance_shape_error(said, rows["question"].tolist()),
                ],
                abs=1e-7,
            )
    assert len(published) > 5
