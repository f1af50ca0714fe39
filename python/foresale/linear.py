"""Logistic regression with an elastic net: fitting, log odds, contributions."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from foresale.metrics import DECIMALS, FITTED_DECIMALS, Doubles, Integers, settled

# Coordinates are taken in turn so many times before the rest is tried by one equation.
SWEEPS_AT_ONCE = 5
MOST_SWEEPS = 2_000
# A slope this small is that of a flat part: what is left is the last bits of sums.
FLAT = 1e-9


@dataclass(frozen=True)
class LinearEstimator:
    """A linear logit: intercept, and per encoded column a coefficient and its fitting mean."""

    intercept: float
    coefficients: tuple[float, ...]
    centre: tuple[float, ...]


@dataclass(frozen=True)
class _Penalty:
    absolute: float
    square: float

    def of(self, coefficients: Doubles) -> float:
        absolute = self.absolute * float(np.abs(coefficients).sum())
        return absolute + self.square / 2 * float(coefficients @ coefficients)


def fit_linear(
    parameters: dict[str, Any],
    matrix: Doubles,
    outcome: Integers,
    positive_weight: float,
    priors: tuple[float, ...] | None = None,
) -> LinearEstimator | None:
    """Return the coefficients of the least penalised loss; None when they do not settle.

    Least is C times the weighted log loss plus l1_ratio times the sum of the absolute coefficients
    plus (1 - l1_ratio) / 2 times that of their squares. Method: Newton steps whose quadratic is
    solved coordinate by coordinate (Friedman, Hastie and Tibshirani 2010, Regularization paths for
    generalized linear models via coordinate descent), halved where a whole one goes too far. There
    is no chance in it. It has settled when a step moves nothing by more than `tolerance`; so many
    steps are `maximum_iterations`. The weight of the positives is taken back out of the intercept.

    `priors`: per column the coefficient that costs nothing. What costs is the distance from it, at
    strength `prior_C` where it is not 0: few rows leave such a coefficient where it was.
    """
    expected = np.zeros(matrix.shape[1]) if priors is None else np.array(priors, dtype=np.float64)
    reach = np.ones(len(expected))
    if priors is not None:
        reach[expected != 0.0] = math.sqrt(parameters["prior_C"] / parameters["C"])
    # the fit is of the distances from the priors, each in units of its own strength
    start, scaled = matrix @ expected, matrix * reach
    ratio = parameters["l1_ratio"]
    penalty = _Penalty(ratio, 1.0 - ratio)
    weight = parameters["C"] * np.where(outcome == 1, positive_weight, 1.0)
    target = outcome.astype(np.float64)
    coefficients = np.zeros(matrix.shape[1])
    share = float(weight[outcome == 1].sum() / weight.sum())
    intercept = math.log(share / (1.0 - share))
    for _ in range(parameters["maximum_iterations"]):
        logit = scaled @ coefficients + intercept + start
        shift, step = _newton_step(scaled, logit, target, weight, coefficients, penalty)
        size = _size(scaled @ step + shift, step, logit, target, weight, coefficients, penalty)
        intercept += size * shift
        coefficients = coefficients + size * step
        if size * max(abs(shift), float(np.abs(step).max())) <= parameters["tolerance"]:
            means = (math.fsum(column.tolist()) / len(matrix) for column in matrix.T)
            return LinearEstimator(
                settled(float(intercept) - math.log(positive_weight), FITTED_DECIMALS),
                tuple(settled(float(v), FITTED_DECIMALS) for v in expected + reach * coefficients),
                tuple(settled(mean, FITTED_DECIMALS) for mean in means),
            )
    return None


def linear_logits(estimator: LinearEstimator, matrix: Doubles) -> Doubles:
    """Return the log odds of every encoded row, shape (rows,)."""
    # column by column, because a BLAS product rounds differently with the number of rows
    total = np.full(len(matrix), estimator.intercept, dtype=np.float64)
    for at, coefficient in enumerate(estimator.coefficients):
        if coefficient != 0.0:
            total += matrix[:, at] * coefficient
    # rows tie on every processor or on none
    return np.round(total, DECIMALS) + 0.0


def linear_contributions(estimator: LinearEstimator, matrix: Doubles) -> tuple[Doubles, float]:
    """Return (coefficient times the distance from the mean of the fitting rows; base value)."""
    coefficients, centre = np.array(estimator.coefficients), np.array(estimator.centre)
    base = estimator.intercept
    for coefficient, mean in zip(estimator.coefficients, estimator.centre, strict=True):
        base += coefficient * mean
    return (matrix - centre) * coefficients, base


def _size(
    moved: Doubles,
    step: Doubles,
    logit: Doubles,
    target: Doubles,
    weight: Doubles,
    coefficients: Doubles,
    penalty: _Penalty,
) -> float:
    """Return 1, or the first half of it after which the penalised loss is not higher."""
    before = _loss(logit, target, weight) + penalty.of(coefficients)
    size = 1.0
    while size > FLAT:
        after = _loss(logit + size * moved, target, weight)
        if after + penalty.of(coefficients + size * step) <= before + FLAT * abs(before):
            break
        size /= 2
    return size


def _loss(logit: Doubles, target: Doubles, weight: Doubles) -> float:
    return float((weight * (np.logaddexp(0.0, logit) - target * logit)).sum())


def _newton_step(
    matrix: Doubles,
    logit: Doubles,
    target: Doubles,
    weight: Doubles,
    coefficients: Doubles,
    penalty: _Penalty,
) -> tuple[float, Doubles]:
    """Return the step of the intercept and of the coefficients to the least of the quadratic."""
    probability = 1.0 / (1.0 + np.exp(-np.clip(logit, -500.0, 500.0)))
    pull = weight * (probability - target)
    curve = np.maximum(weight * probability * (1.0 - probability), FLAT)
    # the intercept follows the coefficients, so it is solved for before them
    total, mean = float(curve.sum()), (curve @ matrix) / curve.sum()
    slope = pull @ matrix - mean * pull.sum()
    hessian = matrix.T @ (matrix * curve[:, np.newaxis]) - total * np.outer(mean, mean)
    step = _least(hessian, slope - hessian @ coefficients, coefficients, penalty) - coefficients
    return -float(pull.sum()) / total - float(mean @ step), step


def _least(hessian: Doubles, slope: Doubles, start: Doubles, penalty: _Penalty) -> Doubles:
    """Return where half of x'Hx plus slope'x plus the penalty is least."""
    found = start.copy()
    curved = hessian + penalty.square * np.eye(len(hessian))
    if penalty.absolute == 0.0:
        return np.asarray(np.linalg.solve(curved, -slope))
    gradient = curved @ found + slope
    for sweep in range(MOST_SWEEPS):
        for at, own in enumerate(curved.diagonal().tolist()):
            old = float(found[at])
            aim = own * old - float(gradient[at])
            new = math.copysign(max(abs(aim) - penalty.absolute, 0.0), aim) / own
            if new != old:
                gradient += curved[at] * (new - old)
                found[at] = new
        if sweep % SWEEPS_AT_ONCE == SWEEPS_AT_ONCE - 1:
            exact = _on_the_support(curved, slope, np.sign(found), penalty.absolute)
            if exact is not None:
                return exact
    return found


def _on_the_support(
    curved: Doubles, slope: Doubles, sign: Doubles, absolute: float
) -> Doubles | None:
    """Return the least if these are its signs, else None."""
    used = sign != 0.0
    found = np.zeros(len(sign))
    try:
        right = -(slope + absolute * sign)[used]
        found[used] = np.linalg.solve(curved[np.ix_(used, used)], right)
    except np.linalg.LinAlgError:
        return None
    gradient = curved @ found + slope
    fits = (np.sign(found) == sign).all() and (
        np.abs(gradient[~used]) <= absolute * (1.0 + FLAT)
    ).all()
    return found if fits else None
