"""Exact arithmetic for the planted lead processes.

Effects are hundredths of a logit and chances parts per million, both whole numbers; lags are drawn
from tables of whole weights. Floating point enters only as single operations on whole tables, in a
fixed order, so that every machine computes the same truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from foresale.world.profile import EXTRACT_SECOND, FIRST_MONTH, MONTH_STARTS, ORIGIN, IntArray

FloatArray = npt.NDArray[np.float64]

MILLION = 1_000_000
NEVER = 100_000  # a lag in days that does not come
LOWEST_LOGIT, HIGHEST_LOGIT = -900, 500
CHANCE_PPM: IntArray = np.array(
    [round(MILLION / (1 + math.exp(-x / 100))) for x in range(LOWEST_LOGIT, HIGHEST_LOGIT + 1)],
    dtype=np.int64,
)
CHANCES: FloatArray = CHANCE_PPM / MILLION

# Leads arrive for three years and the days until the last extract.
FIRST_LEAD_DAY = int(MONTH_STARTS[FIRST_MONTH + 12])
FIRST_TRUTH_DAY = int(MONTH_STARTS[FIRST_MONTH + 36])
LAST_CUTOFF_DAY = EXTRACT_SECOND // 86_400 - 1


def row_of(logit: IntArray) -> IntArray:
    """Return the place of each logit in the tables over all logits."""
    return np.clip(logit, LOWEST_LOGIT, HIGHEST_LOGIT) - LOWEST_LOGIT


def ppm(logit: IntArray) -> IntArray:
    """Return the chance of each logit in parts per million."""
    return CHANCE_PPM[row_of(logit)]


def shifted(table: FloatArray, shift: int) -> FloatArray:
    """Return the table whose row of a logit is the row of that logit plus `shift`."""
    rows = np.arange(len(table), dtype=np.int64) + shift
    return table[np.clip(rows, 0, len(table) - 1)]


@dataclass(frozen=True)
class Lags:
    """A lag in whole days, 0 to the last with a weight."""

    weights: tuple[int, ...]

    @property
    def edges(self) -> IntArray:
        """The running sums of the weights."""
        return np.cumsum(np.asarray(self.weights, dtype=np.int64))

    def at_most(self, days: int) -> float:
        """Return the chance that the lag is at most `days`."""
        if days < 0:
            return 0.0
        return sum(self.weights[: days + 1]) / sum(self.weights)

    def drawn(self, draws: IntArray, after: int = -1) -> IntArray:
        """Return the lags that belong to draws below a million, given that they are `after`."""
        edges = self.edges
        gone = int(edges[after]) if after >= 0 else 0
        place = gone + draws * (int(edges[-1]) - gone) // MILLION
        return np.searchsorted(edges, place, side="right").astype(np.int64)


def uniform(rng: np.random.Generator, count: int) -> IntArray:
    """Return whole numbers below a million."""
    return rng.integers(0, MILLION, size=count, dtype=np.int64)


def days_as_dates(days: IntArray) -> pa.Array:
    """Return dates of day numbers."""
    origin: date = ORIGIN.astype(object)
    first = int(days.min(initial=0))
    texts = [
        origin + timedelta(days=first + n) for n in range(int(days.max(initial=0)) - first + 1)
    ]
    return pa.array(texts, type=pa.date32()).take(pa.array(days - first))
