"""What is learned at once is what is learned one after another."""

import threading

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

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


def test_what_is_learned_at_once_has_one_thread_each_and_the_limit_ends_with_it():
    def threads(_):
        return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}

    with threadpool_limits(3, user_api="blas"):
        assert each_at_once(threads, range(2), at_once=2) == [{1}, {1}]
        assert threads(0) == {3}
