"""Parcels: what stands on them, when they came on file, and what they are thought to be worth.

The market moves in steps of five days that end on the last complete day, half a year (36 steps)
and a year (73 steps) before it, so that a window of a task is a whole number of steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from foresale.world.facts import Facts
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    ORIGIN,
    BoolArray,
    IntArray,
    Profile,
    chance,
    pick,
    stream,
)
from foresale.world.text import blank_unless, dates, ids, join, money, timestamps, whole, words

STEP_DAYS = 5
YEAR_STEPS, HALF_YEAR_STEPS = 73, 36
LAST_STEP = 950  # the steps that are over on the last complete day
STEP_COUNT = LAST_STEP + 1  # the first two days of one more are in the last extract
LAST_DAY = EXTRACT_SECOND // DAY_SECONDS - 1
FIRST_DAY = LAST_DAY - LAST_STEP * STEP_DAYS + 1
# Listings and transfers reach back to the first step; everything else is on file from here on.
SIGNALS_FROM_DAY = int((np.datetime64("2019-01-01", "D") - ORIGIN).astype(np.int64))

REGIONS = ("north", "south", "east", "west", "harbor", "valley")
_REGION_WEIGHTS = (24, 20, 18, 16, 12, 10)
_TYPES = ("house", "townhouse", "condo", "duplex")
_STREETS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Hazel", "Juniper", "Larch")
_STREET_KINDS = ("St", "Ave", "Ct", "Way")
_GRADE_WEIGHTS = (3, 7, 12, 20, 22, 16, 10, 6, 4)
_NEW_PER_MILLE = 80
_UNKNOWN_PER_MILLE = 30  # cells of an optional column that are empty
_RESTATED_PER_MILLE = 40
# Dollars per square foot in the first year, and yearly growth in thousandths, by region.
_SQUARE_FOOT_PRICE = np.array([150, 120, 170, 140, 230, 105], dtype=np.int64)
_GROWTH = np.array([46, 38, 50, 42, 58, 32], dtype=np.int64)


@dataclass(frozen=True)
class Parcels:
    """One entry per parcel."""

    region: IntArray
    built_year: IntArray
    area: IntArray  # square feet of living area
    grade: IntArray  # 1 poor to 9 excellent
    arrival_step: IntArray  # the step before which the parcel came on file; -1: from the start
    base_value: IntArray  # dollars in the first year
    rehab: IntArray  # dollars
    low: IntArray  # thousandths of the middle of a valuation
    high: IntArray
    valued_step: IntArray  # the first valuation; one more every year
    mids: IntArray  # (parcel, valuation) middle in dollars; 0: none on file yet
    facts: Facts

    def __len__(self) -> int:
        return len(self.region)

    def worth(self, step: int) -> IntArray:
        """Return what each parcel would bring in this step, in dollars."""
        level: IntArray = _INDEX[self.region, step // YEAR_STEPS]
        return self.base_value * level // 1_000

    def known_mid(self, step: int) -> IntArray:
        """Return the middle of the latest valuation before this step; 0 where there is none."""
        number = (step - 1 - self.valued_step) // YEAR_STEPS
        mid = np.take_along_axis(self.mids, np.maximum(number, 0)[:, None], axis=1)[:, 0]
        return np.where(number >= 0, mid, 0)


def _index() -> IntArray:
    level = np.full(len(REGIONS), 1_000, dtype=np.int64)
    levels = [level]
    for _ in range(STEP_COUNT // YEAR_STEPS + 1):
        level = level * (1_000 + _GROWTH) // 1_000
        levels.append(level)
    return np.stack(levels, axis=1)


_INDEX = _index()


def parcel_ids(numbers: IntArray) -> pa.Array:
    """Return parcel ids such as `P0000042`."""
    return ids("P", numbers + 1, 7)


def first_day(step: IntArray | int) -> IntArray:
    """Return the first day of a step."""
    return np.asarray(step, dtype=np.int64) * STEP_DAYS + FIRST_DAY


def make_parcels(profile: Profile, seed: int) -> Parcels:
    """Return the parcels of the world with their records and valuations."""
    count = profile.parcel_count
    rng = stream(seed, "parcels", "attributes")
    region, grade = pick(rng, _REGION_WEIGHTS, count), 1 + pick(rng, _GRADE_WEIGHTS, count)
    built = 1900 + 10 * pick(rng, (4, 5, 7, 6, 8, 14, 14, 16, 14, 8, 4), count)
    built = np.minimum(built + rng.integers(0, 10, size=count, dtype=np.int64), 2011)
    area = 700 + 25 * rng.integers(0, 40, size=(3, count), dtype=np.int64).sum(axis=0)
    is_new = chance(rng, _NEW_PER_MILLE, count)
    arrival = np.where(is_new, rng.integers(0, LAST_STEP, size=count, dtype=np.int64), -1)
    built = np.where(is_new, 2012 + arrival // YEAR_STEPS, built)
    arrival_day = np.where(is_new, first_day(arrival), FIRST_DAY - 31)
    clock = rng.integers(8 * 3_600, 18 * 3_600, size=count, dtype=np.int64)
    own = rng.integers(850, 1_150, size=count, dtype=np.int64)
    base = area * _SQUARE_FOOT_PRICE[region] * (55 + 9 * grade) // 100 * own // 1_000
    rate = 4 + np.maximum(2015 - built, 0) // 8 + 2 * np.maximum(6 - grade, 0)
    rehab = area * rate * rng.integers(700, 1_300, size=count, dtype=np.int64) // 1_000
    low = rng.integers(890, 940, size=count, dtype=np.int64)
    high = rng.integers(1_060, 1_120, size=count, dtype=np.int64)
    valued_step = rng.integers(0, YEAR_STEPS, size=count, dtype=np.int64)
    return Parcels(
        region=region,
        built_year=built,
        area=area,
        grade=grade,
        arrival_step=arrival,
        base_value=base,
        rehab=rehab // 100 * 100,
        low=low,
        high=high,
        valued_step=valued_step,
        mids=_mids(base, region, valued_step, arrival, seed),
        facts=_facts(region, built, area, grade, is_new, arrival_day * DAY_SECONDS + clock, seed),
    )


def _mids(
    base: IntArray, region: IntArray, valued_step: IntArray, arrival: IntArray, seed: int
) -> IntArray:
    rng = stream(seed, "valuations", "mid")
    numbers = np.arange((STEP_COUNT - 1) // YEAR_STEPS + 1)
    noise = rng.integers(930, 1_071, size=(len(base), len(numbers)), dtype=np.int64)
    step = valued_step[:, None] + YEAR_STEPS * numbers
    level = _INDEX[region[:, None], np.minimum(step, STEP_COUNT) // YEAR_STEPS]
    mid = base[:, None] * level // 1_000 * noise // 1_000 // 100 * 100
    return np.where(step > arrival[:, None], mid, 0)


def _facts(
    region: IntArray,
    built: IntArray,
    area: IntArray,
    grade: IntArray,
    is_new: BoolArray,
    recorded: IntArray,
    seed: int,
) -> Facts:
    rng = stream(seed, "parcels", "records")
    count = len(region)
    kind, street = pick(rng, (70, 12, 12, 6), count), pick(rng, (1,) * len(_STREETS), count)
    house, street_kind = (
        rng.integers(1, 990, size=count, dtype=np.int64),
        pick(rng, (1,) * 4, count),
    )
    bedrooms = np.clip(area // 620 + pick(rng, (25, 50, 25), count) - 1, 1, 7)
    bathrooms = 100 + 25 * pick(rng, (20, 5, 15, 5, 25, 5, 15, 5, 5), count)
    lot = area * rng.integers(2, 7, size=count, dtype=np.int64) + 900
    # A bedroom more, noticed later: the only thing about a parcel that is ever restated.
    start = np.maximum(recorded, SIGNALS_FROM_DAY * DAY_SECONDS)
    later = start + rng.integers(30, 2_100, size=count, dtype=np.int64) * DAY_SECONDS
    restated = np.flatnonzero(chance(rng, _RESTATED_PER_MILLE, count) & (later <= EXTRACT_SECOND))
    rows = np.concatenate([np.arange(count), restated])
    is_later = np.arange(len(rows)) >= count
    known = {name: ~chance(rng, _UNKNOWN_PER_MILLE, count)[rows] for name in ("lot", "bathroom")}
    recorded = np.where(is_later, later[rows], recorded[rows])
    table = pa.table(
        {
            "parcel_id": parcel_ids(rows),
            "region": words(REGIONS, region[rows]),
            "property_type": words(_TYPES, kind[rows]),
            "address": join(
                whole(house[rows]),
                words(_STREETS, street[rows]),
                words(_STREET_KINDS, street_kind[rows]),
                separator=" ",
            ),
            "built_year": whole(built[rows]),
            "living_area_sqft": whole(area[rows]),
            "lot_area_sqft": blank_unless(known["lot"], whole(lot[rows])),
            "bedroom_count": whole(bedrooms[rows] + is_later),
            "bathroom_count": blank_unless(known["bathroom"], money(bathrooms[rows])),
            "quality_grade": whole(grade[rows]),
            "recorded_at": timestamps(np.minimum(recorded, EXTRACT_SECOND)),
        }
    )
    return Facts.of_table("parcels", table, recorded)


def valuation_facts(parcels: Parcels, seed: int) -> Facts:
    """Return one row per parcel and year: low, middle and high value and cost of rehab."""
    who, number = np.nonzero(parcels.mids)
    rng = stream(seed, "valuations", "records")
    step = parcels.valued_step[who] + YEAR_STEPS * number
    day = first_day(step) + rng.integers(0, STEP_DAYS, size=len(who), dtype=np.int64)
    clock = rng.integers(3 * 3_600, 24 * 3_600, size=len(who), dtype=np.int64)
    has_rehab = ~chance(rng, _UNKNOWN_PER_MILLE, len(who))
    written = np.flatnonzero((day >= SIGNALS_FROM_DAY) & (day <= LAST_DAY + 1))
    who, day, clock, has_rehab = who[written], day[written], clock[written], has_rehab[written]
    mid, rehab = parcels.mids[who, number[written]], parcels.rehab[who]

    def dollars(thousandths: IntArray | int, of: IntArray) -> pa.Array:
        return money(of * thousandths // 1_000 * 100)

    recorded = day * DAY_SECONDS + clock
    order = np.lexsort((who, recorded))
    table = pa.table(
        {
            "parcel_id": parcel_ids(who),
            "valued_date": dates(day),
            "value_low": dollars(parcels.low[who], mid),
            "value_mid": dollars(1_000, mid),
            "value_high": dollars(parcels.high[who], mid),
            "rehab_low": blank_unless(has_rehab, dollars(700, rehab)),
            "rehab_mid": blank_unless(has_rehab, dollars(1_000, rehab)),
            "rehab_high": blank_unless(has_rehab, dollars(1_400, rehab)),
            "recorded_at": timestamps(recorded),
        }
    ).take(pa.array(order))
    number_ids = ids("V", np.arange(len(order), dtype=np.int64) + 1, 8)
    return Facts.of_table(
        "valuations", table.add_column(0, "valuation_id", number_ids), recorded[order]
    )
