"""The planted property market: who lists, sells or gets into distress, and how likely that is.

In every step of five days a parcel is listed, sold, withdrawn, in distress or engaged with a chance
that is a function of what is on file before the step. What happens inside the window of a task can
change later chances in few ways only (a first distress, a first engagement, a listing, a
withdrawal), and all of these last longer than the window; so the chance of the event asked about is
followed forward exactly through those few situations. A new owner cannot list for half a year and
changes the chance of distress only after it. Chances are looked up by whole hundredths of a logit.
"""

from __future__ import annotations

import copy
import math
from dataclasses import dataclass

import numpy as np

from foresale.world.parcels import HALF_YEAR_STEPS, YEAR_STEPS, Parcels
from foresale.world.profile import BoolArray, IntArray

MILLION = 1_000_000
_LOWEST, _HIGHEST = -1_300, 200
_CHANCE_PPM = np.array(
    [round(MILLION / (1 + math.exp(-x / 100))) for x in range(_LOWEST, _HIGHEST + 1)],
    dtype=np.int64,
)
NEVER = -10_000
# The last kind: no transfer is on file, so nobody knows the owner.
OWNER_KINDS = ("person", "company", "trust", "bank")
NO_OWNER = len(OWNER_KINDS)
_DISTRESSED_STEPS, _WITHDRAWN_STEPS, _ENGAGED_STEPS = 108, 108, YEAR_STEPS

_LISTING_BASE, _LISTING_OWNER = -716, np.array([0, 45, -40, 130, -10], dtype=np.int64)
_LISTING_REGION = np.array([40, -35, 10, -10, 30, -50], dtype=np.int64)
_LISTING_ABSENTEE, _RESALE = 50, 110
_WITHDRAWN, _DISTRESSED, _ENGAGED = 170, 120, 160
# Years since the transfer: below one, one to three, three to seven, longer, no transfer on file.
_TENURE = np.array([-60, -15, 35, 0, -30], dtype=np.int64)
_TENURE_EDGES = np.array([YEAR_STEPS, 3 * YEAR_STEPS, 7 * YEAR_STEPS, 5_000], dtype=np.int64)
# Valuation in hundredths of the purchase price: below 95, to 115, to 145, to 190, above.
_GAIN = np.array([-60, -20, 10, 35, 60], dtype=np.int64)
_GAIN_EDGES = np.array([95, 115, 145, 190], dtype=np.int64)

_DISTRESS_BASE, _DISTRESS_AGAIN = -785, 175
_DISTRESS_OWNER = np.array([0, -30, -60, -120, 20], dtype=np.int64)
_DISTRESS_REGION = np.array([-20, 55, -40, 20, -60, 70], dtype=np.int64)
_DISTRESS_ABSENTEE = 70

_DIRECT_BASE, _DIRECT_DISTRESSED, _DIRECT_BANK = -930, 150, 120
_ENGAGE_BASE, _ENGAGE_AGAIN, _ENGAGE_ABSENTEE = -645, 130, 35
_SOLD_BASE, _WITHDRAWN_PPM = -305, 16_000


@dataclass
class State:
    """What is on file about every parcel before a step."""

    sold_step: IntArray
    kind: IntArray
    is_absentee: BoolArray
    earlier_kind: IntArray  # the owner before the present one
    earlier_absentee: BoolArray
    price: IntArray  # dollars of the last transfer; 0: none, or one price for many parcels
    is_listed: BoolArray
    distress_step: IntArray
    engaged_step: IntArray
    withdrawn_step: IntArray

    @classmethod
    def first(cls, count: int) -> State:
        """Return the state before anything happened."""
        never = np.full(count, NEVER, dtype=np.int64)
        nobody, no = np.full(count, NO_OWNER, dtype=np.int64), np.zeros(count, dtype=bool)
        return cls(
            never.copy(), nobody.copy(), no.copy(), nobody.copy(), no.copy(),
            np.zeros(count, dtype=np.int64), no.copy(), never.copy(), never.copy(), never.copy(),
        )  # fmt: skip

    def copied(self) -> State:
        """Return a state that later steps do not change."""
        return copy.deepcopy(self)

    def is_distressed(self, step: int) -> BoolArray:
        """Return where a distress event is recent."""
        return self.distress_step >= step - _DISTRESSED_STEPS

    def is_engaged(self, step: int) -> BoolArray:
        """Return where the last engagement is at most a year old."""
        return self.engaged_step >= step - _ENGAGED_STEPS

    def is_withdrawn(self, step: int) -> BoolArray:
        """Return where a listing was withdrawn lately and nothing sold since."""
        return self.withdrawn_step >= step - _WITHDRAWN_STEPS

    def may_trade(self, step: int) -> BoolArray:
        """Return where the last transfer is at least half a year ago."""
        return self.sold_step < step - HALF_YEAR_STEPS


def ppm(logit: IntArray) -> IntArray:
    """Return chances in parts per million for hundredths of a logit."""
    return _CHANCE_PPM[np.clip(logit, _LOWEST, _HIGHEST) - _LOWEST]


class Process:
    """The planted effects of the parcels, and the chances that follow from a state."""

    def __init__(self, parcels: Parcels, bulk_ppm: int) -> None:
        self.parcels = parcels
        self.bulk_ppm = bulk_ppm
        area = (parcels.area - 2_100) // 30
        age = np.minimum(2012 - parcels.built_year, 100)
        grade = parcels.grade - 5
        self._listing = _LISTING_BASE + _LISTING_REGION[parcels.region] + area - 6 * grade
        self._distress = _DISTRESS_BASE + _DISTRESS_REGION[parcels.region] + age - 30 * grade
        self._engage = _ENGAGE_BASE + area // 2
        self._sold = _SOLD_BASE + _LISTING_REGION[parcels.region] // 2 + 5 * grade

    def exists(self, step: int) -> BoolArray:
        """Return which parcels are on file before the step."""
        return self.parcels.arrival_step < step

    def listing_logit(self, state: State, step: int, known_step: int) -> IntArray:
        """Return what speaks for a listing, with the valuation known before `known_step`."""
        tenure = step - state.sold_step
        logit = self._listing + _LISTING_OWNER[state.kind]
        logit += np.where(state.is_absentee, _LISTING_ABSENTEE, 0)
        logit += _TENURE[np.searchsorted(_TENURE_EDGES, tenure, side="right")]
        logit += np.where((state.kind == 1) & (tenure < 2 * YEAR_STEPS), _RESALE, 0)
        mid = self.parcels.known_mid(known_step)
        gain = _GAIN[np.searchsorted(_GAIN_EDGES, mid * 100 // np.maximum(state.price, 1))]
        logit += np.where((mid > 0) & (state.price > 0), gain, 0)
        can = self.exists(known_step) & state.may_trade(step)
        return np.where(can, logit, 10 * _LOWEST)

    def listing_ppm(
        self, logit: IntArray, withdrawn: BoolArray, distressed: BoolArray, engaged: BoolArray
    ) -> IntArray:
        """Return the chance of a listing of a parcel that is not listed."""
        more = np.where(withdrawn, _WITHDRAWN, 0) + np.where(distressed, _DISTRESSED, 0)
        chances = ppm(logit + more + np.where(engaged, _ENGAGED, 0))
        return np.where(logit > 2 * _LOWEST, chances, 0)

    def direct_ppm(self, state: State, step: int, known: int, distressed: BoolArray) -> IntArray:
        """Return the chance of a transfer without a listing, of one parcel alone."""
        logit = _DIRECT_BASE + np.where(state.kind == 3, _DIRECT_BANK, 0)
        chances = ppm(logit + np.where(distressed, _DIRECT_DISTRESSED, 0))
        return np.where(self.exists(known) & state.may_trade(step), chances, 0)

    def bulk_chance(self, state: State, step: int, known: int) -> IntArray:
        """Return the chance of a transfer together with many others."""
        return np.where(self.exists(known) & state.may_trade(step), self.bulk_ppm, 0)

    def distress_ppm(self, state: State, step: int, known: int, again: BoolArray) -> IntArray:
        """Return the chance of a distress event; an owner counts after half a year."""
        is_new = ~state.may_trade(step)
        kind = np.where(is_new, state.earlier_kind, state.kind)
        absentee = np.where(is_new, state.earlier_absentee, state.is_absentee)
        logit = self._distress + _DISTRESS_OWNER[kind]
        logit += np.where(absentee, _DISTRESS_ABSENTEE, 0) + np.where(again, _DISTRESS_AGAIN, 0)
        return np.where(self.exists(known), ppm(logit), 0)

    def engage_ppm(self, state: State, known: int, again: BoolArray) -> IntArray:
        """Return the chance of an engagement of the present owner."""
        logit = self._engage + np.where(state.is_absentee, _ENGAGE_ABSENTEE, 0)
        return np.where(self.exists(known), ppm(logit + np.where(again, _ENGAGE_AGAIN, 0)), 0)

    def sold_ppm(self) -> IntArray:
        """Return the chance that a listed parcel sells."""
        return ppm(self._sold)

    def withdrawn_ppm(self) -> int:
        """Return the chance that a listing is withdrawn in a step in which it is not sold."""
        return _WITHDRAWN_PPM
