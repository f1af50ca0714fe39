"""Who may speak while there is too little to compare anything: what starts from a prior."""

from collections.abc import Sequence

import numpy as np

from foresale.candidates import FROM_PRIOR, Candidate
from foresale.contest import Minimums
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter, task_frames
from foresale.members import Members
from foresale.offer_frames import ROLES, OfferFrame
from foresale.themes import Beliefs


def early_speaker(
    frame: OfferFrame,
    candidates: Sequence[Candidate],
    seed: int,
    minimums: Minimums,
    beliefs: Beliefs,
) -> tuple[Candidate, Members] | None:
    """Return the first candidate with a prior that there is enough for, and its fit; None if none.

    It learns from every row there is, of all roles: few rows tell neither which candidate is best
    nor whether there is anything to tell, and without rows it would say what its prior says. There
    must be as many labels as the task asks for, and as many of each outcome as the candidate does.
    """
    counts = frame.entity_counts if minimums.of_entities else frame.counts
    rows, positives = counts(*ROLES)
    if rows < minimums.label_count:
        return None
    for candidate in candidates:
        least = candidate.parameters.get("minimum_each_outcome", np.inf)
        if candidate.family != FROM_PRIOR or min(positives, rows - positives) < least:
            continue
        fitter = Fitter(task_frames([frame]), candidates, seed, beliefs=beliefs)
        try:
            return candidate, fitter.members(candidate, frame, ROLES)
        except DegenerateFit:
            continue
    return None
