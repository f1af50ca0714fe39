"""Trying a candidate on the offers of a task: fitted on train rows, measured on select rows."""

import math
from dataclasses import replace

from foresale.candidates import AVERAGE, Candidate
from foresale.contest import (
    DEGENERATE,
    OVERFIT,
    REJECTED,
    Measured,
    Minimums,
    Trial,
    compares,
    measures,
    why_not,
)
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter, is_shared, require_spread, role_logits
from foresale.members import input_names
from foresale.metrics import roc_auc
from foresale.offer_frames import SELECT, TRAIN, OfferFrame


def tried(fitter: Fitter, candidate: Candidate, minimums: Minimums) -> list[Measured]:
    """Return the trial of the candidate per frame of the task, with more penalty if it overfits.

    It overfits where its AUC falls from the train rows to the select rows by more than is allowed,
    on average over the offers; if more penalty does not mend that, it may not speak, alone or in an
    average. The members of an average are held back themselves.
    """
    frames = fitter.task.frames
    first = [_try(fitter, frame, candidate, minimums) for frame in frames]
    if _gap(first) <= minimums.auc_gap:
        return first
    is_held_back = candidate.family != AVERAGE
    if is_held_back:
        fitter.hold_back(candidate)
        first = [_try(fitter, frame, candidate, minimums) for frame in frames]
    gap, status, reason = _gap(first), REJECTED, ""
    if gap > minimums.auc_gap:
        status = OVERFIT
        reason = (
            f"Its AUC falls by {gap:.5f} from the train rows to the select rows, also with about "
            f"twice the penalties; {minimums.auc_gap} is allowed."
        )
        fitter.refuse(candidate, reason)
    return [
        replace(
            one,
            trial=replace(one.trial, status=status, reason=reason, is_held_back=is_held_back),
        )
        if one.is_usable()
        else one
        for one in first
    ]


def _try(fitter: Fitter, frame: OfferFrame, candidate: Candidate, minimums: Minimums) -> Measured:
    reason = why_not(frame, minimums)
    if reason and not is_shared(fitter.task, candidate):
        return Measured(frame, Trial(candidate, DEGENERATE, reason))
    try:
        members = fitter.members(candidate, frame, (TRAIN,))
        names = tuple(input_names(members))
        if not compares(frame):
            return Measured(frame, Trial(candidate, REJECTED, "", names))
        logits = role_logits(members, frame, SELECT)
        require_spread(logits, SELECT)
        fitted = role_logits(members, frame, TRAIN)
    except DegenerateFit as error:
        return Measured(frame, Trial(candidate, DEGENERATE, str(error)))
    trial = Trial(
        candidate,
        REJECTED,
        "",
        names,
        **measures(frame, logits),
        train_roc_auc=roc_auc(frame.outcome[frame.rows(TRAIN)], fitted),
    )
    return Measured(frame, trial, logits)


def _gap(found: list[Measured]) -> float:
    gaps = [one.trial.auc_gap() for one in found if one.logits is not None]
    return math.fsum(gaps) / len(gaps) if gaps else 0.0
