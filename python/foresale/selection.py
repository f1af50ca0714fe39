"""Learning a task forward in time: try the candidates, choose, refit, calibrate each offer."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from foresale import contest
from foresale.calibrator_choice import CalibratorChoice, Kept, choose_calibrators
from foresale.candidates import AVERAGE, OFFER_SCOPE, POOLED, Candidate
from foresale.contest import DEGENERATE, LOG_LOSS, REJECTED, Measured, Minimums, Trial, why_not
from foresale.early import early_model, speaks_uncompared
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter, TaskFrames, is_pooled, is_shared, role_logits, task_frames
from foresale.learned import SELECTED, Learned
from foresale.model_row import Model
from foresale.offer_frames import CALIBRATE, ROLES, SELECT, TRAIN, OfferFrame
from foresale.silence import Silence
from foresale.themes import Beliefs
from foresale.trials import tried


def learn(
    frames: Sequence[OfferFrame],
    candidates: list[Candidate],
    calibrators: list[Candidate],
    *,
    seed: int,
    minimums: Minimums,
    rule: str = LOG_LOSS,
    beliefs: Beliefs | None = None,
) -> list[Learned]:
    """Return per frame the trials and the model of its offer, or its abstention with the reason.

    `frames`: the offers of one task and vintage. Forward in time: candidates are fitted on the
    train rows and compared on the select rows, for all offers together, by the rule. An offer's
    own model speaks only where it is shown to be better there than what speaks for all; an offer
    with few rows of its own is spoken for. What speaks must reach the AUC asked for and be shown to
    tell more than chance. It is fitted again on train and select rows, its calibrator is chosen on
    the calibrate rows, which no fit has seen, and then the estimator learns from these as well.
    Holdout rows are not in the frames. Where there is too little to compare anything, a candidate
    that starts from a prior may speak (`early_model`).
    """
    asked = [frame for frame in frames if len(frame.outcome)]
    task = task_frames(asked) if asked else None
    if task is None:
        return [Learned((), reason=why_not(frame, minimums)) for frame in frames]
    fitter = Fitter(task, candidates, seed, minimums.positive_count, beliefs=beliefs or Beliefs())
    if why_not(task.pooled, minimums):
        alone = None if task.is_of_many() else fitter
        return [early_model(alone, frame, minimums) for frame in frames]
    found = _Contest(task, fitter, candidates, calibrators, minimums, rule).learned()
    learned = {frame.offer_id: one for frame, one in zip(asked, found, strict=True)}
    silent = [Learned((), reason=why_not(frame, minimums)) for frame in frames]
    return [learned.get(frame.offer_id, one) for frame, one in zip(frames, silent, strict=True)]


@dataclass(frozen=True)
class _Chosen:
    frame: OfferFrame
    trials: tuple[Trial, ...]
    winner: Candidate | None
    reason: str


@dataclass
class _Contest:
    task: TaskFrames
    fitter: Fitter
    candidates: list[Candidate]
    calibrators: list[Candidate]
    minimums: Minimums
    rule: str
    found: list[Measured] = field(init=False)
    shared: list[Candidate] = field(init=False)
    own: list[Candidate] = field(init=False)
    silence: Silence = field(init=False)

    def __post_init__(self) -> None:
        # an average is tried with its members as they came out
        order = sorted(self.candidates, key=lambda one: one.family == AVERAGE)
        self.found = [
            one for candidate in order for one in tried(self.fitter, candidate, self.minimums)
        ]
        by_cutoff = not self.minimums.of_entities
        pooled = [one for one in self.found if is_shared(self.task, one.trial.candidate)]
        alone = [one for one in self.found if not is_shared(self.task, one.trial.candidate)]
        self.shared = contest.ranked(pooled, self.rule, by_cutoff=by_cutoff)
        self.own = contest.ranked(alone, self.rule, by_cutoff=by_cutoff)
        self.silence = Silence(self.fitter, self.minimums.signal_confidence)

    def learned(self) -> list[Learned]:
        """Return what is learned for each of the task's frames."""
        chosen = [self._chosen(frame) for frame in self.task.frames]
        speaking = [one for one in chosen if one.winner is not None]
        kept = [self._kept(one) for one in speaking]
        choices = dict(
            zip(
                (one.frame.offer_id for one in speaking),
                choose_calibrators(
                    self.calibrators,
                    kept,
                    confidence=self.minimums.better_confidence,
                    seed=self.fitter.seed,
                ),
                strict=True,
            )
        )
        return [self._finished(one, choices.get(one.frame.offer_id)) for one in chosen]

    def _chosen(self, frame: OfferFrame) -> _Chosen:
        found = {one.trial.candidate.candidate_id: one for one in self.found if one.frame is frame}
        trials = {name: one.trial for name, one in found.items()}
        for candidate in self._order(found):
            name = candidate.candidate_id
            weak = self._too_weak(found[name])
            if weak:
                return _Chosen(frame, _judged(trials, weak), None, weak)
            try:
                for roles in ((TRAIN, SELECT), ROLES):
                    self.fitter.members(candidate, frame, roles)
            except DegenerateFit as error:
                trials[name] = replace(trials[name], status=DEGENERATE, reason=str(error))
                continue
            why = self._why(found, candidate)
            trials[name] = replace(trials[name], status=SELECTED, reason=why)
            lost = f"{name} speaks: {why[0].lower()}{why[1:]}."
            return _Chosen(frame, _judged(trials, lost), candidate, "")
        few = why_not(frame, self.minimums)
        if few:
            return _Chosen(frame, (), None, few)
        reason = f"None of {len(found)} candidates gave usable predictions."
        return _Chosen(frame, tuple(trials.values()), None, reason)

    def _kept(self, chosen: _Chosen) -> Kept:
        frame, winner = chosen.frame, chosen.winner
        assert winner is not None  # who abstains keeps nothing
        first = self.fitter.members(winner, frame, (TRAIN,))
        refitted = self.fitter.members(winner, frame, (TRAIN, SELECT))
        return Kept(
            role_logits(first, frame, SELECT),
            frame.outcome[frame.rows(SELECT)],
            role_logits(refitted, frame, CALIBRATE),
            frame.outcome[frame.rows(CALIBRATE)],
            frame.entities(CALIBRATE),
        )

    def _finished(self, chosen: _Chosen, choice: CalibratorChoice | None) -> Learned:
        frame, winner = chosen.frame, chosen.winner
        if winner is None or choice is None:
            return Learned(chosen.trials, reason=chosen.reason)
        # the newest outcomes say most about the next ones, so the estimator learns from them too
        fitted = self.fitter.members(winner, frame, ROLES)
        name, calibrator = winner.candidate_id, choice.calibrator
        model = Model(frame.task_id, frame.offer_id, name, fitted, calibrator)
        judged = replace(model, members=self.fitter.members(winner, frame, frame.judging()[0]))
        since = f"; learned from cutoffs since {frame.launched}" if frame.launched else ""
        trials = tuple(
            replace(
                one,
                reason=f"{one.reason}; {choice.reason}{since}.",
                inputs=tuple(model.input_names()),
            )
            if one.status == SELECTED
            else one
            for one in chosen.trials
        )
        scope = POOLED if is_pooled(self.task, winner) else OFFER_SCOPE
        learned_from = self.fitter.learned_from(fitted, frame)
        return Learned(trials, model, judged, choice.candidate_id, "", scope, learned_from)

    def _order(self, found: dict[str, Measured]) -> list[Candidate]:
        """Return the candidates that may speak for an offer, the first choice first."""
        shared = [one for one in self.shared if found[one.candidate_id].is_usable()]
        shared.sort(key=lambda one: not self._is_early(found[one.candidate_id]))
        own = [one for one in self.own if found[one.candidate_id].is_usable()]
        if not shared or not own:
            return shared or own
        challenger, speaker = (found[ranked[0].candidate_id] for ranked in (own, shared))
        wins = contest.is_better(
            challenger,
            speaker,
            confidence=self.minimums.better_confidence,
            seed=self.fitter.seed,
        )
        return [*own[:1], *shared] if wins else shared

    def _is_early(self, found: Measured) -> bool:
        return speaks_uncompared(found.trial.candidate, found.frame, self.minimums)

    def _too_weak(self, found: Measured) -> str:
        if self._is_early(found):
            return ""
        auc, name, minimum = found.trial.roc_auc, found.trial.candidate, self.minimums.select_auc
        rows, positives = found.frame.counts(SELECT)
        if minimum > 0.0 and (auc is None or auc < minimum):
            has = "no AUC" if auc is None else f"an AUC of {auc:.5f}"
            return (
                f"The best candidate, {name.candidate_id}, has {has} on {rows} select rows "
                f"with {positives} positives; {minimum} is needed."
            )
        return self.silence.why(name, found.frame)

    def _why(self, found: dict[str, Measured], winner: Candidate) -> str:
        frame = found[winner.candidate_id].frame
        if self._is_early(found[winner.candidate_id]):
            return f"It starts from a prior, and {_told(frame.counts(SELECT))} cannot compare"
        beaten = [one.candidate_id for one in self.shared if found[one.candidate_id].is_usable()]
        shared = is_shared(self.task, winner)
        if not shared and beaten:
            told = _told(frame.counts(SELECT))
            return f"Shown to have a lower log loss than {beaten[0]} on {told}"
        own = [one.frame for one in self.found if one.trial.candidate == winner and one.is_usable()]
        judged = self.task.frames if shared else own
        counts = [one.counts(SELECT) for one in judged]
        rows, positives = (sum(count[at] for count in counts) for at in (0, 1))
        if not any(contest.compares(one) for one in judged):
            missing = (
                "there are no select rows" if rows == 0 else f"all {rows} select rows end alike"
            )
            return f"First usable candidate in order, because {missing}"
        usable = len(self.shared if shared else self.own)
        best = {contest.LOG_LOSS: "Lowest log loss", contest.LIFT: "Highest lift at 10%"}[self.rule]
        offers = f" of {len(judged)} offers" if len(judged) > 1 else ""
        return f"{best} of {usable} usable candidates on {_told((rows, positives))}{offers}"


def _told(counts: tuple[int, int]) -> str:
    return f"{counts[0]} select rows with {counts[1]} positives"


def _judged(trials: dict[str, Trial], reason: str) -> tuple[Trial, ...]:
    return tuple(
        replace(one, reason=reason) if one.status == REJECTED else one for one in trials.values()
    )
