"""Calibrators find the level, slope or curve that is there, and nothing where there is none."""

import json
import math

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from foresale.calibration import (
    IDENTITY,
    Calibrator,
    calibrator_from_state,
    calibrator_state,
    fit_isotonic,
    fit_level,
    fit_platt,
    probabilities,
    sigmoid,
)


def _data(rows, slope=1.0, intercept=0.0, seed=4):
    """Return log odds whose true probability is a sigmoid with this slope and intercept."""
    random = np.random.default_rng(seed)
    logits = random.normal(-1, 1.5, rows)
    outcome = (random.random(rows) < sigmoid(slope * logits + intercept)).astype(np.int64)
    return logits, outcome, [str(at % (rows // 2)) for at in range(rows)]


def test_sigmoid_is_exact_in_the_middle_and_calm_at_the_ends():
    assert sigmoid(np.array([0.0, -2e3, 2e3])) == pytest.approx([0.5, 0.0, 1.0])
    assert sigmoid(np.array([math.log(3)])) == pytest.approx([0.75])


def test_published_probabilities_are_never_impossible_or_certain():
    assert probabilities(IDENTITY, np.array([-99.0, 99.0])).tolist() == [1e-6, 1 - 1e-6]


def test_the_level_is_moved_to_the_observed_share_and_nothing_else():
    logits, outcome, _ = _data(2000, intercept=0.7)
    found = fit_level(logits, outcome)
    assert probabilities(found, logits).mean() == pytest.approx(outcome.mean(), abs=1e-6)
    assert found.slope == 1.0
    assert found.intercept == pytest.approx(0.7, abs=0.15)


def test_platt_finds_slope_and_level_as_scikit_learn_does():
    logits, outcome, _ = _data(20_000, slope=0.5, intercept=1.0)
    reference = LogisticRegression(C=np.inf, tol=1e-10).fit(logits.reshape(-1, 1), outcome)
    found = fit_platt(logits, outcome)
    # the smoothed targets move the optimum by less than a part in a thousand at this size
    assert found.slope == pytest.approx(reference.coef_[0, 0], rel=2e-3)
    assert found.intercept == pytest.approx(reference.intercept_[0], rel=2e-3)


def test_platt_targets_are_smoothed_as_platt_wrote():
    # one group of log odds on each side: the fitted rates are the smoothed ones
    logits, outcome = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([0, 0, 1, 1])
    fitted = probabilities(fit_platt(logits, outcome), np.array([-1.0, 1.0]))
    assert fitted == pytest.approx([1 / 4, 3 / 4])


def test_platt_refuses_to_turn_the_list_upside_down():
    logits, outcome, _ = _data(1000, slope=-1.0)
    assert fit_platt(logits, outcome) is None


def test_isotonic_pools_the_violators_and_is_flat_outside():
    logits = np.array([-2.0, -1.0, 0.0, 1.0])
    found = fit_isotonic(logits, np.array([0, 1, 0, 1]))
    line = probabilities(found, np.array([-1.0, 0.0, 0.5, 9.0]))
    assert line == pytest.approx([0.5, 0.5, 0.75, 1 - 1e-6])


@pytest.mark.parametrize("fit", [fit_platt, fit_isotonic])
def test_the_last_bit_of_the_log_odds_is_not_in_the_calibrator(fit):
    logits, outcome, _ = _data(1000)
    assert fit(np.nextafter(logits, 99.0), outcome) == fit(logits, outcome)


def test_isotonic_without_a_rise_is_no_calibrator():
    assert fit_isotonic(np.array([0.0, 1.0]), np.array([1, 0])) is None


@pytest.mark.parametrize(
    "calibrator",
    [
        IDENTITY,
        Calibrator("platt", 0.1, 1 / 3),
        Calibrator("isotonic", logits=(-1.0, 0.1), probabilities=(0.0, 2 / 3)),
    ],
)
def test_a_calibrator_survives_json(calibrator):
    assert calibrator_from_state(json.loads(json.dumps(calibrator_state(calibrator)))) == calibrator
