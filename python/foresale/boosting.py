"""Boosted trees by xgboost: fitting, stopping on later cutoffs, log odds, contributions, state."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from foresale.metrics import DECIMALS, Doubles, Integers, settled

Watched = tuple[Doubles, Integers]

# What xgboost is asked for by its own names; all else is said to it or done here.
SETTINGS = (
    "max_depth",
    "eta",
    "min_child_weight",
    "lambda",
    "subsample",
    "colsample_bytree",
    "max_bin",
)


@dataclass(frozen=True)
class TreeEstimator:
    """Boosted trees: xgboost's own JSON texts, the boosters read from them, and a shift.

    The log odds are the mean of those of the boosters plus `offset`.
    """

    texts: tuple[str, ...]
    boosters: tuple[Any, ...]
    offset: float = 0.0


def fit_boosting(
    parameters: dict[str, Any],
    matrix: Doubles,
    outcome: Integers,
    seed: int,
    positive_weight: float,
    signs: tuple[int, ...] | None,
    watched: Watched | None,
) -> TreeEstimator:
    """Return boosters of the seeds seed, seed + 1, ..., one per seed asked for.

    Where outcomes of later cutoffs are watched and `early_stopping_rounds` is not 0, the first
    booster stops when their log loss has not fallen for so many rounds; its trees up to the best
    round are kept, and the others get as many. Along a column of sign 1 no log odds fall and along
    one of -1 none rise (monotone constraints of xgboost), whatever the rows say.
    """
    import xgboost

    weight = np.where(outcome == 1, positive_weight, 1.0)
    settings = {name: parameters[name] for name in SETTINGS}
    settings |= {
        "objective": "binary:logistic",
        "eval_metric": "logloss",
        "tree_method": "hist",
        "base_score": float(weight[outcome == 1].sum() / weight.sum()),
        "nthread": 1,
        "verbosity": 0,
    }
    if signs is not None and any(signs):
        settings["monotone_constraints"] = f"({','.join(map(str, signs))})"
    frame = _quantiles(matrix, outcome, parameters["max_bin"], weight)
    rounds, boosters = parameters["rounds"], []
    stopping = {}
    patience = parameters["early_stopping_rounds"]
    if watched is not None and patience > 0 and len(watched[1]) > 0:
        later = np.where(watched[1] == 1, positive_weight, 1.0)
        seen = _quantiles(*watched, parameters["max_bin"], later, ref=frame)
        stopping = {"evals": [(seen, "watched")], "early_stopping_rounds": patience}
    for at in range(parameters["seeds"]):
        booster = xgboost.train(
            {**settings, "seed": seed + at},
            frame,
            num_boost_round=rounds,
            verbose_eval=False,
            **stopping,
        )
        if stopping:
            rounds, stopping = booster.best_iteration + 1, {}
            booster = booster[:rounds]
        boosters.append(booster)
    texts = [bytes(booster.save_raw("json")).decode() for booster in boosters]
    # the fitted model is what will be read back, so golden rows are checked against the same parser
    return read_boosting(texts, settled(-math.log(positive_weight), DECIMALS))


def read_boosting(texts: list[str], offset: float) -> TreeEstimator:
    """Return the estimator of these texts of xgboost."""
    import xgboost

    boosters = []
    for text in texts:
        booster = xgboost.Booster(params={"nthread": 1})
        booster.load_model(bytearray(text.encode()))
        boosters.append(booster)
    return TreeEstimator(tuple(texts), tuple(boosters), offset)


def rounds_used(estimator: TreeEstimator) -> int:
    """Return how many rounds each booster has: the trees that were kept."""
    return int(estimator.boosters[0].num_boosted_rounds())


def boosting_logits(estimator: TreeEstimator, matrix: Doubles) -> Doubles:
    """Return the log odds of every encoded row, shape (rows,)."""
    frame = _dmatrix(matrix)
    total = np.zeros(len(matrix))
    for booster in estimator.boosters:
        margins = booster.predict(frame, output_margin=True)
        total += np.asarray(margins, dtype=np.float64).reshape(len(matrix))
    return total / len(estimator.boosters) + estimator.offset


def boosting_contributions(estimator: TreeEstimator, matrix: Doubles) -> tuple[Doubles, float]:
    """Return (mean of the boosters' exact Shapley values; base value)."""
    if len(matrix) == 0:
        return np.zeros(matrix.shape), 0.0
    frame = _dmatrix(matrix)
    total = np.zeros((len(matrix), matrix.shape[1] + 1))
    for booster in estimator.boosters:
        total += np.asarray(booster.predict(frame, pred_contribs=True), dtype=np.float64)
    total /= len(estimator.boosters)
    return total[:, :-1], float(total[0, -1]) + estimator.offset


def _quantiles(
    matrix: Doubles, outcome: Integers, max_bin: int, weight: Doubles, ref: Any = None
) -> Any:
    import xgboost

    # without weights where they say nothing: quantiles of weighted rows are other quantiles
    return xgboost.QuantileDMatrix(
        matrix.astype(np.float32),
        outcome,
        weight=None if (weight == 1.0).all() else weight,
        max_bin=max_bin,
        nthread=1,
        ref=ref,
    )


def _dmatrix(matrix: Doubles) -> Any:
    import xgboost

    return xgboost.DMatrix(matrix.astype(np.float32), nthread=1)
