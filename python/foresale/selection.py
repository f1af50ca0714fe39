"""Learning one offer forward in time: try the candidates, choose one, refit it, calibrate it."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from foresale import calibration, encode, estimators, metrics
from foresale.candidates import ENCODER_STYLE, Candidate
from foresale.estimators import DegenerateFit, Estimator
from foresale.metrics import Doubles
from foresale.model_row import Model
from foresale.offer_frames import CALIBRATE, SELECT, TRAIN, OfferFrame

SELECTED, REJECTED, DEGENERATE, ABSTAINED = "selected", "rejected", "degenerate", "abstained"


@dataclass(frozen=True)
class Trial:
    """What came of one candidate: its state, the sentence for it, inputs and measures on select."""

    candidate: Candidate
    status: str
    reason: str
    inputs: tuple[str, ...] = ()
    log_loss: float | None = None
    roc_auc: float | None = None
    brier: float | None = None
    lift_at_10: float | None = None


@dataclass(frozen=True)
class Learned:
    """The trials of an offer and, unless it abstained, the model; or the reason it abstained."""

    trials: tuple[Trial, ...]
    model: Model | None = None
    calibrator_id: str | None = None
    reason: str = ""


@dataclass(frozen=True)
class Minimums:
    """What a task asks for before a model may speak (seed `tasks`), of entities where each of them
    has one outcome however many rows it has."""

    positive_count: int
    label_count: int
    select_auc: float
    of_entities: bool = False


@dataclass(frozen=True)
class _Fit:
    encoder: encode.Encoder
    estimator: Estimator


def learn(
    frame: OfferFrame,
    candidates: list[Candidate],
    calibrators: list[Candidate],
    *,
    seed: int,
    minimums: Minimums,
) -> Learned:
    """Return the trials and the model of one offer, or its abstention with the reason.

    Forward in time: candidates are fitted on the train rows and compared by log loss on the select
    rows (ties: candidate_order); the winner must reach the AUC asked for there and is fitted again
    on both; its calibrator is chosen and fitted on the calibrate rows, which no fit has seen.
    Holdout rows are not in the frame.
    """
    reason = _why_not(frame, minimums)
    if reason:
        return Learned((), reason=reason)
    compares = len(set(frame.outcome[frame.rows(SELECT)].tolist())) == 2
    tried = [_try(frame, candidate, seed, compares) for candidate in candidates]
    fits = {trial.candidate.order: fit for trial, fit in tried if fit is not None}
    trials = [trial for trial, _ in tried]
    usable = [trial for trial in trials if trial.status != DEGENERATE]
    for trial in sorted(usable, key=lambda one: (one.log_loss or 0.0, one.candidate.order)):
        reason = _too_weak(frame, trial, minimums.select_auc)
        if reason:
            return Learned(tuple(_unused(one, reason) for one in trials), reason=reason)
        try:
            fit = fits[trial.candidate.order]
            final = _fit(frame, trial.candidate, seed, TRAIN, SELECT) if _has_select(frame) else fit
        except DegenerateFit as error:
            trials[trials.index(trial)] = replace(trial, status=DEGENERATE, reason=str(error))
            continue
        return _finish(frame, trials, trial, final, calibrators, compares)
    return Learned(
        tuple(trials), reason=f"None of {len(candidates)} candidates gave usable predictions."
    )


def fit_again(
    frame: OfferFrame, candidate: Candidate, seed: int, columns: list[str]
) -> tuple[encode.Encoder, Estimator]:
    """Return what the final fit of `learn` would be if there were only these columns.

    Raises DegenerateFit as a trial would.
    """
    roles = (TRAIN, SELECT) if _has_select(frame) else (TRAIN,)
    fit = _fit(replace(frame, features=frame.features.select(columns)), candidate, seed, *roles)
    return fit.encoder, fit.estimator


def _why_not(frame: OfferFrame, minimums: Minimums) -> str:
    rows, positives = frame.counts(TRAIN)
    told = "entities" if minimums.of_entities else "rows"
    counts = frame.entity_counts if minimums.of_entities else frame.counts
    fitting_rows, fitting_positives = counts(TRAIN, SELECT)
    if not frame.features.column_names:
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


def _too_weak(frame: OfferFrame, winner: Trial, minimum_auc: float) -> str:
    if minimum_auc == 0.0 or (winner.roc_auc is not None and winner.roc_auc >= minimum_auc):
        return ""
    rows, positives = frame.counts(SELECT)
    has = "no AUC" if winner.roc_auc is None else f"an AUC of {winner.roc_auc:.5f}"
    return (
        f"The best candidate, {winner.candidate.candidate_id}, has {has} on {rows} select rows "
        f"with {positives} positives; {minimum_auc} is needed."
    )


def _unused(trial: Trial, reason: str) -> Trial:
    return trial if trial.status == DEGENERATE else replace(trial, reason=reason)


def _has_select(frame: OfferFrame) -> bool:
    return bool(frame.rows(SELECT).any())


def _fit(frame: OfferFrame, candidate: Candidate, seed: int, *roles: str) -> _Fit:
    mask = frame.rows(*roles)
    table = frame.features.filter(pa.array(mask))
    encoder = encode.fit_encoder(table, ENCODER_STYLE[candidate.family], candidate.parameters)
    matrix = encode.encode(encoder, table)
    estimator = estimators.fit_estimator(candidate, matrix, frame.outcome[mask], seed)
    _require_spread(estimators.logits(estimator, matrix))
    return _Fit(encoder, estimator)


def _require_spread(logits: Doubles) -> None:
    if not np.isfinite(logits).all():
        raise DegenerateFit("Its predictions are not finite.")
    if logits.min() == logits.max():
        raise DegenerateFit(f"It gives all {len(logits)} fitting rows the same probability.")


def _logits(frame: OfferFrame, fit: _Fit, role: str) -> Doubles:
    table = frame.features.filter(pa.array(frame.rows(role)))
    return estimators.logits(fit.estimator, encode.encode(fit.encoder, table))


def _try(
    frame: OfferFrame, candidate: Candidate, seed: int, compares: bool
) -> tuple[Trial, _Fit | None]:
    try:
        fit = _fit(frame, candidate, seed, TRAIN)
        measures = _measures(frame, fit) if compares else {}
    except DegenerateFit as error:
        return Trial(candidate, DEGENERATE, str(error)), None
    inputs = tuple(code.name for code in fit.encoder.inputs)
    return Trial(candidate, REJECTED, "", inputs, **measures), fit


def _measures(frame: OfferFrame, fit: _Fit) -> dict[str, Any]:
    logits = _logits(frame, fit, SELECT)
    _require_spread(logits)
    outcome = frame.outcome[frame.rows(SELECT)]
    predicted = metrics.bounded(calibration.sigmoid(logits))
    return {
        "log_loss": metrics.log_loss(outcome, predicted),
        "roc_auc": metrics.roc_auc(outcome, logits),
        "brier": metrics.brier(outcome, predicted),
        "lift_at_10": metrics.lift_at_k(outcome, logits, 10),
    }


def _finish(
    frame: OfferFrame,
    trials: list[Trial],
    winner: Trial,
    fit: _Fit,
    calibrators: list[Candidate],
    compares: bool,
) -> Learned:
    choice = calibration.choose_calibrator(
        calibrators,
        _logits(frame, fit, CALIBRATE),
        frame.outcome[frame.rows(CALIBRATE)],
        frame.entities(CALIBRATE),
    )
    model = Model(
        frame.task_id,
        frame.offer_id,
        winner.candidate.candidate_id,
        fit.encoder,
        fit.estimator,
        choice.calibrator,
    )
    selected = replace(
        winner,
        status=SELECTED,
        reason=f"{_why(frame, trials, winner, compares)}; {choice.reason}.",
        inputs=tuple(model.input_names()),
    )
    judged = [selected if one is winner else _rejected(one, winner, compares) for one in trials]
    return Learned(tuple(judged), model, choice.candidate_id)


def _why(frame: OfferFrame, trials: list[Trial], winner: Trial, compares: bool) -> str:
    rows, positives = frame.counts(SELECT)
    if compares:
        usable = sum(trial.status != DEGENERATE for trial in trials)
        return (
            f"Lowest log loss of {usable} usable candidates ({winner.log_loss:.5f}) on {rows} "
            f"select rows with {positives} positives"
        )
    missing = "there are no select rows" if rows == 0 else f"all {rows} select rows end alike"
    return f"First usable candidate in order, because {missing}"


def _rejected(trial: Trial, winner: Trial, compares: bool) -> Trial:
    if trial.status == DEGENERATE:
        return trial
    if not compares:
        return replace(trial, reason="Later in order than the candidate taken without comparison.")
    return replace(
        trial,
        reason=f"Log loss {trial.log_loss:.5f} on the select rows; "
        f"{winner.candidate.candidate_id} has {winner.log_loss:.5f}.",
    )
