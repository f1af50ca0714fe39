"""Intervals of a rate, without a library: the quantiles of a beta distribution, by bisection."""

import math

from foresale.metrics import DECIMALS, settled

# Nine in ten of these intervals hold the true rate: a twentieth is left out at either end.
TAIL = 0.05
NORMAL_QUANTILE = 1.6448536269514722
# A bisection of 0 to 1 in so many steps is finer than the decimals that are kept.
STEPS = 40
MOST_TERMS = 10_000


def jeffreys_interval(positives: float, rows: float) -> tuple[float, float]:
    """Return the 90% interval of a rate after so many positives in so many rows.

    Method: quantiles of Beta(k + 1/2, n - k + 1/2), closed at 0 where k = 0 and at 1 where k = n
    (L. Brown, T. Cai and A. DasGupta 2001, Interval estimation for a binomial proportion). Both
    may be fractions, where rows count for less than one.
    """
    a, b = positives + 0.5, rows - positives + 0.5
    lower = 0.0 if positives <= 0 else beta_quantile(TAIL, a, b)
    upper = 1.0 if positives >= rows else beta_quantile(1.0 - TAIL, a, b)
    return lower, upper


def widened(
    lower: float, upper: float, positives: float, rows: float, variance: float
) -> tuple[float, float]:
    """Return the interval after another source of variance, in log odds, is added to it.

    Method: half widths add as squares (G. Zou and A. Donner 2008, Construction of confidence limits
    about effect measures: a general approach), here in log odds around (k + 1/2) / (n + 1).
    """
    middle = _logit((positives + 0.5) / (rows + 1.0))
    more = NORMAL_QUANTILE**2 * variance
    if lower > 0.0:
        lower = _rate(middle - math.sqrt((middle - _logit(lower)) ** 2 + more))
    if upper < 1.0:
        upper = _rate(middle + math.sqrt((_logit(upper) - middle) ** 2 + more))
    return settled(lower, DECIMALS), settled(upper, DECIMALS)


def beta_quantile(share: float, a: float, b: float) -> float:
    """Return the x below which a Beta(a, b) lies with the probability `share`."""
    lowest, highest = 0.0, 1.0
    for _ in range(STEPS):
        middle = (lowest + highest) / 2.0
        lowest, highest = (
            (middle, highest) if beta_share(middle, a, b) < share else (lowest, middle)
        )
    return (lowest + highest) / 2.0


def beta_share(x: float, a: float, b: float) -> float:
    """Return the probability that a Beta(a, b) is at most x, for 0 < x < 1.

    Method: the continued fraction of the incomplete beta function (W. Press and others 2007,
    Numerical Recipes, 6.4), by Lentz's steps.
    """
    if x > (a + 1.0) / (a + b + 2.0):
        return 1.0 - beta_share(1.0 - x, b, a)
    tiny = 1e-300
    ahead, behind = 1.0, 1.0 / (1.0 - (a + b) * x / (a + 1.0) or tiny)
    fraction = behind
    for at in range(1, MOST_TERMS):
        before = fraction
        for term in (
            at * (b - at) * x / ((a + 2 * at - 1.0) * (a + 2 * at)),
            -(a + at) * (a + b + at) * x / ((a + 2 * at) * (a + 2 * at + 1.0)),
        ):
            behind = 1.0 / (1.0 + term * behind or tiny)
            ahead = 1.0 + term / ahead or tiny
            fraction *= ahead * behind
        if abs(fraction - before) <= 1e-14 * abs(fraction):
            break
    front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    return math.exp(front + a * math.log(x) + b * math.log1p(-x)) * fraction / a


def _logit(rate: float) -> float:
    return math.log(rate) - math.log1p(-rate)


def _rate(logit: float) -> float:
    return 1.0 / (1.0 + math.exp(-logit))
