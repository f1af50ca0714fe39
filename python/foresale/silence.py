"""Why a candidate that won may still not speak: what it tells apart, chance tells apart as well."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from foresale.auc_interval import AucInterval, Ranking, auc_interval
from foresale.candidates import Candidate
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter, is_pooled, role_logits
from foresale.offer_frames import CALIBRATE, SELECT, TRAIN, OfferFrame

# What a useless order of the rows comes to.
CHANCE = 0.5
# Which rows each fit is judged on: those of the roles after what it has seen.
_SEEN = {SELECT: (TRAIN,), CALIBRATE: (TRAIN, SELECT)}


@dataclass
class Silence:
    """Judges candidates on select and calibrate rows, each by the fit that has not seen them.

    Only the order is judged: what is wrong with level or spread is for the calibrator.
    """

    fitter: Fitter
    confidence: float
    _found: dict[str, AucInterval | None] = field(default_factory=dict)

    def why(self, candidate: Candidate, frame: OfferFrame) -> str:
        """Return why the candidate must not speak for the frame's offer; '' where it may.

        It must not where the lower end of the interval of its AUC does not lie above one half. What
        speaks for several offers is judged on all of them together and on each, and more surely,
        for of many areas one is large by chance (Bonferroni). Where it tells buyers apart in all
        together, an offer too small to show it is spoken for, unless it is shown to have less than
        half of it. Without two entities of either outcome nothing can be measured, and what was
        asked for speaks.
        """
        if not is_pooled(self.fitter.task, candidate):
            own = self._interval(candidate, [frame], self.confidence)
            return "" if own is None or own.lower > CHANCE else _said(candidate, own)
        of_all, surer = self._of_all_offers(candidate)
        own = self._interval(candidate, [frame], surer)
        if of_all is None or (own is not None and own.lower > CHANCE):
            return ""
        if of_all.lower <= CHANCE:
            return _said(candidate, of_all, " of all offers")
        if own is not None and own.upper < (of_all.auc + CHANCE) / 2:
            return _said(candidate, own, f", and of {of_all.auc:.5f} on those of all offers")
        return ""

    def _of_all_offers(self, candidate: Candidate) -> tuple[AucInterval | None, float]:
        """Return the interval over the rows of all offers, and how sure each of them must be."""
        frames, name = self.fitter.task.frames, candidate.candidate_id
        surer = 1.0 - (1.0 - self.confidence) / (len(frames) + 1)
        if name not in self._found:
            self._found[name] = self._interval(candidate, frames, surer)
        return self._found[name], surer

    def _interval(
        self, candidate: Candidate, frames: Sequence[OfferFrame], confidence: float
    ) -> AucInterval | None:
        rankings = []
        for frame in frames:
            for role, seen in _SEEN.items():
                try:
                    members = self.fitter.members(candidate, frame, seen)
                except DegenerateFit:
                    continue
                said = role_logits(members, frame, role)
                outcome = frame.outcome[frame.rows(role)]
                rankings.append(Ranking(outcome, said, frame.entities(role)))
        return auc_interval(rankings, confidence)


def _said(candidate: Candidate, found: AucInterval, more: str = "") -> str:
    return (
        f"no_signal: {candidate.candidate_id} has an AUC of {found.auc:.5f} [{found.lower:.5f}, "
        f"{found.upper:.5f}] on {found.rows} select and calibrate rows with {found.positives} "
        f"positives{more}, which chance gives as well."
    )
