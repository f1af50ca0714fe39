"""The linear fit finds the one optimum there is, whatever the columns look like."""

import math

import numpy as np
import pytest
from learning_world import LINEAR

from foresale import linear
from foresale.calibration import sigmoid
from foresale.linear import fit_linear, linear_logits


def _data(rows=500, share=0.3, seed=3):
    random = np.random.default_rng(seed)
    matrix = random.normal(size=(rows, 8))
    # two columns that say nearly the same
    matrix[:, 1] = matrix[:, 0] + 0.1 * matrix[:, 1]
    logit = math.log(share / (1 - share)) + 1.2 * matrix[:, 0] - 0.8 * matrix[:, 4]
    return matrix, (random.random(rows) < sigmoid(logit)).astype(np.int64)


def _fit(data, weight=1.0, **changes):
    return fit_linear({**LINEAR, "tolerance": 1e-6, **changes}, *data, weight)


@pytest.mark.parametrize("ratio", [0, 0.1, 0.5, 0.99])
@pytest.mark.parametrize("strength", [0.02, 0.5, 5])
def test_it_is_the_optimum_that_scikit_learn_settles_at(ratio, strength):
    from sklearn.linear_model import LogisticRegression

    matrix, outcome = _data()
    found = _fit((matrix, outcome), C=strength, l1_ratio=ratio)
    other = LogisticRegression(
        C=strength, l1_ratio=ratio, solver="saga", tol=1e-9, max_iter=20_000, random_state=1
    ).fit(matrix, outcome)
    assert found.intercept == pytest.approx(float(other.intercept_[0]), abs=3e-6)
    assert list(found.coefficients) == pytest.approx(other.coef_[0].tolist(), abs=3e-6)


def test_a_whole_step_that_goes_too_far_is_halved(monkeypatch):
    random = np.random.default_rng(174)
    matrix = np.exp(2 * random.normal(size=(20, 3)))
    outcome = (random.random(20) < sigmoid(3 * matrix[:, 0] - 3)).astype(np.int64)
    sizes, size = [], linear._size
    monkeypatch.setattr(linear, "_size", lambda *given: sizes.append(size(*given)) or sizes[-1])
    assert _fit((matrix, outcome), C=10_000, l1_ratio=0.1) is not None
    assert min(sizes) < 1.0
    monkeypatch.setattr(linear, "_size", lambda *given: 1.0)
    assert _fit((matrix, outcome), C=10_000, l1_ratio=0.1) is None


def test_what_tells_the_outcomes_apart_for_sure_has_a_coefficient_that_ends():
    matrix, _ = _data()
    found = _fit((matrix, (matrix[:, 0] > 0).astype(np.int64)), C=5.0)
    assert found is not None
    assert 1.0 < sum(found.coefficients[:2]) < 100.0


def test_columns_that_are_equal_share_their_coefficient():
    matrix, outcome = _data()
    matrix[:, 1] = matrix[:, 0]
    found = _fit((matrix, outcome), l1_ratio=0.5)
    assert found.coefficients[0] == found.coefficients[1] > 0.1


def test_a_column_that_does_not_vary_has_no_coefficient():
    matrix, outcome = _data()
    matrix[:, 5] = 0.0
    for ratio in (0, 0.5):
        assert _fit((matrix, outcome), l1_ratio=ratio).coefficients[5] == 0.0


def test_too_few_steps_give_no_model():
    assert _fit(_data(), maximum_iterations=2) is None
    assert _fit(_data(), maximum_iterations=20) is not None


def test_positives_that_weigh_more_do_not_raise_the_probabilities():
    matrix, outcome = data = _data(rows=4000, share=0.04)
    found = _fit(data, weight=8.0)
    rate = float(outcome.mean())
    said = linear_logits(found, matrix)
    assert float(sigmoid(said).mean()) == pytest.approx(rate, rel=0.1)
    # what the weighted fit says by itself
    assert float(sigmoid(said + math.log(8)).mean()) > 2.5 * rate
    # and it is another fit
    assert found.coefficients != _fit(data).coefficients


def test_there_is_no_chance_and_no_order_in_it():
    matrix, outcome = _data()
    order = np.random.default_rng(9).permutation(len(outcome))
    assert _fit((matrix[order], outcome[order])) == _fit((matrix, outcome))


def test_columns_that_are_nearly_equal_are_solved_in_few_turns(monkeypatch):
    matrix, _ = _data()
    matrix[:, 1] = matrix[:, 0] + 0.01 * matrix[:, 1]
    hessian, slope = matrix.T @ matrix, matrix.T @ (matrix[:, 1] - 3 * matrix[:, 4])
    penalty = linear._Penalty(0.9, 0.1)
    monkeypatch.setattr(linear, "MOST_SWEEPS", 20)
    found = linear._least(hessian, -slope, np.zeros(8), penalty)
    pull = hessian @ found - slope + penalty.square * found
    used = found != 0.0
    assert 1 < used.sum() < 8
    # nothing that has a coefficient would move, and nothing that has none wants one
    assert np.abs(pull[used] + penalty.absolute * np.sign(found[used])).max() < 1e-8
    assert np.abs(pull[~used]).max() <= penalty.absolute


def test_an_answer_of_other_signs_than_it_was_asked_for_is_none():
    curved, slope = np.array([[2.0, 1.0], [1.0, 2.0]]), np.array([-3.0, 0.0])
    for sign, expected in [((1, 0), None), ((1, 1), None), ((1, -1), [1.5, -0.5])]:
        found = linear._on_the_support(curved, slope, np.array(sign, dtype=float), 0.5)
        assert (found is None) if expected is None else found.tolist() == pytest.approx(expected)


def test_without_a_prior_weight_the_fit_is_the_one_without_priors():
    asked = {**LINEAR, "tolerance": 1e-6, "prior_C": 9.0}
    assert fit_linear(asked, *_data(), 1.0, (0.0,) * 8) == _fit(_data())


def test_a_prior_weight_moves_as_far_as_its_own_strength_lets_it():
    matrix, outcome = _data()
    asked = {**LINEAR, "C": 1e-9, "l1_ratio": 0, "tolerance": 1e-9}
    firm, loose = (
        fit_linear({**asked, "prior_C": strength}, matrix[:, [0, 4]], outcome, 1.0, (0.7, 0.0))
        for strength in (1e-9, 1e6)
    )
    free = _fit((matrix[:, [0]], outcome), C=1e6, l1_ratio=0)
    assert list(firm.coefficients) == pytest.approx([0.7, 0.0], abs=1e-5)
    assert list(loose.coefficients) == pytest.approx([free.coefficients[0], 0.0], abs=1e-3)


def test_what_a_prior_costs_is_the_distance_from_it():
    matrix, outcome = _data()
    priors = np.array([0.7, 0.0, -0.2, 0.0, 0.0, 0.0, 0.0, 0.0])
    asked = {**LINEAR, "C": 0.1, "l1_ratio": 0, "prior_C": 0.4, "tolerance": 1e-9}
    fitted = fit_linear(asked, matrix, outcome, 1.0, tuple(priors))
    coefficients = np.array(fitted.coefficients)
    gap = sigmoid(matrix @ coefficients + fitted.intercept) - outcome
    strength = np.where(priors != 0.0, 0.4, 0.1)
    # at the least the pull of the rows and that of the priors are equal
    assert (matrix.T @ gap) * strength == pytest.approx(priors - coefficients, abs=1e-4)
    assert gap.sum() == pytest.approx(0.0, abs=1e-3)
