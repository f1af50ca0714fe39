"""A calibrator is chosen where it mends what is still wrong a window later, for all offers."""

from dataclasses import replace

import numpy as np
import pytest
from learning_world import ISOTONIC, PLATT

from foresale.calibration import IDENTITY, sigmoid
from foresale.calibrator_choice import Kept, choose_calibrators
from foresale.candidates import Candidate

NONE = Candidate("none", "none", {}, 1)
LEVEL = Candidate("level", "level", PLATT, 2)
SIGMOID = Candidate("platt", "platt", PLATT, 3)
STEPS = Candidate("isotonic", "isotonic", ISOTONIC, 4)
TOGETHER = replace(LEVEL, scope="pooled")
EVEN = (1.0, 0.0)


def _rows(count, slope, intercept, random):
    logits = random.normal(-1, 1.5, count)
    return logits, (random.random(count) < sigmoid(slope * logits + intercept)).astype(np.int64)


def _kept(*, earlier=EVEN, later=EVEN, rows=2000, seed=4):
    """Return kept rows whose truth is a sigmoid with these slopes and levels of the log odds."""
    random = np.random.default_rng(seed)
    entities = [str(at) for at in range(rows)]
    return Kept(*_rows(rows, *earlier, random), *_rows(rows, *later, random), entities)


def _choice(candidates, kept):
    (choice,) = choose_calibrators(candidates, [kept], confidence=0.95, seed=1)
    return choice


def test_a_slope_that_stays_wrong_is_mended():
    wrong = (0.4, 0.8)
    choice = _choice([NONE, SIGMOID, STEPS], _kept(earlier=wrong, later=wrong))
    assert choice.candidate_id == "platt"
    # fitted on the later rows
    assert choice.calibrator.slope == pytest.approx(0.4, abs=0.1)
    assert choice.reason.startswith("calibrator platt by log loss on later rows (none ")


def test_a_level_that_stays_wrong_is_mended_by_the_level_alone():
    wrong = (1.0, 0.7)
    choice = _choice([NONE, LEVEL], _kept(earlier=wrong, later=wrong))
    assert choice.candidate_id == "level"
    assert choice.calibrator.intercept == pytest.approx(0.7, abs=0.15)


def test_a_level_of_one_season_is_left_alone():
    choice = _choice([NONE, LEVEL, SIGMOID], _kept(earlier=(1.0, 1.0)))
    assert (choice.candidate_id, choice.calibrator) == ("none", IDENTITY)
    assert choice.reason.startswith("not calibrated: none is shown to be better later (none ")


def test_what_is_right_is_left_alone():
    choices = [_choice([NONE, LEVEL, SIGMOID], _kept(seed=seed)) for seed in range(20)]
    assert sum(choice.candidate_id != "none" for choice in choices) <= 1


def test_a_bent_curve_of_many_rows_is_given_to_isotonic():
    random = np.random.default_rng(6)
    parts = []
    for _ in range(2):
        logits = random.normal(size=8000)
        bent = np.where(np.abs(logits) < 1, 0.3, 0.05 + 0.8 * (logits > 0))
        parts += [logits, (random.random(8000) < bent).astype(np.int64)]
    kept = Kept(*parts, [str(at) for at in range(8000)])
    assert _choice([NONE, SIGMOID, STEPS], kept).candidate_id == "isotonic"


def test_the_minimum_rows_and_positives_are_inclusive():
    logits = np.linspace(-3, 3, 300)
    outcome = np.zeros(300, dtype=np.int64)
    outcome[200::2] = 1
    entities = [str(at) for at in range(300)]
    kept = Kept(logits, outcome, logits, outcome, entities)
    assert _choice([NONE, SIGMOID], kept).candidate_id == "platt"
    fewer_rows = replace(kept, later=logits[1:], later_outcome=outcome[1:], entities=entities[1:])
    assert _choice([NONE, SIGMOID], fewer_rows).candidate_id == "none"
    outcome = outcome.copy()
    outcome[200] = 0
    assert _choice([NONE, SIGMOID], replace(kept, later_outcome=outcome)).candidate_id == "none"


def test_an_entity_that_is_asked_about_often_is_one_positive():
    wrong = (1.0, 1.5)
    kept = _kept(earlier=wrong, later=wrong, rows=300)
    positives = [at for at, one in enumerate(kept.later_outcome) if one]
    assert len(positives) > 50
    entities = list(kept.entities)
    for at in positives[49:]:
        entities[at] = entities[positives[0]]
    assert _choice([NONE, LEVEL], kept).candidate_id == "level"
    assert _choice([NONE, LEVEL], replace(kept, entities=entities)).candidate_id == "none"


def test_without_select_rows_nothing_is_judged_and_nothing_changed():
    nothing = np.array([]), np.array([], dtype=np.int64)
    kept = replace(_kept(), earlier=nothing[0], earlier_outcome=nothing[1])
    choice = _choice([NONE, LEVEL, SIGMOID], kept)
    assert (choice.candidate_id, choice.calibrator) == ("none", IDENTITY)
    assert choice.reason == "not calibrated: no select and calibrate rows to judge one on"


def test_a_tie_goes_to_the_lower_order():
    wrong = (0.4, 0.8)
    twin = Candidate("platt_again", "platt", PLATT, 9)
    kept = _kept(earlier=wrong, later=wrong)
    assert _choice([twin, SIGMOID], kept).candidate_id == "platt"


def test_the_offers_choose_together_and_a_small_one_needs_all_of_them():
    wrong = (1.0, 0.9)
    large = _kept(earlier=wrong, later=wrong)
    small = _kept(earlier=wrong, later=wrong, rows=60, seed=5)
    each = choose_calibrators([NONE, LEVEL], [large, small], confidence=0.95, seed=1)
    assert [choice.candidate_id for choice in each] == ["level", "none"]
    assert each[1].reason.startswith("not calibrated: too little for level in 60 rows with ")
    together = choose_calibrators([NONE, TOGETHER], [large, small], confidence=0.95, seed=1)
    assert together[0].calibrator == together[1].calibrator != IDENTITY
