"""Estimators learn the planted signal, the same in any batch and for any number of threads."""

import json

import numpy as np
import pytest
from learning_world import FOREST, LINEAR, TREES

from foresale import estimators, forest
from foresale.candidates import Candidate
from foresale.estimators import DegenerateFit, contributions, fit_estimator, logits

FAMILIES = {"elastic_net": LINEAR, "xgboost": TREES, "random_forest": FOREST}


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
    assert _fit("xgboost").texts == single.texts


@pytest.fixture
def learned_by_sklearn(monkeypatch):
    """The forests scikit-learn is asked for: with one thread, and fitted with four."""
    import sklearn.ensemble

    found, family = [], sklearn.ensemble.RandomForestClassifier

    def threaded(**settings):
        assert settings["n_jobs"] == 1
        found.append(family(**{**settings, "n_jobs": 4}))
        return found[-1]

    monkeypatch.setattr(sklearn.ensemble, "RandomForestClassifier", threaded)
    return found


def _with_missing():
    """Return data where a value is missing often, and mostly where nothing comes of it."""
    matrix, outcome = _data()
    random = np.random.default_rng(4)
    matrix[random.random(len(matrix)) < np.where(outcome == 1, 0.1, 0.6), 2] = np.nan
    return matrix, outcome


def _fit_forest(matrix, outcome):
    candidate = Candidate("random_forest", "random_forest", FOREST, 1)
    return fit_estimator(candidate, matrix, outcome, seed=7)


def test_a_forest_walks_and_says_what_scikit_learn_would(learned_by_sklearn):
    matrix, outcome = _with_missing()
    found = _fit_forest(matrix, outcome)
    (model,) = learned_by_sklearn
    other = np.random.default_rng(5).normal(size=(300, 6))
    # also where no value was missing among the fitting rows
    other[np.random.default_rng(6).random(other.shape) < 0.2] = np.nan
    for rows in (matrix, other):
        leaves = model.apply(rows.astype(np.float32)) + found.roots
        value = found.value[leaves] / 10**9
        size = np.concatenate([one.tree_.weighted_n_node_samples for one in model.estimators_])
        # without the rows that Laplace's rule adds
        share = (value * (size[leaves] + 2) - 2 * outcome.mean()) / size[leaves]
        plain = model.predict_proba(rows.astype(np.float32))[:, 1]
        assert np.abs(share.mean(axis=1) - plain).max() < 1e-7
        probability = value.mean(axis=1)
        expected = np.log(probability / (1 - probability))
        assert np.abs(logits(found, rows) - expected).max() < 2e-9


def test_a_forest_is_the_same_with_one_thread_and_with_four(request):
    single = estimators.estimator_state(_fit("random_forest"))
    threaded = request.getfixturevalue("learned_by_sklearn")
    assert estimators.estimator_state(_fit("random_forest")) == single
    assert [model.n_jobs for model in threaded] == [4]


def test_a_forest_tells_the_missing_from_the_known_and_stays_json():
    matrix, outcome = _with_missing()
    found = _fit_forest(matrix, outcome)
    known, missing = np.zeros((1, 6)), np.zeros((1, 6))
    missing[0, 2] = np.nan
    assert logits(found, missing)[0] < logits(found, known)[0] - 0.3
    # a split of the missing from the known has no threshold of its own
    state = estimators.estimator_state(found)
    json.dumps(state, allow_nan=False)
    assert max(state["random_forest"]["threshold"]) > 1e38


def test_no_path_of_a_forest_is_impossible_or_certain():
    matrix = np.arange(200, dtype=np.float64).reshape(-1, 1)
    found = _fit_forest(matrix, (matrix[:, 0] >= 100).astype(np.int64))
    assert 0 < found.value.min() < found.value.max() < 10**9
    # ten rows of no positive and two of one half: 1/12, in leaves with no more than those
    assert found.value.min() / 10**9 < 1 / 12 + 1e-9


def test_a_forest_says_the_same_however_many_rows_are_walked_at_once(monkeypatch):
    matrix, _ = _data()
    found = _fit("random_forest")
    together, (parts, base) = logits(found, matrix), contributions(found, matrix)
    monkeypatch.setattr(forest, "CELLS_AT_ONCE", 7 * FOREST["trees"])
    assert logits(found, matrix).tolist() == together.tolist()
    again, same = contributions(found, matrix)
    assert (again.tolist(), same) == (parts.tolist(), base)


def test_what_a_tree_does_not_ask_for_moves_nothing():
    matrix, outcome = _data()
    matrix[:, 3] = 1.0
    parts, _ = contributions(_fit_forest(matrix, outcome), matrix)
    assert set(parts[:, 3]) == {0.0}
    assert np.abs(parts[:, 0]).mean() > 3 * np.abs(parts[:, 1:]).mean()


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_of_one_outcome_are_nothing_to_learn_from(family):
    candidate = Candidate(family, family, FAMILIES[family], 1)
    for outcome in (np.zeros(600, dtype=np.int64), np.ones(600, dtype=np.int64)):
        with pytest.raises(DegenerateFit, match="All 600 fitting rows have the same outcome"):
            fit_estimator(candidate, _data()[0], outcome, seed=7)


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
    estimator = _fit("elastic_net", l1_ratio=0.9, C=0.02)
    numbers = (estimator.intercept, *estimator.coefficients, *estimator.centre)
    assert [round(value, 6) for value in numbers] == list(numbers)
    assert "-0.0" not in [str(value) for value in numbers]
    # what moves nobody has no coefficient, and the planted signal has one
    assert estimator.coefficients[0] > 0.1
    assert 0.0 in estimator.coefficients
