"""The planted purchase process and its true probabilities.

In every month a customer buys in a division with a probability that is a function of what was
already known: industry, size, month of the year, the customer's own purchases in the division, and
purchases in other divisions at least six months old. Because of that delay nothing that happens in
the six months after a cutoff, except the purchase asked about, can change the probability, and

    P(buys within 6 months) = 1 - product over the 6 months of (1 - monthly probability),

where the monthly probabilities are those of a customer who has not bought since the cutoff.
The arithmetic is on whole numbers (hundredths of a logit, parts per million): exact everywhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from foresale.world.catalog import HABIT_LIMIT, Division
from foresale.world.customers import Customers
from foresale.world.profile import HORIZON_MONTHS, MONTH_COUNT, BoolArray, IntArray, stream

_MILLION = 1_000_000
_LOWEST, _HIGHEST = -1_200, 300
_CHANCE_PPM = np.array(
    [round(_MILLION / (1 + math.exp(-x / 100))) for x in range(_LOWEST, _HIGHEST + 1)],
    dtype=np.int32,
)
_HABIT_MONTHS = 12
_CROSS_MONTHS = 18
_DORMANT_MONTHS = 18
_DORMANT = -60
# Recency bucket by months since the last purchase; everything beyond 24 is "long ago or never".
_BUCKET = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3] + [4] * 6 + [5] * 6 + [6], dtype=np.int8)
_LONG_AGO = -100

Tensor = npt.NDArray[np.int8]


@dataclass(frozen=True)
class History:
    """What each customer bought in each division: shape (month, customer, division).

    `bought_before[t]` counts the months with a purchase before month t; `last_before[t]` is the
    last such month, or long ago.
    """

    bought_before: Tensor
    last_before: Tensor

    def bought_in(self, month: int) -> BoolArray:
        """Return who bought what in this month."""
        bought: BoolArray = self.bought_before[month + 1] > self.bought_before[month]
        return bought

    def count_between(self, first: int, end: int) -> Tensor:
        """Return the months with a purchase from `first` up to, not including, `end`."""
        counts: Tensor = self.bought_before[max(end, 0)] - self.bought_before[max(first, 0)]
        return counts


@dataclass(frozen=True)
class Process:
    """The planted effects, as arrays over customers, divisions and months of the year."""

    customers: Customers
    fixed: npt.NDArray[np.int32]  # (customer, division) before size
    size: npt.NDArray[np.int32]  # (size band, division)
    season: npt.NDArray[np.int32]  # (month of the year, division)
    cross: npt.NDArray[np.int32]  # (division bought, division sold)
    habit: npt.NDArray[np.int32]
    recency: npt.NDArray[np.int32]  # (bucket, division)

    @classmethod
    def planted(
        cls, customers: Customers, divisions: tuple[Division, ...], base_shift: int
    ) -> Process:
        """Return the process of these customers and divisions."""
        industry = np.array([one.industry for one in divisions], dtype=np.int32).T
        base = np.array([one.base for one in divisions], dtype=np.int32)
        cross = [[one.cross.get(other.division_id, 0) for one in divisions] for other in divisions]
        return cls(
            customers=customers,
            fixed=base + base_shift + industry[customers.industry],
            size=np.array([one.size for one in divisions], dtype=np.int32).T.copy(),
            season=np.array([one.season for one in divisions], dtype=np.int32).T.copy(),
            cross=np.array(cross, dtype=np.int32),
            habit=np.array([one.habit for one in divisions], dtype=np.int32),
            recency=np.array([one.recency for one in divisions], dtype=np.int32).T.copy(),
        )

    def chance_ppm(self, history: History, month: int, known_through: int) -> IntArray:
        """Return the chance of a purchase in `month`, parts per million (customer, division).

        It is the chance of a customer who bought nothing in the division after `known_through`,
        which is at most six months before `month`.
        """
        customers = self.customers
        delayed_end = month - HORIZON_MONTHS + 1
        changed = customers.size_change_month < delayed_end
        size = np.where(changed, customers.last_size, customers.first_size)
        logit = self.fixed + self.size[size] + self.season[month % 12]

        others = history.count_between(month - _CROSS_MONTHS, delayed_end) > 0
        logit += others.astype(np.int32) @ self.cross
        active = (history.count_between(month - _DORMANT_MONTHS, delayed_end) > 0).any(axis=1)
        is_young = customers.arrival_month >= month - _DORMANT_MONTHS
        logit += np.where(active | is_young, 0, _DORMANT).astype(np.int32)[:, None]

        own = history.count_between(month - _HABIT_MONTHS, known_through + 1)
        logit += np.minimum(own, HABIT_LIMIT) * self.habit
        age = month - history.last_before[known_through + 1].astype(np.int32)
        bucket = _BUCKET[np.minimum(age, len(_BUCKET) - 1)]
        logit += np.take_along_axis(self.recency, bucket.astype(np.int64), axis=0)

        ppm = _CHANCE_PPM[np.clip(logit, _LOWEST, _HIGHEST) - _LOWEST]
        can_buy = (customers.arrival_month < month) & ~customers.never_buys
        return np.where(can_buy[:, None], ppm, 0).astype(np.int64)


def simulate(process: Process, seed: int) -> History:
    """Return what was bought, month by month."""
    shape = (MONTH_COUNT + 1, *process.fixed.shape)
    history = History(np.zeros(shape, dtype=np.int8), np.full(shape, _LONG_AGO, dtype=np.int8))
    for month in range(MONTH_COUNT):
        ppm = process.chance_ppm(history, month, month - 1)
        rng = stream(seed, "purchases", month)
        buys = rng.integers(0, _MILLION, size=ppm.shape, dtype=np.int64) < ppm
        history.bought_before[month + 1] = history.bought_before[month] + buys
        history.last_before[month + 1] = np.where(buys, month, history.last_before[month])
    return history


def true_probability(process: Process, history: History, month: int) -> npt.NDArray[np.float64]:
    """Return P(buys within 6 months after the end of `month`), (customer, division), 6 decimals."""
    stays_away = np.ones(process.fixed.shape)
    for ahead in range(1, HORIZON_MONTHS + 1):
        ppm = process.chance_ppm(history, month + ahead, month)
        stays_away *= (_MILLION - ppm) / _MILLION
    return np.round(1 - stays_away, 6)
