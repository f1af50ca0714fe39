"""Who speaks while there is too little to compare anything: what starts from a prior."""

import math

from foresale.calibration import IDENTITY
from foresale.candidates import FROM_PRIOR, Candidate
from foresale.contest import Minimums
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter
from foresale.model_row import Model
from foresale.offer_frames import ROLES, SELECT, OfferFrame


def early_model(
    fitter: Fitter, frame: OfferFrame, minimums: Minimums
) -> tuple[Candidate, Model] | None:
    """Return the first candidate with a prior that there is enough for, and its model; or None.

    It learns from every row there is, of all roles: few rows tell neither which candidate is best
    nor whether there is anything to tell, and without rows it would say what its prior says. There
    must be as many labels as the task asks for, and as many of each outcome as the candidate does.
    """
    if _counts(frame, minimums, *ROLES)[0] < minimums.label_count:
        return None
    for candidate in fitter.candidates:
        if not has_each_outcome(candidate, frame, minimums, *ROLES):
            continue
        try:
            members = fitter.members(candidate, frame, ROLES)
        except DegenerateFit:
            continue
        name = candidate.candidate_id
        return candidate, Model(frame.task_id, frame.offer_id, name, members, IDENTITY)
    return None


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
