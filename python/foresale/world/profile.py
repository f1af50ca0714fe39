"""How large a world is, which days it covers, and where its random numbers come from."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# Month 0 is the first month of the warm-up: sales before 2021 happen but are never written, so
# that the habits of old customers look the same on the first written day as on the last.
ORIGIN = np.datetime64("2018-01-01", "D")
WARM_UP_MONTHS = 36
WRITTEN_MONTHS = 48
FIRST_MONTH = WARM_UP_MONTHS
LAST_FULL_MONTH = WARM_UP_MONTHS + WRITTEN_MONTHS - 1
# One month more is simulated, and the first two days of it are in the last extract.
MONTH_COUNT = LAST_FULL_MONTH + 2
HORIZON_MONTHS = 6
# Truth is told for every month end from here on (the end of June of the second written year).
FIRST_TRUTH_MONTH = FIRST_MONTH + 17

MONTH_STARTS: IntArray = (
    (ORIGIN.astype("datetime64[M]") + np.arange(MONTH_COUNT + 2)).astype("datetime64[D]") - ORIGIN
).astype(np.int64)
DAY_SECONDS = 86_400
# The last extract was taken at noon of the second day after the last full month.
EXTRACT_SECOND = int(MONTH_STARTS[LAST_FULL_MONTH + 1] + 1) * DAY_SECONDS + DAY_SECONDS // 2


@dataclass(frozen=True)
class Profile:
    """One size of the world."""

    size: str
    customer_count: int
    rep_count: int
    division_ids: tuple[str, ...]
    extra_line_limit: int  # an order has 1 to 1 + limit lines, before the size of the customer
    base_shift: int  # added to every division's base: makes up for divisions left out
    parcel_count: int


_ALL = (
    "cad",
    "simulation",
    "printers",
    "supplies",
    "scanners",
    "workstations",
    "training",
    "services",
)
PROFILES = {
    "tiny": Profile("tiny", 300, 8, ("cad", "printers", "training"), 4, 50, 500),
    "small": Profile("small", 2_000, 24, _ALL, 8, 0, 4_000),
    "large": Profile("large", 100_000, 400, _ALL, 16, 0, 60_000),
}


def stream(seed: int, *key: str | int) -> np.random.Generator:
    """Return the random stream that belongs to this seed and key, and to nothing else.

    Every table (and every month of a table) has its own stream, so that a change in one table
    leaves the others as they were.
    """
    name = zlib.crc32("/".join(str(part) for part in key).encode())
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, name])))


def pick(rng: np.random.Generator, weights: tuple[int, ...], count: int) -> IntArray:
    """Return `count` indices drawn with whole-number weights (no floating point involved)."""
    edges = np.cumsum(np.asarray(weights, dtype=np.int64))
    draws = rng.integers(0, int(edges[-1]), size=count, dtype=np.int64)
    return np.searchsorted(edges, draws, side="right").astype(np.int64)


def chance(rng: np.random.Generator, per_mille: int, count: int) -> BoolArray:
    """Return `count` yes-or-no draws, yes with `per_mille` thousandths."""
    return rng.integers(0, 1_000, size=count, dtype=np.int64) < per_mille


def month_of_day(days: IntArray) -> IntArray:
    """Return the month index of each day index."""
    return np.searchsorted(MONTH_STARTS, days, side="right").astype(np.int64) - 1
