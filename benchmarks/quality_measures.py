"""How good scores are against what happened, with paired bootstrap intervals by customer.

Every measure is read off one curve: pairs in falling order of the score, the running weight of
pairs, outcomes and money at the end of each group of equal scores. A tie that reaches over an edge
counts with its expected value under a random order (McSherry and Najork 2008): the curve is
straight there. A bootstrap draw is a weight per customer, how often he was drawn with replacement
(Efron and Tibshirani 1993, cluster bootstrap), the same for every contender, so that differences
are paired.

  AUC      area under (share of negatives, share of positives), Hanley and McNeil 1982
  PR-AUC   sum over groups of (recall step) x (precision at the group's end), average precision
  log loss mean of -(y log p + (1 - y) log(1 - p)), p cut to [1e-6, 1 - 1e-6]
  Brier    mean of (p - y)^2
  ECE      sum over 20 bins of equal count of share x |mean p - rate of y|, Naeini et al. 2015
  lift@k   rate of y in the top k percent over the rate of all, per offer; mean over the offers
  capture@k  part of all y (or of all money) in the top k percent of the list over all offers
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from foresale.metrics import Doubles, bounded

Integers = npt.NDArray[np.int64]
BINS = 20
DRAWS = 200
SEED = 17
SHARES = {"5": 0.05, "10": 0.10, "20": 0.20}
PAIRS = ("all", "never")


@dataclass(frozen=True)
class Contender:
    """One row of the table: `probability` per test pair (None for a rule of thumb), by which its
    pairs are compared within an offer (`score`), and the score of its list over all offers."""

    name: str
    score: Doubles
    list_score: Doubles
    probability: Doubles | None
    cpu_seconds: float


Weights = Doubles
Measure = Callable[[Weights], float]


class Curve:
    """Running sums over pairs in falling order of a score; `values` are outcomes or money."""

    def __init__(self, score: Doubles, values: Doubles) -> None:
        self._order = np.argsort(-score, kind="stable")
        ranked = score[self._order]
        self._ends = np.append(np.flatnonzero(np.diff(ranked)), len(ranked) - 1)
        self._values = values[self._order]

    def sums(self, weights: Weights) -> tuple[Doubles, Doubles]:
        """Return (pairs, values) summed up to the end of each group, a zero before the first."""
        weight = weights[self._order]
        counts = np.cumsum(weight)[self._ends]
        values = np.cumsum(weight * self._values)[self._ends]
        return np.append(0.0, counts), np.append(0.0, values)

    def captured(self, weights: Weights, share: float) -> float:
        """Return the part of all values in the top share of the pairs; NaN without values."""
        counts, values = self.sums(weights)
        if values[-1] <= 0.0:
            return float("nan")
        return float(np.interp(share * counts[-1], counts, values) / values[-1])

    def auc(self, weights: Weights) -> float:
        """Return the area under the ROC curve; NaN with one class."""
        counts, hits = self.sums(weights)
        misses = counts - hits
        if hits[-1] <= 0.0 or misses[-1] <= 0.0:
            return float("nan")
        return float(np.trapezoid(hits, misses) / (hits[-1] * misses[-1]))

    def average_precision(self, weights: Weights) -> float:
        """Return the average precision; NaN without a positive."""
        counts, hits = self.sums(weights)
        if hits[-1] <= 0.0:
            return float("nan")
        with np.errstate(invalid="ignore"):
            precision = np.nan_to_num(hits[1:] / counts[1:])
        return float(np.sum(np.diff(hits) * precision) / hits[-1])


def measures(test: pd.DataFrame, contender: Contender) -> dict[str, Measure]:
    """Return the measures of one contender on one test cutoff as functions of the pair weights.

    `test` has offer_id, has_bought, outcome, realised_revenue_cents and
    realised_gross_profit_cents, in the order of the contender's scores.
    """
    outcome = test["outcome"].to_numpy(dtype=np.float64)
    revenue = np.maximum(test["realised_revenue_cents"].to_numpy(dtype=np.float64), 0.0)
    profit = outcome * test["realised_gross_profit_cents"].to_numpy(dtype=np.float64)
    offers = test["offer_id"].to_numpy()
    found: dict[str, Measure] = {}
    for name in PAIRS:
        kept = np.ones(len(test), bool) if name == "all" else ~test["has_bought"].to_numpy(bool)
        whole = _curve(contender.score, outcome, kept)
        found[f"auc_{name}"] = whole(Curve.auc)
        found[f"pr_auc_{name}"] = whole(Curve.average_precision)
        each = [
            _curve(contender.score, outcome, kept & (offers == offer))
            for offer in sorted(set(offers))
        ]
        for label, share in SHARES.items():
            found[f"lift_{label}_{name}"] = _mean_lift(each, share)
        for money, values in (("buyers", outcome), ("revenue", revenue), ("profit", profit)):
            curve = _curve(contender.list_score, values, kept)
            found[f"{money}_capture_10_{name}"] = curve(_captured(0.10))
    if contender.probability is not None:
        found |= _probability_measures(outcome, bounded(contender.probability))
    return found


def _curve(
    score: Doubles, values: Doubles, kept: npt.NDArray[np.bool_]
) -> Callable[[Callable[[Curve, Weights], float]], Measure]:
    curve = Curve(score[kept], values[kept]) if kept.any() else None

    def measured(by: Callable[[Curve, Weights], float]) -> Measure:
        return lambda weights: float("nan") if curve is None else by(curve, weights[kept])

    return measured


def _captured(share: float) -> Callable[[Curve, Weights], float]:
    return lambda curve, weights: curve.captured(weights, share)


def _mean_lift(
    curves: Sequence[Callable[[Callable[[Curve, Weights], float]], Measure]], share: float
) -> Measure:
    each = [curve(_captured(share)) for curve in curves]

    def mean(weights: Weights) -> float:
        return _mean_known([measure(weights) / share for measure in each])

    return mean


def _probability_measures(outcome: Doubles, p: Doubles) -> dict[str, Measure]:
    losses = -np.log(np.where(outcome == 1.0, p, 1.0 - p))
    squares = (p - outcome) ** 2
    bins = (np.argsort(np.argsort(p, kind="stable"), kind="stable") * BINS) // len(p)

    def ece(weights: Weights) -> float:
        gaps = np.bincount(bins, weights * (p - outcome), BINS)
        return float(np.abs(gaps).sum() / weights.sum())

    return {
        "log_loss": lambda weights: float(np.average(losses, weights=weights)),
        "brier": lambda weights: float(np.average(squares, weights=weights)),
        "ece": ece,
        "level_error": lambda weights: float(np.average(p - outcome, weights=weights)),
    }


def compared(
    tests: Sequence[pd.DataFrame], contenders: Mapping[str, Sequence[Contender]], against: str
) -> dict[str, dict[str, Any]]:
    """Return for each contender every measure, its interval and its change against a rival.

    `contenders`: per name one contender for each of the test frames, one frame per test cutoff.
    A measure is the mean over the cutoffs. Values are {value, low, high} and, where the rival has
    the measure, {change, change_low, change_high}: value - rival's, for lift and capture divided
    by the rival's. Intervals are the 2.5% and 97.5% quantiles of the draws.
    """
    weights = _draws(tests)
    found = {
        name: _drawn([measures(test, one) for test, one in zip(tests, each, strict=True)], weights)
        for name, each in contenders.items()
    }
    return {
        name: {
            measure: _told(measure, drawn, found[against].get(measure))
            for measure, drawn in by_measure.items()
        }
        for name, by_measure in found.items()
    }


def _draws(tests: Sequence[pd.DataFrame]) -> list[list[Doubles]]:
    """Return per draw the weights of each test frame's pairs; the first draw is the data itself."""
    customers = sorted({customer for test in tests for customer in test["entity_id"]})
    places = [pd.Index(customers).get_indexer(test["entity_id"]) for test in tests]
    random = np.random.default_rng(SEED)
    drawn = [np.ones(len(customers))]
    for _ in range(DRAWS):
        chosen = random.integers(0, len(customers), len(customers))
        drawn.append(np.bincount(chosen, minlength=len(customers)).astype(np.float64))
    return [[weight[place] for place in places] for weight in drawn]


def _drawn(
    by_cutoff: Sequence[Mapping[str, Measure]], weights: Sequence[Sequence[Doubles]]
) -> dict[str, Doubles]:
    found = {
        name: np.array(
            [
                _mean_known(
                    [one[name](weight) for one, weight in zip(by_cutoff, each, strict=True)]
                )
                for each in weights
            ]
        )
        for name in by_cutoff[0]
    }
    return {name: drawn for name, drawn in found.items() if not np.isnan(drawn[0])}


def _mean_known(values: Sequence[float]) -> float:
    known = [value for value in values if value == value]
    return sum(known) / len(known) if known else float("nan")


def _told(measure: str, drawn: Doubles, rival: Doubles | None) -> dict[str, float]:
    told = dict(zip(("value", "low", "high"), _interval(drawn), strict=True))
    if rival is not None:
        change = drawn - rival
        if measure.startswith("lift") or "capture" in measure:
            change = change / rival
        told |= dict(zip(("change", "change_low", "change_high"), _interval(change), strict=True))
    return told


def _interval(drawn: Doubles) -> list[float]:
    # a draw without a positive says nothing; the data itself has one
    low, high = np.nanquantile(drawn, [0.025, 0.975])
    return [round(float(value), 5) for value in (drawn[0], low, high)]
