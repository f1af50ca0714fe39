"""How good a list of probabilities is, by formulas that do not depend on the order of the rows.

Sums are `math.fsum` or integers, and what hangs on a logarithm or an exponential is rounded, so two
builds of the same data agree to the last bit, on one machine or on two.
"""

import math

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# The bounds of every published probability: a model never says "impossible" or "certain".
PROBABILITY_FLOOR = 1e-6
# Processors and C libraries compute exp and log with other last bits. A number in which such a bit
# may show is rounded before it is compared, stored or published. A bit worth 1e-16 crosses the edge
# of a rounding to nine decimals once in ten million numbers.
DECIMALS = 9
# What a linear fit finds differs by more, up to 5e-11, because its steps add up: at six decimals
# that crosses an edge once in 20,000 numbers at worst. Columns are standardised, so a millionth in
# a coefficient is a millionth of the log odds.
FITTED_DECIMALS = 6


def bounded(probability: Doubles) -> Doubles:
    """Return the probabilities cut to [1e-6, 1 - 1e-6], the range that is published."""
    return np.clip(probability, PROBABILITY_FLOOR, 1.0 - PROBABILITY_FLOOR)


def settled(value: float, decimals: int) -> float:
    """Return the value rounded to so many decimals, where it is zero without a sign."""
    return round(value, decimals) + 0.0


def log_loss(outcome: Integers, probability: Doubles) -> float | None:
    """Return the mean of -log of the probability of what happened, in nats; None without rows.

    Formula: -(y log p + (1 - y) log(1 - p)), I. J. Good (1952), Rational Decisions. Probabilities
    are cut to the published range first. Rounded to nine decimals.
    """
    if len(outcome) == 0:
        return None
    losses = row_losses(outcome, probability)
    return settled(math.fsum(losses.tolist()) / len(outcome), DECIMALS)


def row_losses(outcome: Integers, probability: Doubles) -> Doubles:
    """Return the log loss of each row, shape (rows,), in nats."""
    p = bounded(probability)
    return -np.log(np.where(outcome == 1, p, 1.0 - p))


def brier(outcome: Integers, probability: Doubles) -> float | None:
    """Return the mean squared distance of probability and outcome; None without rows.

    Formula: G. W. Brier (1950), Verification of forecasts expressed in terms of probability,
    in the binary form (half of Brier's original sum over both classes). Rounded to nine decimals.
    """
    if len(outcome) == 0:
        return None
    squares = (probability - outcome) ** 2
    return settled(math.fsum(squares.tolist()) / len(outcome), DECIMALS)


def roc_auc(outcome: Integers, probability: Doubles) -> float | None:
    """Return the chance that a positive stands above a negative, ties half; None with one class.

    Formula: the Mann-Whitney U of the positives over n1 * n0, with averaged ranks for ties
    (Hanley and McNeil 1982). Ranks are doubled, so everything but the last division is an integer.
    """
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    if positives == 0 or negatives == 0:
        return None
    _, group, sizes = np.unique(probability, return_inverse=True, return_counts=True)
    doubled_rank = 2 * np.cumsum(sizes) - sizes + 1
    doubled_sum = int(doubled_rank[group][outcome == 1].sum())
    return (doubled_sum - positives * (positives + 1)) / (2 * positives * negatives)


def lift_at_k(outcome: Integers, probability: Doubles, percent: int) -> float | None:
    """Return the rate of positives in the top `percent` of the list over the rate of the list.

    The top holds ceil(n * percent / 100) rows, in integers because 0.1 * 3 is more than 0.3 in
    floats. A tie that reaches over the edge counts with its expected value under a random order of
    the tie (McSherry and Najork 2008). None where there is no positive.
    """
    rows, positives = len(outcome), int(outcome.sum())
    if positives == 0:
        return None
    top = (rows * percent + 99) // 100
    edge = np.sort(probability)[rows - top]
    above, tied = probability > edge, probability == edge
    places = top - int(above.sum())
    hits = int(outcome[above].sum()) + int(outcome[tied].sum()) * places / int(tied.sum())
    return (hits / top) / (positives / rows)
