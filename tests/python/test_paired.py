"""Two models on the same outcomes: exact figures, and entities that are drawn as a whole."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from foresale.paired import difference, measured

FOR_EVER = (10**9, 10**9)


def _compared(entities, *, learned=FOR_EVER, asked_gain=0.01, rows=1, shift=0.0):
    """Return the difference of two models that err at random, each row so many times."""
    random = np.random.default_rng(5)
    logit = np.repeat(random.normal(size=entities), rows)
    outcome = (np.repeat(random.random(entities), rows) < 1 / (1 + np.exp(-logit))).astype(int)
    first = 1 / (1 + np.exp(-logit + np.repeat(random.normal(size=entities), rows) * 0.3 - shift))
    second = 1 / (1 + np.exp(-logit + np.repeat(random.normal(size=entities), rows) * 0.3))
    return difference(
        outcome=outcome,
        first=first,
        second=second,
        entities=[f"e{at}" for at in range(entities) for _ in range(rows)],
        learned_entities=learned,
        confidence=0.95,
        asked_gain=asked_gain,
        draws=200,
        seed=3,
    )


def test_the_difference_is_that_of_the_log_losses():
    outcome = np.array([1, 0, 0, 1])
    first, second = np.array([0.8, 0.1, 0.3, 0.6]), np.array([0.5, 0.2, 0.4, 0.7])

    found = difference(
        outcome=outcome,
        first=first,
        second=second,
        entities=["a", "a", "b", "c"],
        learned_entities=FOR_EVER,
        confidence=0.95,
        asked_gain=0.01,
        draws=40,
        seed=1,
    )

    by_hand = measured(outcome, first).log_loss - measured(outcome, second).log_loss
    assert found.mean == pytest.approx(by_hand, abs=2e-9)
    assert found.lower <= found.mean <= found.upper


def test_a_model_does_not_differ_from_itself():
    outcome, probability = np.array([1, 0, 0, 1]), np.array([0.8, 0.1, 0.3, 0.6])

    found = difference(
        outcome=outcome,
        first=probability,
        second=probability,
        entities=["a", "b", "c", "d"],
        learned_entities=(10, 10),
        confidence=0.95,
        asked_gain=0.01,
        draws=40,
        seed=1,
    )

    assert (found.mean, found.lower, found.upper, found.power) == (0, 0, 0, 1)


def test_rows_of_an_entity_are_drawn_together():
    once, thrice = _compared(200), _compared(200, rows=3)

    # Three like rows tell no more than one: as rows of their own they would seem to.
    assert (thrice.lower, thrice.upper) == (once.lower, once.upper)
    assert _compared(600).upper - _compared(600).lower < once.upper - once.lower


def test_the_interval_is_wider_where_the_models_learned_from_few():
    narrow, wide = _compared(200), _compared(200, learned=(200, 200))
    uneven = _compared(200, learned=(100, 400))

    share = 200 / 2 * (1 / 100**2 + 1 / 400**2) / (1 / 100 + 1 / 400)
    for found, factor in ((wide, math.sqrt(1.5)), (uneven, math.sqrt(1 + share))):
        assert found.mean == narrow.mean
        assert found.upper - found.mean == pytest.approx(factor * (narrow.upper - narrow.mean))
        assert found.mean - found.lower == pytest.approx(factor * (narrow.mean - narrow.lower))


def test_power_is_the_chance_to_find_the_gain_that_is_asked_for():
    normal = NormalDist()
    beyond = normal.inv_cdf(0.975)
    # Nothing to find is found in 2.5%; power turns with the gain over one and the same deviation.
    assert _compared(400, asked_gain=0.0).power == pytest.approx(0.025, abs=1e-6)
    small, large = (_compared(400, asked_gain=gain).power for gain in (0.01, 0.02))
    steps = [normal.inv_cdf(power) + beyond for power in (small, large)]
    assert steps[1] == pytest.approx(2 * steps[0], rel=1e-3)
    assert small < large < 1


def test_calibration_is_told_in_level_and_shape():
    outcome = np.array([0, 0, 1, 1, 0] * 20)
    level = measured(outcome, np.full(100, 0.5))
    shape = measured(outcome, np.repeat([0.2, 0.6], 50))

    assert (level.level_error, level.shape_error) == (pytest.approx(0.1), 0)
    assert (shape.level_error, shape.shape_error) == (0, pytest.approx(0.2))


def test_the_order_of_the_rows_does_not_matter():
    random = np.random.default_rng(2)
    outcome = random.integers(0, 2, 300)
    probability = np.round(random.random(300), 1)
    order = random.permutation(300)

    assert measured(outcome, probability) == measured(outcome[order], probability[order])
