"""What is learned at once is what is learned one after another."""

import threading
import warnings

import pytest
from sklearn.exceptions import ConvergenceWarning

from foresale.at_once import each_at_once


def test_results_come_in_the_order_they_were_asked_for():
    last_started = threading.Event()

    def patient(at):
        if at == 2:
            last_started.set()
        assert last_started.wait(timeout=10)
        return at * 10

    assert each_at_once(patient, [0, 1, 2], at_once=3) == [0, 10, 20]
    assert each_at_once(str, [3, 1], at_once=1) == ["3", "1"]
    assert each_at_once(str, []) == []


def test_the_first_error_in_order_is_raised():
    def broken(at):
        if at:
            raise ValueError(f"number {at}")
        return at

    with pytest.raises(ValueError, match="number 1"):
        each_at_once(broken, [0, 1, 2], at_once=3)


def test_a_fit_that_does_not_settle_warns_nobody_and_other_warnings_are_errors_still():
    def warn(category):
        warnings.warn("It did not settle.", category, stacklevel=1)

    each_at_once(warn, [ConvergenceWarning] * 8, at_once=4)
    with pytest.raises(RuntimeWarning):
        each_at_once(warn, [RuntimeWarning])
    with pytest.raises(ConvergenceWarning):
        warn(ConvergenceWarning)
