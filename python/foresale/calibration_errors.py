"""How far probabilities are off, as a whole and from low to high: one definition for all readers.

`level_error` is signed, `shape_error` what is left once it is taken out, and each has what chance
alone gives a model that is right: `level_half_width` and `chance_shape_error`. The judge of
promotions asks whether a challenger is worse than these, the word of confidence what the shape is
beyond them, and holdout_errors.sql says the same of the holdout in SQL (a test compares them).
Elsewhere other questions have other names: `calibration_mae` (ten bins, the level left in, as
GoSales has it), `calibration_bias` of drift (one night against chance over many nights),
`level_variance` (between windows of months, not within one) and the promises of
expected_performance (what chance leaves to a model that is right, before anything happened).
"""

import math
from statistics import NormalDist

import numpy as np

from foresale.metrics import Doubles, Integers

# Twenty equal bins, as published (Nixon et al. 2019 found fifteen to a hundred alike in order).
SHAPE_BINS = 20


def level_error(probability: Doubles, outcome: Integers) -> float:
    """Return the mean probability less the rate; there is a row at least."""
    return (math.fsum(probability.tolist()) - int(outcome.sum())) / len(outcome)


def level_half_width(
    probability: Doubles, outcome: Integers, entities: list[str], confidence: float
) -> float:
    """Return half the interval of the level error; infinite of one entity, which has none.

    z * sqrt(K / (K - 1) * sum over entities of (its errors less its rows * the level)^2) / n: the
    rows of an entity are drawn together (the linearised cluster variance of a mean).
    """
    _, place, rows = np.unique(np.array(entities), return_inverse=True, return_counts=True)
    count = len(rows)
    if count < 2:
        return math.inf
    level = level_error(probability, outcome)
    errors = np.bincount(place, probability - outcome, count) - rows * level
    squares = math.fsum((errors * errors).tolist()) * count / (count - 1)
    return NormalDist().inv_cdf((1 + confidence) / 2) * math.sqrt(squares) / len(outcome)


def shape_error(probability: Doubles, outcome: Integers) -> float:
    """Return the expected calibration error in twenty equal bins once the level is right.

    The sum over bins of |sum of (probability - rate - level error)| / n, bins of equal numbers of
    rows (M. Naeini, G. Cooper and M. Hauskrecht 2015; equal mass after J. Nixon et al. 2019,
    Measuring Calibration in Deep Learning). Rows of the same probability have the rate of all of
    them, so that their order does not matter.
    """
    _, group, sizes = np.unique(probability, return_inverse=True, return_counts=True)
    seen = (np.bincount(group, weights=outcome) / sizes)[group]
    gaps = probability - seen - level_error(probability, outcome)
    parts = [abs(math.fsum(gaps[part].tolist())) for part in _bins(probability)]
    return math.fsum(parts) / len(outcome)


def chance_shape_error(probability: Doubles, entities: list[str]) -> float:
    """Return the shape error that chance alone gives a model that is right.

    The mean absolute normal deviate of each bin, sqrt(2 / pi * its variance): the variance of its
    outcomes, times the rows an entity has on average, for these end alike. `entities` are of one
    offer; where rows are of several, each entity and offer counts as one.
    """
    repeats = len(probability) / len(set(entities))
    variance = probability * (1.0 - probability) * repeats
    parts = [
        math.sqrt(2.0 / math.pi * math.fsum(variance[part].tolist())) for part in _bins(probability)
    ]
    return math.fsum(parts) / len(probability)


def _bins(probability: Doubles) -> list[Integers]:
    """Return the places of the rows of each bin, lowest first, at most one row apart in size."""
    order = np.argsort(probability, kind="stable")
    return np.array_split(order, min(SHAPE_BINS, len(order)))
