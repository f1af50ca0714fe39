"""What learning left of an offer: its trials, and the model or the reason there is none."""

from dataclasses import dataclass

from foresale.contest import Trial
from foresale.model_row import Model
from foresale.offer_frames import OfferFrame

SELECTED, ABSTAINED = "selected", "abstained"


@dataclass(frozen=True)
class Learned:
    """The trials of an offer and, unless it abstained, the model; or the reason it abstained.

    `judged` is the model before it learned from the rows that judge it: what these say of it is no
    more than is true; None where they were too few to be kept apart. `scope` says whether it speaks
    for its offer alone or for all of the task, `learned_from` are the rows it was fitted on.
    """

    trials: tuple[Trial, ...]
    model: Model | None = None
    judged: Model | None = None
    calibrator_id: str | None = None
    reason: str = ""
    scope: str | None = None
    learned_from: OfferFrame | None = None
