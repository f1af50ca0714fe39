"""Boosting stops on later cutoffs, moves the way it is told and stays calibrated."""

import math

import numpy as np
import pytest
from learning_world import TREES

from foresale.boosting import rounds_used
from foresale.calibration import sigmoid
from foresale.candidates import Candidate
from foresale.estimators import contributions, fit_estimator, logits, positive_weight
from foresale.metrics import log_loss

SEED = 7


def _data(seed, rows=600, share=0.3):
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(rows, 6))
    logit = math.log(share / (1 - share)) + 1.2 * matrix[:, 0]
    return matrix, (random.random(rows) < sigmoid(logit)).astype(np.int64)


def _fit(data=None, *, signs=None, watched=None, **changes):
    candidate = Candidate("xgboost", "xgboost", {**TREES, **changes}, 1)
    found = _data(3) if data is None else data
    return fit_estimator(candidate, *found, SEED, signs=signs, watched=watched)


def test_it_stops_where_later_cutoffs_are_told_best_and_keeps_no_tree_beyond():
    later = _data(4)
    stopped = _fit(watched=later, rounds=200, early_stopping_rounds=10)
    used = rounds_used(stopped)
    losses = [
        log_loss(later[1], sigmoid(logits(_fit(rounds=rounds), later[0])))
        for rounds in range(1, used + 11)
    ]
    assert 1 < used < 50
    assert losses.index(min(losses)) == used - 1
    # the later cutoffs say when to stop and nothing else: the trees are those of so many rounds
    assert stopped.texts == _fit(rounds=used).texts


@pytest.mark.parametrize(("patience", "watched"), [(0, True), (10, False)])
def test_it_runs_all_rounds_where_nothing_is_watched_or_it_never_stops(patience, watched):
    found = _fit(watched=_data(4) if watched else None, rounds=60, early_stopping_rounds=patience)
    assert rounds_used(found) == 60
    assert found.texts == _fit(rounds=60).texts


def test_it_is_fitted_on_more_rows_with_the_rounds_it_used():
    later = _data(4)
    used = rounds_used(_fit(watched=later, rounds=200, early_stopping_rounds=10))
    more = tuple(np.concatenate(parts) for parts in zip(_data(3), later, strict=True))
    assert rounds_used(_fit(more, rounds=used, early_stopping_rounds=0)) == used


def test_all_its_boosters_stop_where_the_first_does():
    asked = {"watched": _data(4), "rounds": 200, "early_stopping_rounds": 10}
    found = _fit(seeds=3, **asked)
    assert {booster.num_boosted_rounds() for booster in found.boosters} == {rounds_used(found)}
    assert rounds_used(found) == rounds_used(_fit(**asked))


def test_it_is_the_same_with_one_thread_and_with_four(monkeypatch):
    import xgboost

    asked = {"watched": _data(4), "signs": (1, 0, 0, -1, 0, 0), "rounds": 60, "seeds": 2}
    asked |= {"early_stopping_rounds": 5, "maximum_class_weight": 2}
    single = _fit(**asked)
    fit, frame = xgboost.train, xgboost.QuantileDMatrix

    def threaded(settings, *arguments, **named):
        assert settings["nthread"] == 1
        return fit({**settings, "nthread": 4}, *arguments, **named)

    monkeypatch.setattr(xgboost, "train", threaded)
    monkeypatch.setattr(
        xgboost, "QuantileDMatrix", lambda *a, **named: frame(*a, **{**named, "nthread": 4})
    )
    assert _fit(**asked).texts == single.texts


def test_several_boosters_say_the_mean_of_their_log_odds_and_it_still_adds_up():
    matrix, _ = _data(3)
    found = _fit(seeds=3)
    (first,) = _fit().texts
    assert found.texts[0] == first
    assert len(set(found.texts)) == 3
    alone = [
        fit_estimator(Candidate("x", "xgboost", TREES, 1), *_data(3), SEED + at) for at in range(3)
    ]
    mean = np.mean([logits(one, matrix) for one in alone], axis=0)
    assert np.abs(logits(found, matrix) - mean).max() < 1e-12
    parts, base = contributions(found, matrix)
    assert np.abs(parts.sum(axis=1) + base - logits(found, matrix)).max() < 1e-5


@pytest.mark.parametrize("sign", [1, -1])
def test_no_relation_in_the_rows_makes_it_move_the_wrong_way(sign):
    matrix, outcome = _data(3, rows=2000)
    # the rows say the opposite: falling along a column of sign 1
    matrix[:, 0] *= -sign
    line = np.zeros((50, 6))
    line[:, 0] = np.linspace(-3, 3, 50)
    free = np.diff(logits(_fit((matrix, outcome)), line))
    assert (sign * free).min() < -0.05
    held = np.diff(logits(_fit((matrix, outcome), signs=(sign, 0, 0, 0, 0, 0)), line))
    assert (sign * held).min() >= 0


def test_signs_that_say_nothing_change_nothing():
    assert _fit(signs=(0,) * 6).texts == _fit().texts


def test_a_sign_lets_it_move_the_right_way():
    matrix, _ = _data(3)
    held, free = _fit(signs=(1, 0, 0, 0, 0, 0)), _fit()
    assert np.corrcoef(logits(held, matrix), logits(free, matrix))[0, 1] > 0.95


@pytest.mark.parametrize("seeds", [1, 2])
def test_positives_that_weigh_more_do_not_raise_the_probabilities(seeds):
    matrix, outcome = data = _data(5, rows=4000, share=0.05)
    found = _fit(data, maximum_class_weight=8, rounds=80, eta=0.1, seeds=seeds)
    rate = float(outcome.mean())
    assert found.offset == pytest.approx(-math.log(8))
    said = logits(found, matrix)
    assert float(sigmoid(said).mean()) == pytest.approx(rate, rel=0.1)
    # what the weighted trees say by themselves
    assert float(sigmoid(said + math.log(8)).mean()) > 2.5 * rate
    parts, base = contributions(found, matrix)
    assert np.abs(parts.sum(axis=1) + base - said).max() < 1e-5


def test_a_positive_weighs_what_makes_the_classes_equal_up_to_the_maximum():
    outcome = np.array([1, 0, 0, 0], dtype=np.int64)
    assert [positive_weight(maximum, outcome) for maximum in (1, 2, 3, 10)] == [1, 2, 3, 3]
    # never less than a negative, however many positives there are
    assert positive_weight(10, 1 - outcome) == 1.0
