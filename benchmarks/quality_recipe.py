"""The GoSales recipe: a model per division, single calibration, lift@10 selection, a fixed blend.

Per division, on all rows labelled by the test cutoff, every feature column the guards leave:
  * logistic regression with elastic net, class weights balanced, and boosting with
    `scale_pos_weight` = min(negatives / positives, 10), early stopping on random rows, and the
    overfit guard: where the AUC of fitting rows is over that of the stopping rows by more than
    0.10, fitted again with half the leaves and more ridge; a small grid of each;
  * out-of-fold scores by GroupKFold on the customer; the candidate with the highest mean over the
    cutoffs of lift@10 wins, ties (to three decimals) by mean Brier;
  * one calibrator on the out-of-fold scores, Platt or isotonic, whichever has the lower Brier
    cross-fitted; the winner is fitted again on all rows;
  * score = 0.60 p + 0.20 affinity lift + 0.10 similarity + 0.10 expected value, each as its
    percentile within the division (mean rank of ties over the count).
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import xgboost
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import StandardScaler

from foresale.metrics import Doubles, Integers, bounded, lift_at_k

KEY = ["entity_id", "offer_id", "cutoff_date"]
BLEND = {"probability": 0.60, "affinity": 0.20, "similarity": 0.10, "expected_value": 0.10}
LINEAR_GRID = [{"C": c, "l1_ratio": ratio} for c in (0.1, 1.0) for ratio in (0.2, 0.5)]
BOOSTING_GRID = [{"max_leaves": leaves, "eta": 0.05} for leaves in (15, 31)]
MOST_WEIGHT, MOST_GAP, ROUNDS, PATIENCE = 10.0, 0.10, 300, 30
FOLDS, SEED = 3, 17


@dataclass(frozen=True)
class _Scaler:
    """Platt's slope and intercept, or an isotonic map, on raw scores."""

    model: Any

    def probability(self, score: Doubles) -> Doubles:
        if isinstance(self.model, IsotonicRegression):
            return bounded(np.asarray(self.model.predict(score), dtype=np.float64))
        chances = self.model.predict_proba(score.reshape(-1, 1))[:, 1]
        return bounded(np.asarray(chances, dtype=np.float64))


def recipe_probabilities(
    labels: pd.DataFrame, features: pd.DataFrame, dropped: set[tuple[str, str]], test: pd.DataFrame
) -> Doubles:
    """Return the recipe's calibrated probability of every test pair.

    `labels`: observed outcomes by KEY; `features`: KEY and columns; `dropped`: offer and column
    that the leak guards took out. A division whose outcomes are all the same gets its rate.
    """
    matrix = _numeric(features)
    names = [name for name in matrix.columns if name not in KEY]
    learned = labels[[*KEY, "outcome"]].merge(matrix, on=KEY, validate="one_to_one")
    asked = test[KEY].merge(matrix, on=KEY, how="left", validate="one_to_one")
    result = np.full(len(test), float(labels["outcome"].mean()))
    for offer in sorted(set(test["offer_id"])):
        rows = learned[learned["offer_id"] == offer]
        places = np.flatnonzero(test["offer_id"] == offer)
        kept = [name for name in names if (offer, name) not in dropped]
        if rows["outcome"].nunique() < 2:
            result[places] = float(rows["outcome"].mean()) if len(rows) else 0.0
            continue
        result[places] = _division(rows, kept, asked.iloc[places])
    return bounded(result)


def recipe_blend(test: pd.DataFrame, features: pd.DataFrame, probability: Doubles) -> Doubles:
    """Return 0.60 p + 0.20 affinity + 0.10 similarity + 0.10 expected value, as percentiles."""
    columns = [*KEY, "affinity_max_lift_12m", "embedding_similarity"]
    known = test[KEY].merge(features[columns], on=KEY, how="left", validate="one_to_one")
    won = probability * test["value_if_won_cents"].to_numpy()
    otherwise = (1.0 - probability) * test["value_otherwise_cents"].to_numpy()
    signals = pd.DataFrame(
        {
            "probability": probability,
            "affinity": known["affinity_max_lift_12m"].fillna(0.0).to_numpy(),
            "similarity": known["embedding_similarity"].fillna(0.0).to_numpy(),
            "expected_value": won + otherwise,
        }
    )
    offers = test["offer_id"].to_numpy()
    percentiles = signals.groupby(offers).rank(pct=True)
    return np.asarray(
        sum(percentiles[name] * weight for name, weight in BLEND.items()), dtype=np.float64
    )


def _numeric(features: pd.DataFrame) -> pd.DataFrame:
    texts = [
        name
        for name in features.columns
        if name not in KEY and not pd.api.types.is_numeric_dtype(features[name])
    ]
    wide = pd.get_dummies(features, columns=texts, dtype=np.float64)
    wide.columns = [str(name).translate(str.maketrans("[]<", "()_")) for name in wide.columns]
    return wide.replace([np.inf, -np.inf], np.nan)


def _division(rows: pd.DataFrame, names: list[str], asked: pd.DataFrame) -> Doubles:
    kept = [name for name in names if name in rows and rows[name].notna().any()]
    matrix, outcome = rows[kept].to_numpy(dtype=np.float64), rows["outcome"].to_numpy(np.int64)
    customers = rows["entity_id"].to_numpy()
    cutoffs = rows["cutoff_date"].to_numpy()
    candidates = [*LINEAR_GRID, *BOOSTING_GRID]
    judged = []
    for order, candidate in enumerate(candidates):
        scores = _out_of_fold(candidate, matrix, outcome, customers)
        lifts = [
            lift_at_k(outcome[cutoffs == day], scores[cutoffs == day], 10)
            for day in sorted(set(cutoffs))
        ]
        known = [lift for lift in lifts if lift is not None]
        scaler, loss = _calibrated(scores, outcome, customers)
        judged.append((-round(float(np.mean(known)), 3), loss, order, scaler))
    _, _, order, scaler = min(judged, key=lambda one: one[:3])
    model = _fit(candidates[order], matrix, outcome)
    return scaler.probability(_score(model, asked[kept].to_numpy(dtype=np.float64)))


def _out_of_fold(
    candidate: dict[str, float], matrix: Doubles, outcome: Integers, customers: Any
) -> Doubles:
    scores = np.zeros(len(outcome))
    for fitting, judged in GroupKFold(FOLDS).split(matrix, outcome, customers):
        if len(set(outcome[fitting])) == 2:
            model = _fit(candidate, matrix[fitting], outcome[fitting])
            scores[judged] = _score(model, matrix[judged])
    return scores


def _fit(candidate: dict[str, float], matrix: Doubles, outcome: Integers) -> Any:
    if "C" in candidate:
        model = make_pipeline(
            SimpleImputer(strategy="median", keep_empty_features=True),
            StandardScaler(),
            LogisticRegression(
                solver="saga",
                class_weight="balanced",
                max_iter=100,
                tol=1e-3,
                random_state=SEED,
                **candidate,
            ),
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return model.fit(matrix, outcome)
    model, gap = _boosted(candidate, matrix, outcome, ridge=1.0)
    if gap > MOST_GAP:
        gentler = candidate | {"max_leaves": candidate["max_leaves"] // 2}
        model, _ = _boosted(gentler, matrix, outcome, ridge=10.0)
    return model


def _boosted(
    candidate: dict[str, float], matrix: Doubles, outcome: Integers, ridge: float
) -> tuple[Any, float]:
    stops = np.random.default_rng(SEED).random(len(outcome)) < 0.2
    if len(set(outcome[stops])) < 2 or len(set(outcome[~stops])) < 2:
        stops[:] = False
    positives = outcome[~stops].sum()
    weight = min((len(outcome[~stops]) - positives) / positives, MOST_WEIGHT)
    settings = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "grow_policy": "lossguide",
        "max_depth": 0,
        "min_child_weight": 5,
        "subsample": 0.8,
        "colsample_bytree": 0.8,
        "lambda": ridge,
        "scale_pos_weight": weight,
        "nthread": 1,
        "seed": SEED,
        **candidate,
    }
    fitting = xgboost.DMatrix(matrix[~stops], outcome[~stops], nthread=1)
    if not stops.any():
        return xgboost.train(settings, fitting, ROUNDS // 3), 0.0
    stopping = xgboost.DMatrix(matrix[stops], outcome[stops], nthread=1)
    booster = xgboost.train(
        settings,
        fitting,
        ROUNDS,
        evals=[(stopping, "stopping")],
        early_stopping_rounds=PATIENCE,
        verbose_eval=False,
    )
    booster = booster[: booster.best_iteration + 1]
    aucs = [
        roc_auc_score(outcome[part], booster.predict(frame))
        for part, frame in ((~stops, fitting), (stops, stopping))
    ]
    return booster, aucs[0] - aucs[1]


def _score(model: Any, matrix: Doubles) -> Doubles:
    if isinstance(model, Pipeline):
        return np.asarray(model.decision_function(matrix), dtype=np.float64)
    frame = xgboost.DMatrix(matrix, nthread=1)
    return np.asarray(model.predict(frame, output_margin=True), dtype=np.float64)


def _calibrated(scores: Doubles, outcome: Integers, customers: Any) -> tuple[_Scaler, float]:
    found = []
    for order, method in enumerate((_platt, _isotonic)):
        p = np.full(len(outcome), outcome.mean())
        for fitting, judged in GroupKFold(FOLDS).split(scores, outcome, customers):
            if len(set(outcome[fitting])) == 2:
                p[judged] = method(scores[fitting], outcome[fitting]).probability(scores[judged])
        found.append((float(((p - outcome) ** 2).mean()), order, method))
    loss, _, method = min(found, key=lambda one: one[:2])
    return method(scores, outcome), loss


def _platt(scores: Doubles, outcome: Integers) -> _Scaler:
    return _Scaler(LogisticRegression(C=1e6).fit(scores.reshape(-1, 1), outcome))


def _isotonic(scores: Doubles, outcome: Integers) -> _Scaler:
    return _Scaler(IsotonicRegression(out_of_bounds="clip").fit(scores, outcome))
