"""The families of estimators: fitting, log odds, contributions, and their plain state for JSON."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from foresale.candidates import Candidate
from foresale.forest import (
    ForestEstimator,
    fit_forest,
    forest_contributions,
    forest_from_state,
    forest_logits,
    forest_state,
)
from foresale.metrics import DECIMALS, FITTED_DECIMALS, Doubles, Integers, settled


class DegenerateFit(Exception):
    """A candidate that cannot be used on these rows; the message becomes the reason of its row."""


@dataclass(frozen=True)
class LinearEstimator:
    """A linear logit: intercept, and per encoded column a coefficient and its fitting mean."""

    intercept: float
    coefficients: tuple[float, ...]
    centre: tuple[float, ...]


@dataclass(frozen=True)
class TreeEstimator:
    """Boosted trees: xgboost's own JSON text and the booster read from it."""

    text: str
    booster: Any


Estimator = LinearEstimator | TreeEstimator | ForestEstimator


def fit_estimator(candidate: Candidate, matrix: Doubles, outcome: Integers, seed: int) -> Estimator:
    """Return the candidate fitted on an encoded matrix (rows, columns) and outcomes of 0 and 1.

    Raises DegenerateFit when it did not converge or there is nothing to learn from.
    """
    if matrix.shape[1] == 0:
        raise DegenerateFit("No feature varies in the fitting rows.")
    if len(set(outcome.tolist())) < 2:
        raise DegenerateFit(f"All {len(outcome)} fitting rows have the same outcome.")
    return FITS[candidate.family](candidate.parameters, matrix, outcome, seed)


def logits(estimator: Estimator, matrix: Doubles) -> Doubles:
    """Return the log odds of every encoded row, shape (rows,), whatever other rows are there."""
    if isinstance(estimator, ForestEstimator):
        return forest_logits(estimator, matrix)
    if isinstance(estimator, TreeEstimator):
        margins = estimator.booster.predict(_dmatrix(matrix), output_margin=True)
        return np.asarray(margins, dtype=np.float64).reshape(len(matrix))
    # column by column, because a BLAS product rounds differently with the number of rows
    total = np.full(len(matrix), estimator.intercept, dtype=np.float64)
    for at, coefficient in enumerate(estimator.coefficients):
        if coefficient != 0.0:
            total += matrix[:, at] * coefficient
    # rows tie on every processor or on none
    return np.round(total, DECIMALS) + 0.0


def contributions(estimator: Estimator, matrix: Doubles) -> tuple[Doubles, float]:
    """Return (contribution per encoded column, shape (rows, columns); base value), in log odds.

    Base plus a row's contributions is its logit. Linear: coefficient times the distance from the
    mean of the fitting rows; boosted trees: exact Shapley values (Lundberg and others 2018,
    TreeSHAP); a forest: the changes along its paths.
    """
    if isinstance(estimator, ForestEstimator):
        return forest_contributions(estimator, matrix)
    if isinstance(estimator, TreeEstimator):
        if len(matrix) == 0:
            return np.zeros(matrix.shape), 0.0
        values = estimator.booster.predict(_dmatrix(matrix), pred_contribs=True)
        return np.asarray(values[:, :-1], dtype=np.float64), float(values[0, -1])
    coefficients, centre = np.array(estimator.coefficients), np.array(estimator.centre)
    base = estimator.intercept
    for coefficient, mean in zip(estimator.coefficients, estimator.centre, strict=True):
        base += coefficient * mean
    return (matrix - centre) * coefficients, base


def estimator_state(estimator: Estimator) -> dict[str, Any]:
    """Return the fitted estimator as plain values for JSON."""
    if isinstance(estimator, ForestEstimator):
        return {"random_forest": forest_state(estimator)}
    if isinstance(estimator, TreeEstimator):
        return {"xgboost": estimator.text}
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
        return _tree_estimator(state["xgboost"])
    return LinearEstimator(state["intercept"], tuple(state["coefficients"]), tuple(state["centre"]))


def _fit_elastic_net(
    parameters: dict[str, Any], matrix: Doubles, outcome: Integers, seed: int
) -> LinearEstimator:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=parameters["C"],
        l1_ratio=parameters["l1_ratio"],
        solver="saga",
        tol=parameters["tolerance"],
        max_iter=parameters["maximum_iterations"],
        random_state=seed,
    )
    model.fit(np.ascontiguousarray(matrix), outcome)
    if int(model.n_iter_[0]) >= parameters["maximum_iterations"]:
        raise DegenerateFit(
            f"It did not converge in {parameters['maximum_iterations']} iterations."
        )
    means = (math.fsum(column.tolist()) / len(matrix) for column in matrix.T)
    return LinearEstimator(
        settled(float(model.intercept_[0]), FITTED_DECIMALS),
        tuple(settled(float(value), FITTED_DECIMALS) for value in model.coef_[0]),
        tuple(settled(mean, FITTED_DECIMALS) for mean in means),
    )


def _fit_xgboost(
    parameters: dict[str, Any], matrix: Doubles, outcome: Integers, seed: int
) -> TreeEstimator:
    import xgboost

    settings = {
        name: parameters[name]
        for name in parameters
        if name not in ("rounds", "minimum_category_rows")
    }
    settings |= {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "base_score": float(outcome.sum()) / len(outcome),
        "nthread": 1,
        "seed": seed,
        "verbosity": 0,
    }
    frame = xgboost.QuantileDMatrix(
        matrix.astype(np.float32), outcome, max_bin=parameters["max_bin"], nthread=1
    )
    booster = xgboost.train(settings, frame, num_boost_round=parameters["rounds"])
    # the fitted model is what will be read back, so golden rows are checked against the same parser
    return _tree_estimator(bytes(booster.save_raw("json")).decode())


def _tree_estimator(text: str) -> TreeEstimator:
    import xgboost

    booster = xgboost.Booster(params={"nthread": 1})
    booster.load_model(bytearray(text.encode()))
    return TreeEstimator(text, booster)


def _dmatrix(matrix: Doubles) -> Any:
    import xgboost

    return xgboost.DMatrix(matrix.astype(np.float32), nthread=1)


Fit = Callable[[dict[str, Any], Doubles, Integers, int], Estimator]
FITS: dict[str, Fit] = {
    "elastic_net": _fit_elastic_net,
    "xgboost": _fit_xgboost,
    "random_forest": fit_forest,
}
