"""Who speaks while there is too little to compare anything: what starts from a prior."""

import math

from foresale.calibration import IDENTITY, NO_CALIBRATOR
from foresale.candidates import FROM_PRIOR, OFFER_SCOPE, Candidate
from foresale.contest import Minimums, Trial, why_not
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter
from foresale.learned import SELECTED, Learned
from foresale.model_row import Model
from foresale.offer_frames import ROLES, SELECT, OfferFrame


def early_model(fitter: Fitter | None, frame: OfferFrame, minimums: Minimums) -> Learned:
    """Return the first candidate with a prior that there is enough for, or an abstention.

    It learns from every row there is, of all roles: few rows tell neither which candidate is best
    nor whether there is anything to tell, and without rows it would say what its prior says. There
    must be as many labels as the task asks for, and as many of each outcome as the candidate does.
    Without a fitter nobody may speak.
    """
    few = why_not(frame, minimums)
    if fitter is None or _counts(frame, minimums, *ROLES)[0] < minimums.label_count:
        return Learned((), reason=few)
    for candidate in fitter.candidates:
        if not has_each_outcome(candidate, frame, minimums, *ROLES):
            continue
        try:
            members = fitter.members(candidate, frame, ROLES)
        except DegenerateFit:
            continue
        model = Model(frame.task_id, frame.offer_id, candidate.candidate_id, members, IDENTITY)
        why = f"{few} Until then it speaks, for it starts from a prior."
        trial = Trial(candidate, SELECTED, why, tuple(model.input_names()))
        return Learned((trial,), model, None, NO_CALIBRATOR, "", OFFER_SCOPE, frame)
    return Learned((), reason=few)


def speaks_uncompared(candidate: Candidate, frame: OfferFrame, minimums: Minimums) -> bool:
    """Return whether the candidate speaks because the select rows are too few to choose by."""
    is_early = candidate.family == FROM_PRIOR
    return is_early and not has_each_outcome(candidate, frame, minimums, SELECT)


def has_each_outcome(
    candidate: Candidate, frame: OfferFrame, minimums: Minimums, *roles: str
) -> bool:
    """Return whether rows of these roles end each way as often as a candidate with a prior asks.

    Any other asks for more than there can be.
    """
    rows, positives = _counts(frame, minimums, *roles)
    least = candidate.parameters.get("minimum_each_outcome", math.inf)
    return bool(min(positives, rows - positives) >= least)


def _counts(frame: OfferFrame, minimums: Minimums, *roles: str) -> tuple[int, int]:
    return frame.entity_counts(*roles) if minimums.of_entities else frame.counts(*roles)
