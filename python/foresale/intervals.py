"""How far a probability may be off: intervals of calibration bins, and a word for the trust."""

import json
import math
from dataclasses import asdict, dataclass
from itertools import compress

import numpy as np
import pyarrow as pa

from foresale import calibration_errors
from foresale.fitting import inputs
from foresale.jeffreys import jeffreys_interval, widened
from foresale.metrics import DECIMALS, Doubles, Integers, settled
from foresale.model_row import Model, canonical_json, predict
from foresale.offer_frames import ROLES, OfferFrame
from foresale.settings import UserError

# Ten bins as readers know them from lists of tenths; fewer where a bin would hold less than thirty
# entities, a rule of thumb, or five that bought (W. Cochran 1954, Biometrics 10). They shape what
# is measured; what judges stands in confidence_limits.
MOST_BINS, LEAST_ENTITIES, LEAST_BUYERS = 10, 30, 5
HIGH, MEDIUM, LOW, NO_WORD = "high", "medium", "low", "none"


@dataclass(frozen=True)
class Bin:
    """Judging rows with a probability up to `highest` (the last bin: any), and their interval."""

    highest: float | None
    rows: int
    positives: int
    lower: float
    upper: float


@dataclass(frozen=True)
class Confidence:
    """How sure a model is: its bins by rising probability, and what its word depends on.

    `buyers`: entities with a positive among the rows it was fitted on. `shape_error`: as
    `shape_beyond_chance` returns. Without rows that judge it there are neither bins nor an error.
    """

    bins: tuple[Bin, ...]
    buyers: int
    shape_error: float | None
    level_variance: float


@dataclass(frozen=True)
class Limits:
    """What a word asks for: entities that bought and, where it is not None, a small error."""

    confidence: str
    buyers: int
    shape_error: float | None


def confidence_of(model: Model | None, frame: OfferFrame) -> Confidence:
    """Return how sure the model of an offer is, measured on rows of the frame.

    Bins and shape error are of the calibrate rows, or of the select rows where there are none; its
    estimator must not have seen them (`OfferFrame.judging`). Where a calibrator was fitted or a
    candidate chosen on them the shape error is a little too small. Without a model that has not
    seen them there are none.
    """
    if model is None:
        return Confidence((), frame.entity_counts(*ROLES)[1], None, 0.0)
    fitted, judging = frame.judging()
    probability = predict(model, inputs(frame)).calibrated
    rows = frame.rows(judging)
    kept, outcome, entities = probability[rows], frame.outcome[rows], frame.entities(judging)
    variance = level_variance(
        probability, frame.outcome, frame.entities(*ROLES), label_windows(frame.labels)
    )
    return Confidence(
        confidence_bins(kept, outcome, entities, level_variance=variance),
        frame.entity_counts(*fitted)[1],
        shape_beyond_chance(kept, outcome, entities),
        variance,
    )


def confidence_bins(
    probability: Doubles, outcome: Integers, entities: list[str], *, level_variance: float = 0.0
) -> tuple[Bin, ...]:
    """Return bins of about as many rows each, with a 90% interval of the rate in each.

    There are ten where each has 30 entities and five that bought, else fewer; equal probabilities
    share a bin. The interval is Jeffreys', where the rows of one entity count as one between them,
    for they end alike; what the level varies from window to window is added to it.
    """
    if len(outcome) == 0:
        return ()
    buyers = len(set(compress(entities, outcome.tolist())))
    wanted = max(1, min(MOST_BINS, len(set(entities)) // LEAST_ENTITIES, buyers // LEAST_BUYERS))
    ordered = np.sort(probability)
    ends = [len(ordered) * at // wanted - 1 for at in range(1, wanted)]
    edges = np.unique(ordered[ends]) if ends else np.empty(0)
    edges = edges[edges < ordered[-1]]
    place = np.searchsorted(edges, probability, side="left")
    names = np.array(entities, dtype=object)
    found = []
    for at in range(len(edges) + 1):
        rows, positives = int((place == at).sum()), int(outcome[place == at].sum())
        share = len(set(names[place == at])) / rows
        counts = (positives * share, rows * share)
        lower, upper = widened(*jeffreys_interval(*counts), *counts, level_variance)
        highest = float(edges[at]) if at < len(edges) else None
        found.append(Bin(highest, rows, positives, lower, upper))
    return tuple(found)


def confidence_json(confidence: Confidence) -> str:
    """Return the canonical JSON of it, kept in the row of its model."""
    return canonical_json(asdict(confidence))


def confidence_from_json(text: str) -> Confidence:
    """Return what `confidence_json` wrote."""
    state = json.loads(text)
    return Confidence(**{**state, "bins": tuple(Bin(**one) for one in state["bins"])})


def bounds(confidence: Confidence, probability: Doubles) -> tuple[Doubles, Doubles] | None:
    """Return (lower, upper) of every probability: its bin's interval, stretched to hold it.

    None where there are no bins.
    """
    if not confidence.bins:
        return None
    edges = np.array([one.highest for one in confidence.bins[:-1]], dtype=np.float64)
    place = np.searchsorted(edges, probability, side="left")
    lower = np.array([one.lower for one in confidence.bins])[place]
    upper = np.array([one.upper for one in confidence.bins])[place]
    return np.minimum(lower, probability), np.maximum(upper, probability)


def word(confidence: Confidence, limits: list[Limits]) -> str:
    """Return the best word whose limits the model keeps, or low; `limits` come best first."""
    for limit in limits:
        measured, asked = confidence.shape_error, limit.shape_error
        is_even = asked is None or (measured is not None and measured <= asked)
        if confidence.buyers >= limit.buyers and is_even:
            return limit.confidence
    return LOW


def read_limits(table: pa.Table) -> list[Limits]:
    """Return the rows of the seed confidence_limits, best word first.

    Raises UserError where a word has none.
    """
    rows = {row["confidence"]: row for row in table.to_pylist()}
    for name in (HIGH, MEDIUM):
        if name not in rows:
            raise UserError(f"The seed confidence_limits has no row for {name}: add one.")
    return [
        Limits(name, rows[name]["minimum_buyer_count"], rows[name]["highest_shape_error"])
        for name in (HIGH, MEDIUM)
    ]


def shape_beyond_chance(
    probability: Doubles, outcome: Integers, entities: list[str]
) -> float | None:
    """Return the shape error less what chance alone gives it; not below 0, None without rows."""
    if len(outcome) == 0:
        return None
    chance = calibration_errors.chance_shape_error(probability, entities)
    found = calibration_errors.shape_error(probability, outcome)
    return settled(max(0.0, found - chance), DECIMALS)


def label_windows(labels: pa.Table) -> Integers:
    """Return for every row how many whole label windows its cutoff is before the newest."""
    days = [
        labels.column(name).cast(pa.date32()).cast(pa.int32()).to_numpy().astype(np.int64)
        for name in ("cutoff_date", "window_end_date")
    ]
    if len(days[0]) == 0:
        return np.zeros(0, dtype=np.int64)
    length = max(1, int((days[1] - days[0]).max()))
    return np.asarray((days[0].max() - days[0]) // length, dtype=np.int64)


def level_variance(
    probability: Doubles, outcome: Integers, entities: list[str], windows: Integers
) -> float:
    """Return how much the level of the log odds varies between label windows, beyond chance.

    Level: the step from said to seen, sum(y - p) / sum(p (1 - p)), with the variance of its sums by
    entity. Variance between the windows: R. DerSimonian and N. Laird (1986), Meta-analysis in
    clinical trials. 0 with fewer than two windows with five entities that bought.
    """
    levels, weights = [], []
    gap = outcome - probability
    for window in sorted(set(windows.tolist())):
        rows = windows == window
        names = list(compress(entities, rows.tolist()))
        if len(set(compress(names, outcome[rows].tolist()))) < LEAST_BUYERS:
            continue
        information = math.fsum((probability[rows] * (1.0 - probability[rows])).tolist())
        sums: dict[str, list[float]] = {}
        for name, value in zip(names, gap[rows].tolist(), strict=True):
            sums.setdefault(name, []).append(value)
        totals = [math.fsum(values) for values in sums.values()]
        levels.append(math.fsum(totals) / information)
        weights.append(information**2 / math.fsum(total * total for total in totals))
    if len(levels) < 2:
        return 0.0
    both = list(zip(levels, weights, strict=True))
    total = math.fsum(weights)
    mean = math.fsum(level * weight for level, weight in both) / total
    spread = math.fsum(weight * (level - mean) ** 2 for level, weight in both)
    scale = total - math.fsum(weight * weight for weight in weights) / total
    return settled(max(0.0, (spread - (len(levels) - 1)) / scale), DECIMALS)
