"""Which calibrator an offer gets: the kind that proves itself on outcomes of a later window."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np

from foresale.bootstrap import is_lower
from foresale.calibration import (
    IDENTITY,
    NO_CALIBRATOR,
    Calibrator,
    fit_calibrator,
    probabilities,
    sigmoid,
)
from foresale.candidates import POOLED, Candidate
from foresale.metrics import DECIMALS, Doubles, Integers, row_losses, settled


@dataclass(frozen=True)
class CalibratorChoice:
    """The chosen calibrator, fitted on all calibrate rows, and the sentence that says why."""

    candidate_id: str
    calibrator: Calibrator
    reason: str


@dataclass(frozen=True)
class Kept:
    """What an offer's estimator says of rows it was not fitted on, in log odds, and what came.

    `earlier`: the fit on train rows of the select rows. `later`: the fit on train and select rows
    of the calibrate rows, whose entities are given.
    """

    earlier: Doubles
    earlier_outcome: Integers
    later: Doubles
    later_outcome: Integers
    entities: list[str]

    def counts(self) -> tuple[int, int]:
        """Return (rows, entities with a positive) that a calibrator would be fitted on."""
        positive = set(compress(self.entities, self.later_outcome.tolist()))
        return len(self.later_outcome), len(positive)


def choose_calibrators(
    candidates: Sequence[Candidate], kept: Sequence[Kept], *, confidence: float, seed: int
) -> list[CalibratorChoice]:
    """Return the calibrator of each offer, the kind of it chosen for all of them together.

    Each kind is judged as it will be used: fitted on the select rows and laid on what the
    estimator, which has learned from these since, says of the later calibrate rows. The lowest mean
    log loss over all rows wins, if that surely it is lower than without a calibrator: what holds
    for a season only, or what the estimator learns by itself, is left alone. The winner is fitted
    on the calibrate rows, of each offer or, with scope `pooled`, of all. An offer with too few rows
    or positives of its own is left as it is; the positives of one entity are one, for its rows end
    alike. Without select rows nothing can be judged, and nothing is changed.
    """
    seen = [one for one in kept if len(one.earlier_outcome) and len(one.later_outcome)]
    asked = {one.candidate_id: one for one in candidates}
    judged: dict[str, Doubles] = {}
    for name, candidate in asked.items() if seen else []:
        losses = _later_losses(candidate, seen)
        if losses is not None:
            judged[name] = losses
    if not judged:
        return [_unchanged("no select and calibrate rows to judge one on") for _ in kept]
    means = {name: _mean(losses) for name, losses in judged.items()}
    name = min(judged, key=lambda one: (means[one], asked[one].order))
    told = ", ".join(f"{one} {mean:.5f}" for one, mean in means.items())
    plain = np.concatenate([row_losses(one.later_outcome, sigmoid(one.later)) for one in seen])
    entities = [entity for one in seen for entity in one.entities]
    if not is_lower(judged[name] - plain, entities, confidence=confidence, seed=seed):
        return [_unchanged(f"none is shown to be better later ({told})") for _ in kept]
    best, why = asked[name], f"calibrator {name} by log loss on later rows ({told})"
    shared = _fit_on(best, [(one.later, one.later_outcome, one.counts()) for one in kept])
    choices = []
    for one in kept:
        part = [(one.later, one.later_outcome, one.counts())]
        calibrator = shared if best.scope == POOLED else _fit_on(best, part)
        if calibrator is None:
            rows, positives = one.counts()
            few = f"too little for {name} in {rows} rows with {positives} positives"
            choices.append(_unchanged(few))
        else:
            choices.append(CalibratorChoice(name, calibrator, why))
    return choices


def _unchanged(why: str) -> CalibratorChoice:
    return CalibratorChoice(NO_CALIBRATOR, IDENTITY, f"not calibrated: {why}")


Part = tuple[Doubles, Integers, tuple[int, int]]


def _fit_on(candidate: Candidate, parts: Sequence[Part]) -> Calibrator | None:
    """Return the calibrator of the rows of all parts; None where they are too few or do not fit."""
    rows, positives = (sum(part[2][at] for part in parts) for at in (0, 1))
    asked = candidate.parameters
    if rows < asked.get("minimum_rows", 0) or positives < asked.get("minimum_positives", 0):
        return None
    logits, outcomes = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
    return fit_calibrator(candidate, logits, outcomes)


def _later_losses(candidate: Candidate, kept: Sequence[Kept]) -> Doubles | None:
    """Return the log losses of the later rows of all offers; None where nothing could be fitted."""
    parts: list[Part] = [(one.earlier, one.earlier_outcome, one.counts()) for one in kept]
    shared = _fit_on(candidate, parts)
    alone = [_fit_on(candidate, [part]) for part in parts]
    fitted = [shared for _ in parts] if candidate.scope == POOLED else alone
    if not any(fitted):
        return None
    losses = [
        row_losses(one.later_outcome, probabilities(map_ or IDENTITY, one.later))
        for one, map_ in zip(kept, fitted, strict=True)
    ]
    return np.concatenate(losses)


def _mean(losses: Doubles) -> float:
    return settled(math.fsum(losses.tolist()) / len(losses), DECIMALS)
