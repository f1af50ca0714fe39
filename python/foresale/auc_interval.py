"""How far an area under the ROC curve may be off, given how few entities it was seen on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from foresale.metrics import DECIMALS, Doubles, Integers, roc_auc, settled


@dataclass(frozen=True)
class Ranking:
    """Outcomes that one fit put in an order: only they are compared with one another."""

    outcome: Integers
    score: Doubles
    entities: list[str]

    def weight(self) -> float:
        """Return how much its area tells beside those of others; 0 where all end alike."""
        positives = int(self.outcome.sum())
        return positives * (len(self.outcome) - positives) / max(1, len(self.outcome))


@dataclass(frozen=True)
class AucInterval:
    """The area with both ends of its interval, and the rows it was seen on."""

    auc: float
    lower: float
    upper: float
    rows: int
    positives: int


def auc_interval(rankings: Sequence[Ranking], confidence: float) -> AucInterval | None:
    """Return the area over all rankings, and what it exceeds and falls below with that confidence.

    The mean of the areas, weighted by n1 * n0 / (n1 + n0) (P. van Elteren 1960), with the variance
    of E. DeLong, D. DeLong and D. Clarke-Pearson (1988) summed by entity (N. Obuchowski 1997): the
    rows of an entity end alike and hardly tell more than one. Areas that differ between rankings
    widen it. Each end is one-sided, by the normal approximation. None without two entities of
    either outcome, which nothing can be measured by.
    """
    kept = [one for one in rankings if one.weight() > 0]
    total = math.fsum(one.weight() for one in kept)
    shares = [one.weight() / total for one in kept]
    areas = [roc_auc(one.outcome, one.score) or 0.0 for one in kept]
    auc = math.fsum(share * area for share, area in zip(shares, areas, strict=True))
    outcome = np.concatenate([one.outcome for one in kept] or [np.zeros(0, dtype=np.int64)])
    entities = np.array([entity for one in kept for entity in one.entities], dtype=np.str_)
    names, place = np.unique(entities, return_inverse=True)
    counts = [len(set(place[outcome == side].tolist())) for side in (1, 0)]
    if min(counts) < 2:
        return None
    parts = [
        share * (_placements(one) - auc) / np.bincount(one.outcome, minlength=2)[one.outcome]
        for share, one in zip(shares, kept, strict=True)
    ]
    moved = np.concatenate(parts)
    won, lost = (
        np.bincount(place, np.where(outcome == side, moved, 0.0), len(names)) for side in (1, 0)
    )
    variance = (
        _corrected(counts[0]) * math.fsum((won * won).tolist())
        + _corrected(counts[1]) * math.fsum((lost * lost).tolist())
        + _corrected(len(names)) * 2.0 * math.fsum((won * lost).tolist())
    )
    reach = NormalDist().inv_cdf(confidence) * math.sqrt(max(0.0, variance))
    lower, upper = max(0.0, auc - reach), min(1.0, auc + reach)
    return AucInterval(
        settled(auc, DECIMALS),
        settled(lower, DECIMALS),
        settled(upper, DECIMALS),
        rows=len(outcome),
        positives=int(outcome.sum()),
    )


def _placements(one: Ranking) -> Doubles:
    """Return for each row the share of the rows that end otherwise which it stands right to.

    A positive stands right above a negative, ties half.
    """
    _, group, sizes = np.unique(one.score, return_inverse=True, return_counts=True)
    hits = np.bincount(group, one.outcome, len(sizes))
    misses = sizes - hits
    below = np.cumsum(misses) - misses / 2
    above = hits.sum() - np.cumsum(hits) + hits / 2
    placed: Doubles = np.where(
        one.outcome == 1, below[group] / misses.sum(), above[group] / hits.sum()
    )
    return placed


def _corrected(count: int) -> float:
    """Return by how much the squares of so few deviations from their own mean are too small."""
    return count / (count - 1)
