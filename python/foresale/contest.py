"""Who wins: candidates measured on later cutoffs, compared for all offers of a task together."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypedDict

import numpy as np

from foresale import calibration, metrics
from foresale.bootstrap import is_lower
from foresale.candidates import Candidate
from foresale.frames import HOUSE_KEY
from foresale.metrics import Doubles, row_losses
from foresale.offer_frames import SELECT, TRAIN, OfferFrame

REJECTED, DEGENERATE, OVERFIT = "rejected", "degenerate", "overfit"
LOG_LOSS, LIFT = "log_loss", "lift_at_10_then_brier"
RULES = (LOG_LOSS, LIFT)


@dataclass(frozen=True)
class Minimums:
    """What a task asks for before a model may speak (seed `tasks`), of entities where each of them
    has one outcome however many rows it has.

    `signal_confidence`: so sure must it be that a model tells more than chance does.
    `better_confidence`: so sure that one is better than another that speaks without it.
    """

    positive_count: int
    label_count: int
    select_auc: float
    auc_gap: float = 1.0
    signal_confidence: float = 0.999
    better_confidence: float = 0.95
    of_entities: bool = False


class Measures(TypedDict):
    """What is measured on the select rows; None where it does not exist."""

    log_loss: float | None
    roc_auc: float | None
    brier: float | None
    lift_at_10: float | None


@dataclass(frozen=True)
class Trial:
    """What came of one candidate for one offer: its state and why, inputs and measures.

    `train_roc_auc` is of the rows it was fitted on, the others of the select rows. What was held
    back was fitted with more penalty, because it overfitted.
    """

    candidate: Candidate
    status: str
    reason: str
    inputs: tuple[str, ...] = ()
    log_loss: float | None = None
    roc_auc: float | None = None
    brier: float | None = None
    lift_at_10: float | None = None
    train_roc_auc: float | None = None
    is_held_back: bool = False

    def auc_gap(self) -> float:
        """Return by how much the AUC falls from the fitting rows to the select rows."""
        if self.train_roc_auc is None or self.roc_auc is None:
            return 0.0
        return self.train_roc_auc - self.roc_auc


@dataclass(frozen=True)
class Measured:
    """A trial with what it said of the offer's select rows, which is compared and not kept."""

    frame: OfferFrame
    trial: Trial
    logits: Doubles | None = None

    def name(self) -> str:
        """Return which candidate it is of."""
        return self.trial.candidate.candidate_id

    def is_usable(self) -> bool:
        """Return whether the candidate may speak for the offer."""
        return self.trial.status == REJECTED


def why_not(frame: OfferFrame, minimums: Minimums) -> str:
    """Return why the frame cannot be learned from; '' where it can."""
    rows, positives = frame.counts(TRAIN)
    told = "entities" if minimums.of_entities else "rows"
    counts = frame.entity_counts if minimums.of_entities else frame.counts
    fitting_rows, fitting_positives = counts(TRAIN, SELECT)
    if set(frame.features.column_names) <= set(HOUSE_KEY):
        return "No feature is left: all are switched off or taken by a guard."
    if rows == 0:
        return f"There are no train rows with an observed outcome ({fitting_rows} select {told})."
    said = f"{fitting_rows} train and select {told}"
    if fitting_rows < (needed := minimums.label_count):
        return f"Only {said} with an observed outcome; {needed} are needed."
    if fitting_positives < (needed := minimums.positive_count):
        return f"Only {fitting_positives} positives in {said}; {needed} are needed."
    if positives in (0, rows):
        return f"All {rows} train rows have the same outcome ({min(positives, 1)})."
    return ""


def compares(frame: OfferFrame) -> bool:
    """Return whether the select rows tell candidates apart: they are there and end both ways."""
    return len(set(frame.outcome[frame.rows(SELECT)].tolist())) == 2


def measures(frame: OfferFrame, logits: Doubles) -> Measures:
    """Return the measures of a trial for log odds of the frame's select rows."""
    outcome = frame.outcome[frame.rows(SELECT)]
    predicted = metrics.bounded(calibration.sigmoid(logits))
    return {
        "log_loss": metrics.log_loss(outcome, predicted),
        "roc_auc": metrics.roc_auc(outcome, logits),
        "brier": metrics.brier(outcome, predicted),
        "lift_at_10": metrics.lift_at_k(outcome, logits, 10),
    }


def ranked(found: Sequence[Measured], rule: str, *, by_cutoff: bool) -> list[Candidate]:
    """Return the usable candidates, best first, each with one place for all offers it was tried on.

    Rule `log_loss`: the lowest mean over all select rows, a proper score. `lift_at_10_then_brier`:
    the highest lift at 10%, the mean over offers and, with `by_cutoff`, cutoffs; ties by the lowest
    Brier score. Remaining ties, and where nothing can be compared, go by candidate_order. Only
    offers on which all of them are usable count, where there are any.
    """
    usable = [one for one in found if one.is_usable()]
    by_candidate = {one.trial.candidate.candidate_id: one.trial.candidate for one in usable}
    tried = {
        offer: [one for one in usable if one.frame.offer_id == offer and one.logits is not None]
        for offer in sorted({one.frame.offer_id for one in usable})
    }
    fair = [one for part in tried.values() if len(part) == len(by_candidate) for one in part]
    standing = {
        name: _standing(
            [one for one in fair if one.trial.candidate.candidate_id == name], rule, by_cutoff
        )
        for name in by_candidate
    }
    return sorted(by_candidate.values(), key=lambda one: (*standing[one.candidate_id], one.order))


def is_better(one: Measured, other: Measured, *, confidence: float, seed: int) -> bool:
    """Return whether the first is shown to have the lower log loss on the offer's select rows."""
    if one.logits is None or other.logits is None:
        return False
    outcome = one.frame.outcome[one.frame.rows(SELECT)]
    losses, others = (
        row_losses(outcome, calibration.sigmoid(logits)) for logits in (one.logits, other.logits)
    )
    return is_lower(losses - others, one.frame.entities(SELECT), confidence=confidence, seed=seed)


def _standing(found: Sequence[Measured], rule: str, by_cutoff: bool) -> tuple[float, ...]:
    if not found:
        return (0.0, 0.0)
    rows = [one.frame.counts(SELECT)[0] for one in found]
    if rule == LOG_LOSS:
        return (_mean([one.trial.log_loss for one in found], rows), 0.0)
    lifts = [lift for one in found for lift in _lifts(one, by_cutoff)]
    brier = _mean([one.trial.brier for one in found], rows)
    return (-_mean(lifts, [1] * len(lifts)), brier)


def _lifts(one: Measured, by_cutoff: bool) -> list[float | None]:
    if not by_cutoff:
        return [one.trial.lift_at_10]
    assert one.logits is not None  # only measured trials stand
    mask = one.frame.rows(SELECT)
    days = np.array(one.frame.labels.column("cutoff_date").to_pylist())[mask]
    outcome = one.frame.outcome[mask]
    return [
        metrics.lift_at_k(outcome[days == day], one.logits[days == day], 10)
        for day, _ in groupby(sorted(days.tolist()))
    ]


def _mean(values: Sequence[Any], weights: Sequence[int]) -> float:
    known = [
        (value, weight) for value, weight in zip(values, weights, strict=True) if value is not None
    ]
    total = sum(weight for _, weight in known)
    return math.fsum(value * weight for value, weight in known) / total if total else 0.0
