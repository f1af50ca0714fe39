"""Estimators learn the planted signal, the same in any batch and for any number of threads."""

import json

import numpy as np
import pytest
from learning_world import LINEAR, TREES

from foresale import estimators
from foresale.candidates import Candidate
from foresale.estimators import DegenerateFit, contributions, fit_estimator, logits

FAMILIES = {"elastic_net": LINEAR, "xgboost": TREES}


def _data(rows=600):
    random = np.random.default_rng(3)
    matrix = random.normal(size=(rows, 6))
    probability = 1 / (1 + np.exp(1 - 1.5 * matrix[:, 0]))
    return matrix, (random.random(rows) < probability).astype(np.int64)


def _fit(family, **changes):
    candidate = Candidate(family, family, {**FAMILIES[family], **changes}, 1)
    return fit_estimator(candidate, *_data(), seed=7)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_planted_signal_is_found(family):
    matrix, outcome = _data()
    found = logits(_fit(family), matrix)
    assert found[outcome == 1].mean() - found[outcome == 0].mean() > 0.5


@pytest.mark.parametrize("family", FAMILIES)
def test_a_row_scores_the_same_alone_and_in_any_batch(family):
    matrix, _ = _data()
    estimator = _fit(family)
    together = logits(estimator, matrix)
    alone = [logits(estimator, matrix[at : at + 1])[0] for at in range(40)]
    assert alone == together[:40].tolist()
    assert logits(estimator, matrix[5:18]).tolist() == together[5:18].tolist()


@pytest.mark.parametrize("family", FAMILIES)
def test_contributions_and_base_add_up_to_the_log_odds(family):
    matrix, _ = _data()
    estimator = _fit(family)
    parts, base = contributions(estimator, matrix)
    assert parts.shape == matrix.shape
    assert np.abs(parts.sum(axis=1) + base - logits(estimator, matrix)).max() < 1e-5


@pytest.mark.parametrize("family", FAMILIES)
def test_an_estimator_survives_json_to_the_last_bit(family):
    matrix, _ = _data()
    estimator = _fit(family)
    text = json.dumps(estimators.estimator_state(estimator))
    again = estimators.estimator_from_state(json.loads(text))
    assert logits(again, matrix).tolist() == logits(estimator, matrix).tolist()


@pytest.mark.parametrize("family", FAMILIES)
def test_no_rows_give_no_log_odds_and_no_contributions(family):
    estimator = _fit(family)
    nothing = np.empty((0, 6))
    assert logits(estimator, nothing).shape == (0,)
    assert contributions(estimator, nothing)[0].shape == (0, 6)


def test_boosting_gives_the_same_model_with_one_thread_and_with_four(monkeypatch):
    import xgboost

    single = _fit("xgboost")
    fit, frame = xgboost.train, xgboost.QuantileDMatrix

    def threaded(settings, *arguments, **named):
        assert settings["nthread"] == 1
        return fit({**settings, "nthread": 4}, *arguments, **named)

    monkeypatch.setattr(xgboost, "train", threaded)
    monkeypatch.setattr(
        xgboost, "QuantileDMatrix", lambda *a, **named: frame(*a, **{**named, "nthread": 4})
    )
    assert _fit("xgboost").text == single.text


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
def test_a_linear_fit_that_did_not_settle_is_degenerate():
    with pytest.raises(DegenerateFit, match="did not converge in 2 iterations"):
        _fit("elastic_net", maximum_iterations=2)


def test_no_columns_are_nothing_to_learn_from():
    candidate = Candidate("elastic_net", "elastic_net", LINEAR, 1)
    with pytest.raises(DegenerateFit, match="No feature varies"):
        fit_estimator(candidate, np.empty((4, 0)), np.array([0, 1, 0, 1]), seed=7)


def test_the_centre_of_a_linear_model_is_the_mean_of_its_fitting_rows():
    estimator = _fit("elastic_net")
    assert estimator.centre == pytest.approx(_data()[0].mean(axis=0).tolist(), abs=1e-6)


def test_a_linear_model_is_stored_without_the_digits_of_one_processor():
    estimator = _fit("elastic_net", l1_ratio=1.0, C=0.02)
    numbers = (estimator.intercept, *estimator.coefficients, *estimator.centre)
    assert [round(value, 6) for value in numbers] == list(numbers)
    assert "-0.0" not in [str(value) for value in numbers]
    # what moves nobody has no coefficient, and the planted signal has one
    assert estimator.coefficients[0] > 0.1
    assert 0.0 in estimator.coefficients
