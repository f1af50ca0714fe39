"""The figures in which two samples of rows are compared, each with what chance alone brings."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.distances import (
    Bins,
    bins_of,
    chance,
    doubles,
    effective_size,
    kolmogorov_smirnov,
    kolmogorov_smirnov_limit,
    mean_and_variance,
    normal_limit,
    psi,
    psi_limit,
)
from foresale.metrics import Doubles, Integers

# A level of fewer independent rows of the reference counts with the other such levels.
MINIMUM_LEVEL_SIZE = 20
# Of these two the second is what the first was meant to foretell.
EXPECTED, REALISED = "expected_value_cents", "realised_gross_profit_cents"


@dataclass(frozen=True)
class Sample:
    """Rows of some days, how many independent ones tell as much, and the last of the days."""

    rows: pa.Table
    size: float
    last_date: date

    def values(self, column: str) -> Doubles:
        """Return the known values of the column."""
        return doubles(self.rows.column(column))


# The distance of a sample from the reference, and what chance exceeds with the given probability;
# None where one of them has no values.
Measured = tuple[float, float] | None
Measure = Callable[[Sample, float], Measured]


@dataclass(frozen=True)
class Watched:
    """One figure: the alert it may raise, what it is about, and how a sample is measured."""

    alert_id: str
    subject: str
    metric: str
    measure: Measure


def sample_of(rows: pa.Table) -> Sample:
    """Return the rows as a sample of their entities."""
    last_date = pc.max(rows.column("cutoff_date")).as_py()
    return Sample(rows, effective_size(rows.column("entity_id")), last_date)


def stability(reference: Sample, column: str) -> Measure:
    """Return the measure of the population stability index of a column, missing values too."""
    bins = bins_of(reference.rows.column(column), minimum_share=MINIMUM_LEVEL_SIZE / reference.size)
    return partial(_stability, reference, bins.counts(reference.rows.column(column)), bins, column)


def missing_share(reference: Sample, column: str) -> Measure:
    """Return the measure of the change of the part of the rows without a value."""
    return partial(_missing_share, reference, column)


def distribution(reference: Sample, column: str) -> Measure:
    """Return the measure of the Kolmogorov-Smirnov distance of a column."""
    return partial(_distribution, reference, column)


def level(reference: Sample, column: str) -> Measure:
    """Return the measure of the change of the mean of a column, as a part of the reference's."""
    return partial(_level, reference, column)


def _stability(
    reference: Sample, counts: Integers, bins: Bins, column: str, other: Sample, tail: float
) -> Measured:
    found = bins.counts(other.rows.column(column))
    value, degrees = psi(counts, found, (reference.size, other.size))
    return value, psi_limit(degrees, tail, chance(reference.size, other.size))


def _missing_share(reference: Sample, column: str, other: Sample, tail: float) -> Measured:
    rows, missing = (
        [count(each) for each in (reference.rows, other.rows)]
        for count in (len, lambda rows: rows.column(column).null_count)
    )
    pooled = sum(missing) / sum(rows)
    variance = pooled * (1 - pooled) * chance(reference.size, other.size)
    change = missing[1] / rows[1] - missing[0] / rows[0]
    return abs(change), normal_limit(tail, variance)


def _distribution(reference: Sample, column: str, other: Sample, tail: float) -> Measured:
    values = reference.values(column), other.values(column)
    if not all(map(len, values)):
        return None
    at_chance = kolmogorov_smirnov_limit(tail, chance(reference.size, other.size))
    return kolmogorov_smirnov(*values), at_chance


def _level(reference: Sample, column: str, other: Sample, tail: float) -> Measured:
    values = reference.values(column), other.values(column)
    if not all(map(len, values)) or not values[0].any():
        return None
    (mean, variance), (other_mean, other_variance) = map(mean_and_variance, values)
    spread = variance / reference.size + other_variance / other.size
    return abs(other_mean - mean) / abs(mean), normal_limit(tail, spread) / abs(mean)


def level_error(sample: Sample, tail: float) -> Measured:
    """Return how far the mean probability lies from the part that did it, either way."""
    error = sample.values("probability") - sample.values("outcome")
    mean, variance = mean_and_variance(error)
    return abs(mean), normal_limit(tail, variance / sample.size)


def value_weighted(sample: Sample, tail: float) -> Measured:
    """Return how far what was expected lies from what came, by tenths of the expected.

    The index of the shares of the expected value and of the realised profit in bins of equal mass
    of the expected value; chance is that of the profit, which few large sales carry.
    """
    rows = sample.rows
    column = rows.column(EXPECTED)
    bins = bins_of(column, minimum_share=0)
    places = bins.places(column)
    expected, realised = (
        np.maximum(doubles(rows.column(name)), 0) for name in (EXPECTED, REALISED)
    )
    if not (expected.any() and realised.any()):
        return None
    size = effective_size(rows.column("entity_id"), realised)
    sums = [np.bincount(places, weights) for weights in (expected, realised)]
    value, degrees = psi(sums[0], sums[1], (size, size))
    return value, psi_limit(degrees, tail, 1 / size)
