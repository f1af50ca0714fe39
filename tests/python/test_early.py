"""Where there is too little to compare anything, who starts from the rules may speak."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pytest
from house import PROJECT
from pyarrow import csv

from foresale.calibration import sigmoid
from foresale.candidates import FROM_PRIOR, read_candidates
from foresale.contest import Minimums
from foresale.model_row import predict
from foresale.offer_frames import OfferFrame
from foresale.selection import learn
from foresale.themes import Beliefs

TEXTS = csv.ConvertOptions(strings_can_be_null=True, column_types={"entity": pa.string()})
HELD = Beliefs(priors={"rules_points_count": 1.0})
# What rules give for each of eight signs, what these are truly worth, and twenty that tell nothing.
POINTS = np.array([30, 20, 10, 10, 10, 8, -15, -8])
WORTH = np.array([1.4, 0.6, 1.0, 0.0, 1.2, -0.5, -0.8, 0.8])
NOISE_COUNT = 20
HELD_OUT = 4_000
MINIMUMS = Minimums(50, 50, 0.55, 0.2, of_entities=True)


def _leads(count, seed):
    random = np.random.default_rng(seed)
    held = random.random((count, len(POINTS))) < 0.3
    noise = random.normal(size=(count, NOISE_COUNT))
    columns = {f"has_sign_{at}": held[:, at] for at in range(len(POINTS))}
    columns |= {f"noise_{at}_count": noise[:, at] for at in range(NOISE_COUNT)}
    chance = sigmoid(held @ WORTH - 2.0)
    outcome = (random.random(count) < chance).astype(np.int64)
    return pa.table({**columns, "rules_points_count": held @ POINTS}), outcome, chance


def _frame(count, seed):
    features, outcome, _ = _leads(count, seed)
    day = [date(2024, 1, 1)] * count
    names = [f"lead {at}" for at in range(count)]
    labels = {"entity_id": names, "cutoff_date": day, "window_end_date": day}
    role = np.where(np.arange(count) % 5 == 0, "calibrate", "train").astype(np.str_)
    labels |= {"cutoff_role": role, "window_periods_used": [45] * count, "outcome": outcome}
    return OfferFrame("t", "all", date(2024, 6, 1), pa.table(labels), features, outcome, role)


def _candidates():
    seed = csv.read_csv(PROJECT / "seeds" / "candidates.csv", convert_options=TEXTS)
    return read_candidates(seed, "car_lead")


def _learn(frame, estimators=None, held=HELD, **changes):
    found, calibrators = _candidates()
    minimums = replace(MINIMUMS, **changes)
    asked = {"seed": 17, "minimums": minimums, "beliefs": held}
    (learned,) = learn([frame], estimators or found, calibrators, **asked)
    return learned


def _with_both(count, positives):
    frame = _frame(count, 1)
    return replace(frame, outcome=(np.arange(count) < positives).astype(np.int64))


def expected_auc(score, chance):
    """Return the chance that of a lead that is won and one that is not the first scores higher."""
    _, place = np.unique(score, return_inverse=True)
    won, lost = np.bincount(place, chance), np.bincount(place, 1 - chance)
    below = np.cumsum(lost) - lost / 2
    return (won * below).sum() / (won.sum() * lost.sum())


def _draws(held, draws=100, **changes):
    """Return (part of the draws in which it spoke, part not worse than the rules, mean gain)."""
    features, _, chance = _leads(HELD_OUT, 0)
    rules = expected_auc(features["rules_points_count"].to_numpy(), chance)
    (first,) = [one for one in _candidates()[0] if one.family == FROM_PRIOR]
    candidate = replace(first, parameters={**first.parameters, **changes})
    found = [_learn(_frame(50, seed), [candidate], held).model for seed in range(1, draws + 1)]
    said = [predict(model, features).calibrated for model in found if model is not None]
    gains = np.array([expected_auc(one, chance) - rules for one in said])
    return len(gains) / draws, float(np.mean(gains >= 0.0)), float(gains.mean())


def test_fifty_records_are_not_worse_than_the_rules_in_nine_of_ten_draws():
    spoke, not_worse, gain = _draws(HELD)
    assert spoke > 0.9
    assert not_worse >= 0.9
    assert gain > 0.0


@pytest.mark.parametrize("changes", [{}, {"C": 0.05, "prior_C": 0.05}])
def test_without_the_prior_they_are(changes):
    _, not_worse, _ = _draws(Beliefs(priors={"rules_points_count": 1e-9}), **changes)
    assert not_worse < 0.9


def test_it_speaks_alone_and_says_why():
    learned = _learn(_with_both(50, 5))
    (trial,) = learned.trials
    assert (trial.candidate.candidate_id, trial.status) == ("car_lead_from_rules", "selected")
    assert trial.reason == (
        "Only 40 train and select entities with an observed outcome; 50 are needed. Until then it "
        "speaks, for it starts from a prior."
    )
    assert (learned.judged, learned.calibrator_id) == (None, "none")


@pytest.mark.parametrize(
    ("count", "positives", "speaks"),
    [(50, 5, True), (50, 45, True), (49, 5, False), (50, 4, False), (50, 46, False)],
)
def test_it_needs_the_labels_of_the_task_and_enough_of_each_outcome(count, positives, speaks):
    learned = _learn(_with_both(count, positives))
    assert (learned.model is not None) == speaks
    assert speaks or learned.reason.startswith("Only ")


def test_without_a_feature_that_has_a_prior_weight_nobody_speaks():
    frame = _with_both(50, 20)
    assert _learn(frame, held=Beliefs()).model is None
    without = replace(frame, features=frame.features.drop_columns(["rules_points_count"]))
    assert _learn(without).model is None


def test_nobody_else_speaks_early():
    others = [one for one in _candidates()[0] if one.family != FROM_PRIOR]
    assert _learn(_with_both(50, 20), others).model is None
