"""From log odds to probabilities that hold: none, level, Platt or isotonic, chosen on rows kept."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from foresale.candidates import Candidate
from foresale.metrics import (
    DECIMALS,
    FITTED_DECIMALS,
    Doubles,
    Integers,
    bounded,
    settled,
)

NO_CALIBRATOR = "none"


@dataclass(frozen=True)
class Calibrator:
    """A map from log odds to probability: none; slope and intercept; or a monotone broken line."""

    family: str
    slope: float = 1.0
    intercept: float = 0.0
    logits: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()


IDENTITY = Calibrator(NO_CALIBRATOR)


def probabilities(calibrator: Calibrator, logits: Doubles) -> Doubles:
    """Return the calibrated probabilities of log odds, shape (rows,), in the published range."""
    if calibrator.family == "isotonic":
        return bounded(np.interp(logits, calibrator.logits, calibrator.probabilities))
    return bounded(sigmoid(calibrator.slope * logits + calibrator.intercept))


def sigmoid(logits: Doubles) -> Doubles:
    """Return 1 / (1 + exp(-x)); beyond +-500 the answer is 0 or 1 in any case."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -500.0, 500.0))), dtype=np.float64)


def calibrator_state(calibrator: Calibrator) -> dict[str, Any]:
    """Return the calibrator as plain values for JSON."""
    return {
        "family": calibrator.family,
        "slope": calibrator.slope,
        "intercept": calibrator.intercept,
        "logits": list(calibrator.logits),
        "probabilities": list(calibrator.probabilities),
    }


def calibrator_from_state(state: dict[str, Any]) -> Calibrator:
    """Return the calibrator that `calibrator_state` described."""
    return Calibrator(
        state["family"],
        state["slope"],
        state["intercept"],
        tuple(state["logits"]),
        tuple(state["probabilities"]),
    )


def fit_platt(logits: Doubles, outcome: Integers) -> Calibrator | None:
    """Return slope and intercept of the likeliest sigmoid; None when it does not rise or settle.

    Method: J. Platt (1999) with his smoothed targets, by the damped Newton steps of Lin, Lin and
    Weng (2007), A note on Platt's probabilistic outputs for support vector machines.
    """
    positives = int(outcome.sum())
    negatives = len(outcome) - positives
    target = np.where(outcome == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    slope, intercept = 0.0, math.log((positives + 1) / (negatives + 1))
    loss = _sigmoid_loss(slope * logits + intercept, target)
    for _ in range(100):
        step = _newton_step(slope, intercept, logits, target)
        size = 1.0
        while size > 1e-10:
            trial = (slope + size * step[0], intercept + size * step[1])
            trial_loss = _sigmoid_loss(trial[0] * logits + trial[1], target)
            if trial_loss < loss:
                break
            size /= 2
        else:
            # no step improves any more: this is the optimum
            slope, intercept = (settled(value, FITTED_DECIMALS) for value in (slope, intercept))
            return Calibrator("platt", slope, intercept) if slope > 0 else None
        (slope, intercept), loss = trial, trial_loss
    return None


def fit_level(logits: Doubles, outcome: Integers) -> Calibrator:
    """Return the shift of all log odds after which the mean probability is the observed share.

    One parameter instead of Platt's two: what moves from year to year is mostly the level. Method:
    recalibration in the large (E. Steyerberg et al. 2004, Validation and updating of predictive
    logistic regression models). `outcome` holds both classes.
    """
    share = float(outcome.sum()) / len(outcome)
    lowest, highest = -30.0, 30.0
    while highest - lowest > 1e-9:
        middle = (lowest + highest) / 2
        mean = math.fsum(sigmoid(logits + middle).tolist()) / len(outcome)
        lowest, highest = (middle, highest) if mean < share else (lowest, middle)
    return Calibrator("level", intercept=settled((lowest + highest) / 2, FITTED_DECIMALS))


def fit_isotonic(logits: Doubles, outcome: Integers) -> Calibrator | None:
    """Return the monotone map of least squares, as the corners of a broken line in log odds.

    Method: pool adjacent violators (Zadrozny and Elkan 2002), flat outside the range that was seen;
    None when it would give everybody the same probability.
    """
    from sklearn.isotonic import IsotonicRegression

    # rounded before the fit, so no two corners fall together after it
    rounded = np.round(logits, FITTED_DECIMALS) + 0.0
    model = IsotonicRegression(y_min=0.0, y_max=1.0, out_of_bounds="clip").fit(rounded, outcome)
    corners = tuple(float(value) for value in model.X_thresholds_)
    heights = tuple(settled(float(value), DECIMALS) for value in model.y_thresholds_)
    if heights[0] == heights[-1]:
        return None
    return Calibrator("isotonic", logits=corners, probabilities=heights)


def fit_calibrator(candidate: Candidate, logits: Doubles, outcome: Integers) -> Calibrator | None:
    """Return the candidate's map of these rows; None where it does not fit."""
    if candidate.family == NO_CALIBRATOR:
        return IDENTITY
    if len(set(outcome.tolist())) < 2:
        return None
    fit = {"level": fit_level, "platt": fit_platt, "isotonic": fit_isotonic}[candidate.family]
    return fit(logits, outcome)


def _sigmoid_loss(logit: Doubles, target: Doubles) -> float:
    losses = np.logaddexp(0.0, logit) - target * logit
    return math.fsum(losses.tolist())


def _newton_step(
    slope: float, intercept: float, logits: Doubles, target: Doubles
) -> tuple[float, float]:
    p = sigmoid(slope * logits + intercept)
    weight = p * (1.0 - p)
    ridge = 1e-12  # keeps the two-by-two system solvable where a weight underflows
    h11 = math.fsum((weight * logits * logits).tolist()) + ridge
    h12 = math.fsum((weight * logits).tolist())
    h22 = math.fsum(weight.tolist()) + ridge
    g1 = math.fsum(((p - target) * logits).tolist())
    g2 = math.fsum((p - target).tolist())
    determinant = h11 * h22 - h12 * h12
    if determinant <= 0.0:
        return -g1, -g2
    return -(h22 * g1 - h12 * g2) / determinant, -(h11 * g2 - h12 * g1) / determinant
