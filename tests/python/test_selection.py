"""Which candidate is chosen when they tie or when the winner fails at the last moment."""

from dataclasses import replace

import numpy as np
import pytest
from learning_world import candidates, offers_of, world

from foresale import fitting
from foresale.candidates import read_candidates
from foresale.contest import Minimums, why_not
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter, task_frames
from foresale.frames import to_table
from foresale.offer_frames import FEATURE_KEY, LABEL_KEY, read_learning_rows, used_labels
from foresale.selection import learn


@pytest.fixture(scope="module")
def frame():
    labels, features = world(offers=("cad",))
    rows = read_learning_rows(
        to_table(used_labels(labels), sort_by=LABEL_KEY),
        to_table(features, sort_by=FEATURE_KEY),
    )
    (offer,) = offers_of(labels).to_pylist()
    return rows.frame(offer)


def _learn(frame, estimators, select_auc=0.0):
    _, calibrators = read_candidates(candidates(), "customer")
    minimums = Minimums(positive_count=30, label_count=1, select_auc=select_auc)
    (learned,) = learn([frame], estimators, calibrators, seed=7, minimums=minimums)
    return learned


def test_a_tie_goes_to_the_lower_candidate_order(frame):
    (linear, _), _ = read_candidates(candidates(), "customer")
    late = replace(linear, candidate_id="late", order=5)
    early = replace(linear, candidate_id="early", order=2)
    learned = _learn(frame, [late, early])
    assert {trial.candidate.candidate_id: trial.status for trial in learned.trials} == {
        "late": "rejected",
        "early": "selected",
    }


def test_the_winner_is_fitted_again_on_all_the_rows_there_are(frame):
    (linear, _), _ = read_candidates(candidates(), "customer")
    learned = _learn(frame, [linear])
    fitter = Fitter(task_frames([frame]), [linear], 7)
    judged = fitter.members(linear, frame, ("train", "select"))
    last = fitter.members(linear, frame, ("train", "select", "calibrate"))
    assert learned.judged.members == judged != last
    assert learned.model.members == last


def test_what_is_judged_never_saw_the_calibrate_rows(frame):
    (linear, _), _ = read_candidates(candidates(), "customer")
    some = (frame.role == "calibrate") & (np.arange(len(frame.outcome)) % 5 == 0)
    flipped = np.where(some, 1 - frame.outcome, frame.outcome)
    learned, other = (_learn(one, [linear]) for one in (frame, replace(frame, outcome=flipped)))
    assert other.judged.members == learned.judged.members
    assert other.model.members != learned.model.members


def test_a_winner_that_fails_when_fitted_again_makes_room_for_the_next(frame, monkeypatch):
    estimators, _ = read_candidates(candidates(), "customer")
    winner = next(t for t in _learn(frame, estimators).trials if t.status == "selected")
    fit = Fitter._fit

    def failing(self, candidate, rows, roles):
        if candidate == winner.candidate and len(roles) == 2:
            raise DegenerateFit("It did not settle.")
        return fit(self, candidate, rows, roles)

    monkeypatch.setattr(Fitter, "_fit", failing)
    learned = _learn(frame, estimators)
    states = {trial.candidate.candidate_id: trial.status for trial in learned.trials}
    assert states.pop(winner.candidate.candidate_id) == "degenerate"
    assert list(states.values()) == ["selected"]


def test_predictions_that_are_not_finite_are_degenerate(frame, monkeypatch):
    (linear, _), _ = read_candidates(candidates(), "customer")
    monkeypatch.setattr(
        fitting.estimators, "logits", lambda _, matrix: np.full(len(matrix), np.nan)
    )
    learned = _learn(frame, [linear])
    assert learned.model is None
    assert learned.trials[0].reason == "Its predictions are not finite."


def test_select_rows_of_one_class_compare_nothing(frame):
    estimators, _ = read_candidates(candidates(), "customer")
    outcome = np.where(frame.role == "select", 0, frame.outcome)
    first, second = _learn(replace(frame, outcome=outcome), estimators).trials
    assert (first.status, second.status) == ("selected", "rejected")
    assert "because all 400 select rows end alike" in first.reason


def test_the_best_candidate_must_reach_the_area_asked_for(frame):
    estimators, _ = read_candidates(candidates(), "customer")
    free = _learn(frame, estimators)
    best = next(trial for trial in free.trials if trial.status == "selected")
    assert _learn(frame, estimators, best.roc_auc) == free
    above = float(np.nextafter(best.roc_auc, 1))
    learned = _learn(frame, estimators, above)
    assert (learned.model, learned.calibrator_id) == (None, None)
    assert learned.reason.startswith(
        f"The best candidate, {best.candidate.candidate_id}, has an AUC of {best.roc_auc:.5f} on "
        "400 select rows with "
    )
    assert learned.reason.endswith(f" positives; {above} is needed.")
    # the trials keep their measures
    assert [(one.status, one.reason) for one in learned.trials] == [
        ("rejected", learned.reason)
    ] * 2
    assert {one.roc_auc for one in learned.trials} == {one.roc_auc for one in free.trials}


@pytest.mark.parametrize(("labels", "positives", "speaks"), [(50, 20, 1), (51, 20, 0), (50, 21, 0)])
def test_a_lead_at_three_ages_is_one_outcome(frame, labels, positives, speaks):
    # the rows of three leads became those of one: 50 leads, 20 of them sold, 150 rows
    learned_from = np.isin(frame.role, ["train", "select"]).nonzero()[0]
    places = np.array([at for at in learned_from if frame.role[at] == "train"][:75])
    places = np.concatenate([places, learned_from[-75:]])
    leads = [f"lead {at // 3}" for at in range(150)]
    part = frame.labels.take(places)
    part = part.set_column(part.column_names.index("entity_id"), "entity_id", [leads])
    few = replace(
        frame,
        labels=part,
        features=frame.features.take(places),
        role=frame.role[places],
        outcome=np.array([int(at // 3 % 5 < 2) for at in range(150)]),
    )
    asked = Minimums(positives, labels, 0.0, of_entities=True)
    reason = why_not(few, asked)
    assert (reason == "") == bool(speaks)
    assert reason in (
        "",
        "Only 50 train and select entities with an observed outcome; 51 are needed.",
        "Only 20 positives in 50 train and select entities; 21 are needed.",
    )
    # rows would be enough
    assert why_not(few, replace(asked, of_entities=False)) == ""


def test_what_was_not_compared_did_not_reach_any_area(frame):
    estimators, _ = read_candidates(candidates(), "customer")
    alike = replace(frame, outcome=np.where(frame.role == "select", 0, frame.outcome))
    assert _learn(alike, estimators).model is not None
    learned = _learn(alike, estimators, 0.55)
    assert learned.model is None
    assert learned.reason == (
        "The best candidate, elastic_net, has no AUC on 400 select rows with 0 positives; "
        "0.55 is needed."
    )
