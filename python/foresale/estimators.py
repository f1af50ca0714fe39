"""The families of estimators: fitting, log odds, contributions, and their plain state for JSON."""

from typing import Any

from foresale.boosting import (
    TreeEstimator,
    Watched,
    boosting_contributions,
    boosting_logits,
    fit_boosting,
    read_boosting,
)
from foresale.candidates import FROM_PRIOR, Candidate
from foresale.forest import (
    ForestEstimator,
    fit_forest,
    forest_contributions,
    forest_from_state,
    forest_logits,
    forest_state,
)
from foresale.linear import LinearEstimator, fit_linear, linear_contributions, linear_logits
from foresale.metrics import Doubles, Integers


class DegenerateFit(Exception):
    """A candidate that cannot be used on these rows; the message becomes the reason of its row."""


Estimator = LinearEstimator | TreeEstimator | ForestEstimator


def fit_estimator(
    candidate: Candidate,
    matrix: Doubles,
    outcome: Integers,
    seed: int,
    *,
    signs: tuple[int, ...] | None = None,
    priors: tuple[float, ...] | None = None,
    watched: Watched | None = None,
) -> Estimator:
    """Return the candidate fitted on an encoded matrix (rows, columns) and outcomes of 0 and 1.

    `signs`: 1 for an encoded column along which no log odds may fall, -1 where none may rise, 0 for
    any other. `watched`: encoded rows and outcomes of later cutoffs, on which xgboost stops early;
    `boosting.rounds_used` tells where, so that it can be fitted on more rows. The linear models and
    the forest have neither. `priors`: the coefficients that an elastic net with a prior starts
    from, 0 where there is none. Positives weigh up to `maximum_class_weight` times a negative, and
    the log odds are moved back, so that the probabilities stay those of the rows. Raises
    DegenerateFit when it did not converge or there is nothing to learn from.
    """
    if matrix.shape[1] == 0:
        raise DegenerateFit("No feature varies in the fitting rows.")
    if len(set(outcome.tolist())) < 2:
        raise DegenerateFit(f"All {len(outcome)} fitting rows have the same outcome.")
    parameters = candidate.parameters
    if candidate.family == "random_forest":
        return fit_forest(parameters, matrix, outcome, seed)
    weight = positive_weight(parameters["maximum_class_weight"], outcome)
    if candidate.family == "xgboost":
        return fit_boosting(parameters, matrix, outcome, seed, weight, signs, watched)
    if candidate.family != FROM_PRIOR:
        priors = None
    elif not any(priors or ()):
        raise DegenerateFit("No feature with a prior weight varies in the fitting rows.")
    fitted = fit_linear(parameters, matrix, outcome, weight, priors)
    if fitted is None:
        raise DegenerateFit(
            f"It did not converge in {parameters['maximum_iterations']} iterations."
        )
    return fitted


def positive_weight(maximum: float, outcome: Integers) -> float:
    """Return what a positive weighs in the fit: as much as makes both classes equal, up to this.

    Never less than a negative. The log odds of such a fit are too high by the logarithm of the
    weight, which the families take off again (G. King and L. Zeng 2001, Logistic regression in rare
    events data, prior correction).
    """
    positives = int(outcome.sum())
    return max(1.0, min(float(maximum), (len(outcome) - positives) / positives))


def logits(estimator: Estimator, matrix: Doubles) -> Doubles:
    """Return the log odds of every encoded row, shape (rows,), whatever other rows are there."""
    if isinstance(estimator, ForestEstimator):
        return forest_logits(estimator, matrix)
    if isinstance(estimator, TreeEstimator):
        return boosting_logits(estimator, matrix)
    return linear_logits(estimator, matrix)


def contributions(estimator: Estimator, matrix: Doubles) -> tuple[Doubles, float]:
    """Return (contribution per encoded column, shape (rows, columns); base value), in log odds.

    Base plus a row's contributions is its logit. Linear: coefficient times the distance from the
    mean of the fitting rows; boosted trees: exact Shapley values (Lundberg and others 2018,
    TreeSHAP); a forest: the changes along its paths.
    """
    if isinstance(estimator, ForestEstimator):
        return forest_contributions(estimator, matrix)
    if isinstance(estimator, TreeEstimator):
        return boosting_contributions(estimator, matrix)
    return linear_contributions(estimator, matrix)


def estimator_state(estimator: Estimator) -> dict[str, Any]:
    """Return the fitted estimator as plain values for JSON."""
    if isinstance(estimator, ForestEstimator):
        return {"random_forest": forest_state(estimator)}
    if isinstance(estimator, TreeEstimator):
        return {"xgboost": list(estimator.texts), "offset": estimator.offset}
    return {
        "intercept": estimator.intercept,
        "coefficients": list(estimator.coefficients),
        "centre": list(estimator.centre),
    }


def estimator_from_state(state: dict[str, Any]) -> Estimator:
    """Return the estimator that `estimator_state` described."""
    if "random_forest" in state:
        return forest_from_state(state["random_forest"])
    if "xgboost" in state:
        return read_boosting(state["xgboost"], state["offset"])
    return LinearEstimator(state["intercept"], tuple(state["coefficients"]), tuple(state["centre"]))
