"""The metrics against rows counted by hand and against scikit-learn."""

import math

import numpy as np
import pytest
from sklearn import metrics as reference

from foresale.metrics import bounded, brier, lift_at_k, log_loss, roc_auc, settled


def _rows(*pairs):
    outcome, probability = zip(*pairs, strict=True)
    return np.array(outcome), np.array(probability, dtype=float)


def test_log_loss_is_the_mean_surprise_of_what_happened():
    outcome, probability = _rows((1, 0.5), (0, 0.75))
    assert log_loss(outcome, probability) == pytest.approx((math.log(2) + math.log(4)) / 2)


def test_log_loss_of_a_certain_mistake_stays_finite():
    outcome, probability = _rows((1, 0.0))
    assert log_loss(outcome, probability) == pytest.approx(-math.log(1e-6))


def test_the_last_bit_of_a_probability_decides_nothing():
    outcome, probability = _rows((1, 0.3), (0, 0.7), (1, 0.9))
    above = np.nextafter(probability, 1.0)
    assert log_loss(outcome, above) == log_loss(outcome, probability)
    assert brier(outcome, above) == brier(outcome, probability)
    assert str(settled(-1e-15, 9)) == "0.0"


def test_brier_is_the_mean_squared_distance():
    outcome, probability = _rows((1, 0.5), (0, 0.2))
    assert brier(outcome, probability) == pytest.approx((0.25 + 0.04) / 2)


def test_a_tie_counts_half_in_roc_auc():
    outcome, probability = _rows((1, 0.9), (1, 0.5), (0, 0.5), (0, 0.1))
    assert roc_auc(outcome, probability) == 3.5 / 4


def test_roc_auc_of_all_ties_is_one_half():
    outcome, probability = _rows((1, 0.3), (0, 0.3), (0, 0.3))
    assert roc_auc(outcome, probability) == 0.5


@pytest.mark.parametrize("outcome", [[], [0, 0], [1, 1]])
def test_roc_auc_does_not_exist_without_both_classes(outcome):
    assert roc_auc(np.array(outcome, dtype=int), np.full(len(outcome), 0.5)) is None


def test_lift_at_k_compares_the_top_with_the_whole_list():
    outcome, probability = _rows(*[(at < 2, 1 - at / 20) for at in range(20)])
    assert lift_at_k(outcome.astype(int), probability, 10) == 10.0
    assert lift_at_k(outcome.astype(int), probability, 20) == 5.0


def test_a_tie_over_the_edge_of_the_top_counts_with_its_expected_hits():
    # two places: the 0.9 row is in, the other goes to one of three tied rows with one positive
    outcome, probability = _rows((0, 0.9), (1, 0.5), (0, 0.5), (0, 0.5), *[(0, 0.1)] * 16)
    assert lift_at_k(outcome, probability, 10) == pytest.approx((1 / 3 / 2) / (1 / 20))


def test_the_top_is_rounded_up_without_float_errors():
    outcome, probability = _rows(*[(at == 3, 1 - at / 30) for at in range(30)])
    assert lift_at_k(outcome.astype(int), probability, 10) == 0.0  # three rows, not four
    outcome, probability = _rows(*[(at == 3, 1 - at / 31) for at in range(31)])
    assert lift_at_k(outcome.astype(int), probability, 10) == pytest.approx((1 / 4) / (1 / 31))


def test_lift_does_not_exist_without_positives():
    assert lift_at_k(np.array([0, 0]), np.array([0.1, 0.2]), 10) is None
    assert lift_at_k(np.array([], dtype=int), np.array([]), 10) is None


def test_log_loss_and_brier_do_not_exist_without_rows():
    nothing = np.array([], dtype=int), np.array([])
    assert (log_loss(*nothing), brier(*nothing)) == (None, None)


def test_the_formulas_agree_with_scikit_learn_and_not_with_the_row_order():
    random = np.random.default_rng(5)
    probability = bounded(np.round(random.random(500), 2))
    outcome = (random.random(500) < probability).astype(int)
    order = random.permutation(500)
    for own, other in [
        (log_loss, reference.log_loss),
        (brier, reference.brier_score_loss),
        (roc_auc, reference.roc_auc_score),
    ]:
        assert own(outcome, probability) == pytest.approx(other(outcome, probability), abs=1e-9)
        assert own(outcome, probability) == own(outcome[order], probability[order])
    assert lift_at_k(outcome, probability, 10) == lift_at_k(outcome[order], probability[order], 10)
