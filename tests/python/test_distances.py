"""Distances of samples are those computed by hand, and chance exceeds their limits rarely."""

import math

import numpy as np
import pyarrow as pa
import pytest

from foresale.distances import (
    bins_of,
    chi_square_quantile,
    effective_size,
    kolmogorov_smirnov,
    kolmogorov_smirnov_limit,
    normal_limit,
    psi,
    psi_limit,
)


def _column(values, type_=None):
    return pa.chunked_array([pa.array(values, type_, from_pandas=True)])


def _stability(reference, current, minimum_share=0.0):
    bins = bins_of(reference, minimum_share=minimum_share)
    return psi(bins.counts(reference), bins.counts(current), (len(reference), len(current)))


# Values of the tables in every textbook; 1 degree is the square of the normal, 2 an exponential.
@pytest.mark.parametrize(
    ("degrees", "tail", "value"),
    [
        (1, 0.05, 1.959963984540054**2),
        (2, 0.01, -2 * math.log(0.01)),
        (3, 0.05, 7.814727903251179),
        (9, 0.01, 21.665994333461924),
        (10, 0.001, 29.58829844507442),
        (60, 0.05, 79.08194448784874),
    ],
)
def test_a_chi_square_quantile_is_that_of_the_tables(degrees, tail, value):
    assert chi_square_quantile(degrees, tail) == pytest.approx(value, rel=1e-12)


def test_the_stability_index_is_the_one_of_numpy():
    random = np.random.default_rng(3)
    reference, current = random.normal(size=700), random.normal(0.3, 1.2, size=500)
    edges = np.quantile(reference, np.arange(1, 10) / 10, method="inverted_cdf")
    p, q = (
        (np.histogram(-x, [-np.inf, *-edges[::-1], np.inf])[0] + 0.5) / (len(x) + 5)
        for x in (reference, current)
    )

    value, degrees = _stability(_column(reference), _column(current))

    assert value == pytest.approx(np.sum((q - p) * np.log(q / p)), abs=1e-9)
    assert degrees == 9


def test_a_value_many_rows_share_and_one_that_is_missing_are_bins_of_their_own():
    many = _column([0] * 60 + list(range(1, 31)) + [None] * 10, pa.int64())
    bins = bins_of(many, minimum_share=0)

    counts = bins.counts(_column([-1, 0, 0, 1, 30, 31, None], pa.int64()))

    assert counts.sum() == 7
    assert counts[-1] == 1
    assert list(counts[:2]) == [1, 2]
    # nothing below, nothing missing before: both are seen
    constant = _column([5] * 100)
    assert _stability(constant, constant) == (0.0, 0)
    for other in (4, 6, None):
        assert _stability(constant, _column([other] * 100, pa.int64()))[0] > 5


def test_rare_and_new_levels_count_together():
    reference = _column(["a"] * 50 + ["b"] * 47 + ["c"] * 2 + ["d"])
    bins = bins_of(reference, minimum_share=0.05)

    assert list(bins.counts(_column(["a", "b", "c", "d", "new", None]))) == [1, 1, 3, 1]
    assert list(bins_of(_column([True, False]), minimum_share=0).counts(_column([True]))) == [
        0,
        1,
        0,
        0,
    ]


def test_rows_of_one_entity_are_no_independent_rows():
    assert effective_size(_column(["a", "b", "c"])) == 3
    assert effective_size(_column(["a", "a", "b", "b"])) == 2
    assert effective_size(_column(["a", "a", "a", "b"])) == 16 / 10
    assert effective_size(_column(["a", "b"]), np.array([3.0, 1.0])) == 16 / 10


def test_distances_of_distributions_are_those_computed_by_hand():
    assert kolmogorov_smirnov(np.array([1.0, 2, 3, 4]), np.array([3.0, 4, 5, 6])) == 0.5
    assert kolmogorov_smirnov(np.array([1.0, 1]), np.array([1.0])) == 0.0
    # the familiar 1.36 times the root of 1/n + 1/m, and 1.96 deviations
    assert kolmogorov_smirnov_limit(0.05, 0.02) == pytest.approx(1.3581 * math.sqrt(0.02), rel=1e-4)
    assert normal_limit(0.05, 0.25) == pytest.approx(0.5 * 1.959963984540054, rel=1e-12)


@pytest.mark.parametrize("size", [100, 200, 2000])
def test_chance_exceeds_the_limit_of_an_index_as_rarely_as_is_asked_for(size):
    random = np.random.default_rng(size)
    draws = random.normal(size=(400, 2, size))
    found = [_stability(_column(one), _column(other)) for one, other in draws]

    exceeded = np.mean([value > psi_limit(9, 0.05, 2 / size) for value, _ in found])

    assert 0.02 <= exceeded <= 0.08
    # without the size of the samples, nearly every run of a hundred rows would alarm
    if size == 100:
        assert np.mean([value > 0.1 for value, _ in found]) > 0.8
