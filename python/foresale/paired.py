"""Two models on the same outcomes: how much better one is, and how sure that is."""

import math
from dataclasses import dataclass
from statistics import NormalDist, stdev

import numpy as np

from foresale import calibration_errors, metrics
from foresale.bootstrap import SCALE, drawn_means, entity_sums
from foresale.metrics import DECIMALS, Doubles, Integers, row_losses, settled


@dataclass(frozen=True)
class Side:
    """How good one model is on the outcomes: loss, calibration and the best tenth of its list."""

    log_loss: float
    level_error: float
    shape_error: float
    lift_at_10: float


@dataclass(frozen=True)
class Difference:
    """Log loss of the first model minus that of the second: below zero, the first is better."""

    mean: float
    lower: float
    upper: float
    power: float


def measured(outcome: Integers, probability: Doubles) -> Side:
    """Return how good the probabilities are; at least one outcome must be a positive."""
    loss = metrics.log_loss(outcome, probability)
    lift = metrics.lift_at_k(outcome, probability, 10)
    # There are rows, and positives among them.
    assert loss is not None
    assert lift is not None
    level = calibration_errors.level_error(probability, outcome)
    shape = calibration_errors.shape_error(probability, outcome)
    return Side(loss, settled(level, DECIMALS), settled(shape, DECIMALS), settled(lift, DECIMALS))


def calibration_noise(
    outcome: Integers, probability: Doubles, entities: list[str], confidence: float
) -> dict[str, float]:
    """Return the level and shape error that chance alone gives a model that is right."""
    half = calibration_errors.level_half_width(probability, outcome, entities, confidence)
    shape = calibration_errors.chance_shape_error(probability, entities)
    return {"level_error": half, "shape_error": shape}


def difference(
    *,
    outcome: Integers,
    first: Doubles,
    second: Doubles,
    entities: list[str],
    learned_entities: tuple[int, int],
    confidence: float,
    asked_gain: float,
    draws: int,
    seed: int,
) -> Difference:
    """Return the difference of the log losses with its interval and the power to find a gain.

    The interval is the percentile interval of a paired bootstrap over entities (`drawn_means`). It
    is then widened around the mean by sqrt(1 + t), because another sample to learn from would have
    given other models. With a and b = `learned_entities`, and h entities here,
    t = h / 2 * (1/a^2 + 1/b^2) / (1/a + 1/b): a fitted model of p effective parameters loses
    chi2(p) / 2a more than the best of its kind (Wilks 1938), which varies by p / 2a^2, while the
    bootstrap variance of the difference is about p (1/a + 1/b) / h.
    Power: the probability that the interval of a true gain of `asked_gain` nats lies below zero,
    by the normal approximation Phi(asked_gain / s - z * sqrt(1 + t)), s the deviation of the draws.
    """
    sums, rows = entity_sums(row_losses(outcome, first) - row_losses(outcome, second), entities)
    count = len(rows)
    drawn = drawn_means(sums, rows, draws=draws, seed=seed)
    mean = int(sums.sum()) / int(rows.sum()) / SCALE
    tail = (1 - confidence) / 2
    lower, upper = np.quantile(drawn, [tail, 1 - tail]).tolist()
    # whoever learned from the rows of other offers alone is as unsure as can be
    a, b = (max(1, count) for count in learned_entities)
    widened = math.sqrt(1 + count / 2 * (1 / a**2 + 1 / b**2) / (1 / a + 1 / b))
    spread = stdev(drawn)
    beyond = NormalDist().inv_cdf(1 - tail) * widened
    power = NormalDist().cdf(asked_gain / spread - beyond) if spread else 1.0
    return Difference(
        settled(mean, DECIMALS),
        settled(mean - widened * (mean - lower), DECIMALS),
        settled(mean + widened * (upper - mean), DECIMALS),
        settled(power, 6),
    )
