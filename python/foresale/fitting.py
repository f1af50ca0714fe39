"""Fitting a candidate for one offer: on its own rows, on those of all offers, or as an average."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from foresale import encode, estimators
from foresale.boosting import TreeEstimator, rounds_used
from foresale.candidates import AVERAGE, ENCODER_STYLE, POOLED, Candidate, stronger
from foresale.encode import TREE
from foresale.estimators import DegenerateFit
from foresale.members import Member, Members, member_logits
from foresale.metrics import Doubles
from foresale.offer_frames import SELECT, TRAIN, OfferFrame
from foresale.themes import Beliefs

OFFER = "offer_id"


@dataclass(frozen=True)
class TaskFrames:
    """The frames of all offers of one task and vintage, and their rows as one frame.

    With several offers the pooled features hold the offer as a category and lack what a guard took
    from any of them. With one offer the pooled frame is its frame.
    """

    frames: tuple[OfferFrame, ...]
    pooled: OfferFrame

    def is_of_many(self) -> bool:
        """Return whether several offers share the task."""
        return len(self.frames) > 1


def task_frames(frames: Sequence[OfferFrame]) -> TaskFrames:
    """Return the frames of one task and vintage with their pool; none of them is empty."""
    first = frames[0]
    if len(frames) == 1:
        return TaskFrames((first,), first)
    names = [
        name
        for name in first.features.column_names
        if all(name in frame.features.column_names for frame in frames)
    ]
    parts = [inputs(frame).select([*names, OFFER]) for frame in frames]
    pooled = replace(
        first,
        labels=pa.concat_tables([frame.labels for frame in frames]).combine_chunks(),
        features=pa.concat_tables(parts).combine_chunks(),
        outcome=np.concatenate([frame.outcome for frame in frames]),
        role=np.concatenate([frame.role for frame in frames]),
    )
    return TaskFrames(tuple(frames), pooled)


def inputs(frame: OfferFrame) -> pa.Table:
    """Return what any model of the frame's offer may read: its features and the offer itself."""
    if OFFER in frame.features.column_names:
        return frame.features
    offer = pa.repeat(pa.scalar(frame.offer_id), len(frame.outcome))
    if not frame.features.column_names:  # a table without columns knows no rows
        return pa.table({OFFER: offer})
    return frame.features.append_column(OFFER, offer)


def is_pooled(task: TaskFrames, candidate: Candidate) -> bool:
    """Return whether the candidate speaks for the offers of the task with one voice."""
    return task.is_of_many() and candidate.scope == POOLED


def is_shared(task: TaskFrames, candidate: Candidate) -> bool:
    """Return whether what it says of the offers is compared for all of them together."""
    return candidate.scope == POOLED or not task.is_of_many()


@dataclass
class Fitter:
    """Fits candidates on the rows of some roles, each once, however many averages hold it.

    `minimum_positives` is what an offer needs for a fit of its own; `beliefs` is what is held of
    features before. Boosting that stops early watches the select rows while it is fitted on the
    train rows, and is fitted on more rows with as many rounds.
    """

    task: TaskFrames
    candidates: Sequence[Candidate]
    seed: int
    minimum_positives: int = 0
    columns: tuple[str, ...] | None = None
    beliefs: Beliefs = field(default_factory=Beliefs)
    _found: dict[tuple[str, ...], Member | DegenerateFit] = field(default_factory=dict)
    _held_back: set[str] = field(default_factory=set)
    _refused: dict[str, str] = field(default_factory=dict)

    def members(self, candidate: Candidate, frame: OfferFrame, roles: Sequence[str]) -> Members:
        """Return the fitted candidate for the frame's offer; DegenerateFit where it is not usable.

        An average leaves out the members that are not.
        """
        if candidate.family != AVERAGE:
            return (self._member(candidate, frame, roles),)
        known = {one.candidate_id: one for one in self.candidates}
        found: list[Member] = []
        reasons: list[str] = []
        for name, weight in candidate.parameters.items():
            try:
                found.append(replace(self._member(known[name], frame, roles), weight=weight))
            except DegenerateFit as error:
                reasons.append(f"{name}: {error}")
        if not found:
            raise DegenerateFit(f"No member of the average is usable ({' '.join(reasons)})")
        return tuple(found)

    def learned_from(self, members: Members, frame: OfferFrame) -> OfferFrame:
        """Return the rows that members of the frame's offer were fitted on.

        Those of all offers where one of them is pooled: the offer's own are among them.
        """
        known = {one.candidate_id: one for one in self.candidates}
        pooled = any(is_pooled(self.task, known[one.candidate_id]) for one in members)
        return self.task.pooled if pooled else frame

    def hold_back(self, candidate: Candidate) -> None:
        """Fit the candidate with about twice the penalties from now on, because it overfits."""
        self._held_back.add(candidate.candidate_id)
        for key in [key for key in self._found if key[0] == candidate.candidate_id]:
            del self._found[key]

    def refuse(self, candidate: Candidate, reason: str) -> None:
        """Let the candidate be no member of anything, for this reason."""
        self._refused[candidate.candidate_id] = reason

    def _member(self, candidate: Candidate, frame: OfferFrame, roles: Sequence[str]) -> Member:
        rows = self.task.pooled if is_pooled(self.task, candidate) else frame
        if candidate.candidate_id in self._refused:
            raise DegenerateFit(self._refused[candidate.candidate_id])
        key = (candidate.candidate_id, "" if rows is self.task.pooled else rows.offer_id, *roles)
        if key not in self._found:
            try:
                self._found[key] = self._fit(candidate, rows, roles)
            except DegenerateFit as error:
                self._found[key] = error
        found = self._found[key]
        if isinstance(found, DegenerateFit):
            raise found
        return found

    def _fit(self, candidate: Candidate, rows: OfferFrame, roles: Sequence[str]) -> Member:
        count, positives = rows.counts(TRAIN, SELECT)
        needed = self.minimum_positives
        if rows is not self.task.pooled and positives < needed:
            raise DegenerateFit(
                f"Only {positives} positives in {count} rows of its own; {needed} are needed."
            )
        mask = rows.rows(*roles)
        table = rows.features if self.columns is None else _kept(rows.features, self.columns)
        table = table.filter(pa.array(mask))
        encoder = encode.fit_encoder(table, ENCODER_STYLE[candidate.family], candidate.parameters)
        matrix = encode.encode(encoder, table)
        signs = encoder.beliefs(self.beliefs.signs) if encoder.style == TREE else None
        priors = encoder.beliefs(self.beliefs.priors)
        recipe, watched = self._recipe(candidate, rows, roles), None
        if roles == (TRAIN,) and recipe.parameters.get("early_stopping_rounds"):
            later = rows.rows(SELECT)
            watched = (
                encode.encode(encoder, rows.features.filter(pa.array(later))),
                rows.outcome[later],
            )
        outcome = rows.outcome[mask]
        fitted = estimators.fit_estimator(
            recipe, matrix, outcome, self.seed, signs=signs, priors=priors, watched=watched
        )
        require_spread(estimators.logits(fitted, matrix))
        return Member(candidate.candidate_id, 1.0, encoder, fitted)

    def _recipe(self, candidate: Candidate, rows: OfferFrame, roles: Sequence[str]) -> Candidate:
        """Return the candidate as it is fitted: held back, and with the rounds its trial found."""
        is_held_back = candidate.candidate_id in self._held_back
        recipe = stronger(candidate) if is_held_back else candidate
        if roles == (TRAIN,) or not recipe.parameters.get("early_stopping_rounds"):
            return recipe
        changes: dict[str, int] = {"early_stopping_rounds": 0}
        if rows.counts(TRAIN)[0] and rows.counts(SELECT)[0]:
            tried = self._member(candidate, rows, (TRAIN,)).estimator
            assert isinstance(tried, TreeEstimator)  # who else would stop early
            changes["rounds"] = rounds_used(tried)
        return replace(recipe, parameters={**recipe.parameters, **changes})


def require_spread(logits: Doubles, what: str = "fitting") -> None:
    """Return nothing; raise DegenerateFit for log odds that are not finite or all the same."""
    if not np.isfinite(logits).all():
        raise DegenerateFit("Its predictions are not finite.")
    if logits.min() == logits.max():
        raise DegenerateFit(f"It gives all {len(logits)} {what} rows the same probability.")


def role_logits(members: Members, frame: OfferFrame, *roles: str) -> Doubles:
    """Return what the members say of the frame's rows of these roles, in log odds."""
    return member_logits(members, inputs(frame).filter(pa.array(frame.rows(*roles))))


def _kept(features: pa.Table, columns: Sequence[str]) -> pa.Table:
    return features.select([name for name in features.column_names if name in {*columns, OFFER}])
