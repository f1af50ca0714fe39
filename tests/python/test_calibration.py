"""Calibrators mend what is wrong and are chosen on entities they have not seen."""

import json
import math

import numpy as np
import pytest
from learning_world import ISOTONIC, PLATT
from sklearn.linear_model import LogisticRegression

from foresale.calibration import (
    IDENTITY,
    Calibrator,
    calibrator_from_state,
    calibrator_state,
    choose_calibrator,
    entity_halves,
    fit_isotonic,
    fit_level,
    fit_platt,
    probabilities,
    sigmoid,
)
from foresale.candidates import Candidate

NONE = Candidate("none", "none", {}, 1)
LEVEL = Candidate("level", "level", PLATT, 2)
SIGMOID = Candidate("platt", "platt", PLATT, 2)
STEPS = Candidate("isotonic", "isotonic", ISOTONIC, 3)


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


def test_a_wrong_level_is_mended_by_the_level_alone():
    choice = choose_calibrator([NONE, LEVEL, SIGMOID], *_data(2000, intercept=0.7, seed=5))
    assert choice.candidate_id == "level"
    few = choose_calibrator([NONE, LEVEL], *_data(299, intercept=0.7))
    assert few.candidate_id == "none"


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


def test_a_wrong_slope_is_mended_and_a_right_one_is_left_alone():
    wrong = choose_calibrator([NONE, SIGMOID, STEPS], *_data(2000, slope=0.4, intercept=0.8))
    assert wrong.candidate_id == "platt"
    assert wrong.calibrator.slope == pytest.approx(0.4, abs=0.1)
    assert "2000 calibrate rows" in wrong.reason
    right = choose_calibrator([NONE, SIGMOID], *_data(2000, seed=5))
    assert (right.candidate_id, right.calibrator) == ("none", IDENTITY)


def test_a_bent_curve_of_many_rows_is_given_to_isotonic():
    random = np.random.default_rng(6)
    logits = random.normal(size=8000)
    outcome = random.random(8000) < np.where(np.abs(logits) < 1, 0.3, 0.05 + 0.8 * (logits > 0))
    entities = [str(at) for at in range(8000)]
    choice = choose_calibrator([NONE, SIGMOID, STEPS], logits, outcome.astype(np.int64), entities)
    assert choice.candidate_id == "isotonic"


def test_the_minimum_rows_and_positives_are_inclusive():
    logits, outcome, _ = _data(300, slope=0.3, intercept=1.0)
    entities = [str(at) for at in range(300)]
    outcome = np.zeros(300, dtype=np.int64)
    outcome[np.argsort(-logits)[:100:2]] = 1
    assert choose_calibrator([NONE, SIGMOID], logits, outcome, entities).candidate_id == "platt"
    fewer_rows = choose_calibrator([NONE, SIGMOID], logits[:299], outcome[:299], entities[:299])
    assert fewer_rows.candidate_id == "none"
    assert "only 299 calibrate rows" in fewer_rows.reason
    outcome[np.argmax(outcome)] = 0
    fewer = choose_calibrator([NONE, SIGMOID], logits, outcome, entities)
    assert fewer.reason == "not calibrated: only 300 calibrate rows with 49 positives"


def test_an_entity_that_is_asked_about_often_is_one_positive():
    logits, outcome, entities = _data(400, slope=0.3, intercept=1.0)
    outcome = np.zeros(400, dtype=np.int64)
    outcome[[*range(49), *range(200, 249)]] = 1
    few = choose_calibrator([NONE, LEVEL], logits, outcome, entities)
    assert few.candidate_id == "none"
    assert few.reason.endswith("only 400 calibrate rows with 98 positives of 49 entities")
    outcome[49] = 1
    enough = choose_calibrator([NONE, LEVEL], logits, outcome, entities)
    assert enough.reason.startswith("calibrator ")


def test_no_calibrate_rows_leave_the_log_odds_as_they_are():
    nothing = np.array([]), np.array([], dtype=np.int64), []
    choice = choose_calibrator([NONE, SIGMOID, STEPS], *nothing)
    assert (choice.candidate_id, choice.calibrator) == ("none", IDENTITY)
    assert choice.reason == "not calibrated: only 0 calibrate rows with 0 positives"


def test_a_tie_goes_to_the_lower_order():
    twin = Candidate("platt_again", "platt", PLATT, 9)
    data = _data(2000, slope=0.4)
    assert choose_calibrator([twin, SIGMOID], *data).candidate_id == "platt"


def test_both_rows_of_an_entity_are_in_the_same_half():
    halves = entity_halves([str(at % 500) for at in range(1000)])
    assert halves[:500].tolist() == halves[500:].tolist()
    assert 200 < halves[:500].sum() < 300


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
