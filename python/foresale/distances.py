"""How far two samples lie apart, and how far chance alone brings them.

A sample is weighed by the entities in it, not by its rows: where entities have several rows, the
shares of the rows vary no more than those of `effective_size` independent ones.
"""

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.metrics import DECIMALS, Doubles, Integers, settled

# Bins of equal mass of the reference; a value that many rows share is a bin of its own.
BIN_COUNT = 10
# Added to each bin, so that one that is empty on one side has a finite distance.
HALF_ROW = 0.5


def effective_size(entities: pa.ChunkedArray, weights: Doubles | None = None) -> float:
    """Return how many independent rows tell as much as these: (sum of w)^2 / sum of w^2.

    w: the rows of each entity, or their weights (L. Kish 1965, Survey Sampling); the number of
    entities where all have the same. The rows of an entity may depend on one another in any way.
    """
    codes = pc.dictionary_encode(entities).combine_chunks().indices.to_numpy()
    held = np.bincount(codes, weights).tolist()
    squares = math.fsum(each * each for each in held)
    return math.fsum(held) ** 2 / squares if squares else 0.0


@cache
def chi_square_quantile(degrees: int, tail: float) -> float:
    """Return the value that a chi-square variable exceeds with the probability `tail`.

    Exact to about 1e-12 of the value: the sums of M. Abramowitz and I. Stegun (1964), 26.4.4 and
    26.4.5, halved into until doubles have nothing between.
    """
    low, high = 0.0, 1.0
    while _chi_square_tail(degrees, high) > tail:
        high *= 2
    while low < (middle := (low + high) / 2) < high:
        low, high = (middle, high) if _chi_square_tail(degrees, middle) > tail else (low, middle)
    return high


def _chi_square_tail(degrees: int, value: float) -> float:
    half, odd = value / 2, degrees % 2
    terms = [
        math.exp(-half + (i + odd / 2) * math.log(half) - math.lgamma(i + odd / 2 + 1))
        for i in range((degrees - odd) // 2)
    ]
    return math.fsum([*terms, math.erfc(math.sqrt(half)) if odd else 0.0])


def chance(size: float, other_size: float) -> float:
    """Return 1/n + 1/m: the variance of a difference of two means of unit variance."""
    return 1 / size + 1 / other_size


@dataclass(frozen=True)
class Bins:
    """Where the values of a column are counted; the last bin is of those that have none."""

    edges: Doubles | None
    levels: tuple[str, ...] = ()

    def places(self, column: pa.ChunkedArray) -> Integers:
        """Return the bin of each value."""
        known = pc.drop_null(column)
        if self.edges is None:
            found = pc.index_in(pc.cast(known, pa.string()), pa.array(self.levels, pa.string()))
            # levels that are rare or new
            codes = pc.fill_null(found, len(self.levels)).to_numpy()
        else:
            codes = np.searchsorted(self.edges, doubles(known), side="left")
        places = np.full(len(column), self.last())
        places[pc.is_valid(column).to_numpy()] = codes
        return places

    def counts(self, column: pa.ChunkedArray) -> Integers:
        """Return how many values lie in each bin."""
        return np.bincount(self.places(column), minlength=self.last() + 1)

    def last(self) -> int:
        """Return the bin of what has no value."""
        return 1 + len(self.levels if self.edges is None else self.edges)


def bins_of(column: pa.ChunkedArray, *, minimum_share: float) -> Bins:
    """Return the bins of a reference column.

    Numbers: equal-mass bins by rank, whose edges are values of the column; a value that fills a
    bin alone has one. Others: a bin per level that has at least the share, one for all the rest.
    """
    known = pc.drop_null(column)
    if pa.types.is_string(column.type) or pa.types.is_boolean(column.type):
        found = pc.value_counts(pc.cast(known, pa.string())).to_pylist()
        common = [row["values"] for row in found if row["counts"] >= minimum_share * len(column)]
        return Bins(None, tuple(sorted(common)))
    values, counts = np.unique(doubles(known), return_counts=True)
    if len(values) == 0:
        return Bins(np.empty(0))
    ranks = [-(-k * len(known) // BIN_COUNT) for k in range(1, BIN_COUNT)]
    edges = values[np.searchsorted(np.cumsum(counts), ranks, side="left")]
    atoms = values[counts * BIN_COUNT >= len(known)]
    return Bins(np.unique(np.concatenate([edges, atoms, np.nextafter(atoms, -np.inf)])))


def psi(
    reference: Integers | Doubles, current: Integers | Doubles, sizes: tuple[float, float]
) -> tuple[float, int]:
    """Return the population stability index of two counts by bin, and its degrees of freedom.

    Formula: sum of (q - p) ln(q / p), B. Yurdakul and J. Naranjo (2020), Statistical properties of
    the population stability index: about (1/n + 1/m) chi-square where nothing drifts. `sizes`: the
    effective ones, of which each bin gets half a row more. A bin without a row on either side is
    none. Rounded to nine decimals.
    """
    used = (reference > 0) | (current > 0)
    p, q = (
        (counts[used] / counts.sum() * size + HALF_ROW) / (size + HALF_ROW * used.sum())
        for counts, size in zip((reference, current), sizes, strict=True)
    )
    return settled(math.fsum(((q - p) * np.log(q / p)).tolist()), DECIMALS), int(used.sum()) - 1


def psi_limit(degrees: int, tail: float, chance: float) -> float:
    """Return the index that samples without drift exceed with about the probability `tail`."""
    return chi_square_quantile(degrees, tail) * chance if degrees else 0.0


def kolmogorov_smirnov(reference: Doubles, current: Doubles) -> float:
    """Return the largest distance between the distribution functions of two samples."""
    points = np.union1d(reference, current)
    below = [
        np.searchsorted(np.sort(values), points, side="right") / len(values)
        for values in (reference, current)
    ]
    return settled(float(np.abs(below[0] - below[1]).max(initial=0.0)), DECIMALS)


def kolmogorov_smirnov_limit(tail: float, chance: float) -> float:
    """Return the distance that samples without drift exceed with at most about `tail`.

    Formula: sqrt(-ln(tail / 2) / 2 * (1/n + 1/m)), N. Smirnov (1948); ties make it rarer.
    """
    return math.sqrt(-math.log(tail / 2) / 2 * chance)


def normal_limit(tail: float, variance: float) -> float:
    """Return the distance, either way, that a normal variable exceeds with the probability."""
    return math.sqrt(chi_square_quantile(1, tail) * variance)


def mean_and_variance(values: Doubles) -> tuple[float, float]:
    """Return the mean of the values and their mean squared distance from it."""
    mean = math.fsum(values.tolist()) / len(values)
    return mean, math.fsum(((values - mean) ** 2).tolist()) / len(values)


def doubles(column: pa.ChunkedArray) -> Doubles:
    """Return the known values of a column of numbers."""
    return np.asarray(pc.drop_null(column).to_numpy(), dtype=np.float64)
