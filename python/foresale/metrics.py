"""How good a list of probabilities is, by formulas that do not depend on the order of the rows.

Sums are `math.fsum` or integers, so two builds of the same data agree to the last bit.
"""

import math

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

# The bounds of every published probability: a model never says "impossible" or "certain".
PROBABILITY_FLOOR = 1e-6


def bounded(probability: Doubles) -> Doubles:
    """Return the probabilities cut to [1e-6, 1 - 1e-6], the range that is published."""
    return np.clip(probability, PROBABILITY_FLOOR, 1.0 - PROBABILITY_FLOOR)


def log_loss(outcome: Integers, probability: Doubles) -> float | None:
    """Return the mean of -log of the probability of what happened, in nats; None without rows.

    Formula: -(y log p + (1 - y) log(1 - p)), I. J. Good (1952), Rational Decisions. Probabilities
    are cut to the published range first.
    """
    if len(outcome) == 0:
        return None
    p = bounded(probability)
    return math.fsum((-np.log(np.where(outcome == 1, p, 1.0 - p))).tolist()) / len(outcome)


def brier(outcome: Integers, probability: Doubles) -> float | None:
    """Return the mean squared distance of probability and outcome; None without rows.

    Formula: G. W. Brier (1950), Verification of forecasts expressed in terms of probability,
    in the binary form (half of Brier's original sum over both classes).
    """
    if len(outcome) == 0:
        return None
    return math.fsum(((probability - outcome) ** 2).tolist()) / len(outcome)


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
