"""Reps and customers: who they are, when they came, and what was corrected later."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from foresale.world.catalog import INDUSTRIES, SIZE_BANDS
from foresale.world.facts import Facts
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    FIRST_MONTH,
    LAST_FULL_MONTH,
    MONTH_STARTS,
    BoolArray,
    IntArray,
    Profile,
    chance,
    month_of_day,
    pick,
    stream,
)
from foresale.world.text import blank_unless, ids, timestamps, whole, words

REGIONS = ("north", "south", "east", "west")
FIRST_CUSTOMER_NUMBER = 100_001
_INDUSTRY_WEIGHTS = (26, 18, 20, 14, 12, 10)
_SIZE_WEIGHTS = (42, 31, 18, 9)
_NEVER_BUYS_PER_MILLE = 60
_RESTATED_PER_MILLE = 130
# rep within the region, region (and rep), size band up, size band down
_RESTATEMENT_WEIGHTS = (40, 25, 22, 13)

_FIRST_NAMES = (
    "Harlow", "Finch", "Okafor", "Lindqvist", "Castellan", "Brightwater", "Müller", "Tanaka",
    "Ridgeway", "Oakhurst", "Delacroix", "Novák", "Summit", "Ironbridge", "Kestrel", "Fairmont",
    "Bellweather", "Solano", "Whitfield", "Aldergate",
)  # fmt: skip
_SECOND_NAMES = (
    "Works", "Design", "Studios", "Engineering", "Systems", "Partners", "Fabrication", "Institute",
    "Labs", "Group", "Medical", "Builders", "Precision", "Media", "Academy", "Dynamics",
)  # fmt: skip
_ENDINGS = ("Inc.", "LLC", "GmbH", "Ltd.", "& Co.", "Associates")


@dataclass(frozen=True)
class Customers:
    """One entry per customer; ids grow with the day a customer was first recorded."""

    number: IntArray
    industry: IntArray
    first_size: IntArray
    last_size: IntArray
    size_change_month: IntArray  # beyond the world where the size never changes
    arrival_second: IntArray
    never_buys: BoolArray
    rep: IntArray  # the rep at the end of the world
    facts: Facts

    @property
    def arrival_month(self) -> IntArray:
        """The month each customer was first recorded."""
        return month_of_day(self.arrival_second // DAY_SECONDS)


def rep_region(rep: IntArray) -> IntArray:
    """Return the region of each rep: reps are dealt out over the regions in turn."""
    return rep % len(REGIONS)


def rep_facts(profile: Profile) -> Facts:
    """Return one row per rep, all known from the first written day on."""
    rep = np.arange(profile.rep_count, dtype=np.int64)
    recorded = np.full(profile.rep_count, MONTH_STARTS[FIRST_MONTH] * DAY_SECONDS) + rep * 60
    names = [f"{_FIRST_NAMES[n % 20]}, {chr(65 + n // 20)}." for n in rep]
    table = pa.table(
        {
            "rep_id": ids("R", rep + 1, 3),
            "rep_name": pa.array(names),
            "region": words(REGIONS, rep_region(rep)),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("reps", table, recorded)


def _arrivals(seed: int, count: int) -> IntArray:
    """Return the second of arrival, ascending: half before the written years, half evenly after."""
    rng = stream(seed, "customers", "arrival")
    old_end, end = int(MONTH_STARTS[FIRST_MONTH]), int(MONTH_STARTS[LAST_FULL_MONTH + 1])
    is_old = chance(rng, 680, count)
    old = rng.integers(0, old_end, size=count, dtype=np.int64)
    new = rng.integers(old_end, end, size=count, dtype=np.int64)
    day = np.sort(np.where(is_old, old, new))
    clock = rng.integers(8 * 3600, 18 * 3600, size=count, dtype=np.int64)
    return day * DAY_SECONDS + clock


def customer_names(seed: int, count: int) -> list[str]:
    """Return customer names; some hold commas, quotes or letters outside ASCII."""
    rng = stream(seed, "customers", "name")
    first, second, third = (pick(rng, (1,) * n, count) for n in (20, 16, 20))
    ending, style = pick(rng, (1,) * 6, count), pick(rng, (70, 12, 12, 6), count)
    names = []
    for a, b, c, e, kind in zip(first, second, third, ending, style, strict=True):
        plain = f"{_FIRST_NAMES[a]} {_SECOND_NAMES[b]}"
        forms = (
            f"{plain} {_ENDINGS[e]}",
            f"{plain}, {_ENDINGS[e]}",
            f"{_FIRST_NAMES[a]}, {_FIRST_NAMES[c]} & {_SECOND_NAMES[b]}",
            f'The "{_FIRST_NAMES[a]}" {_SECOND_NAMES[b]}',
        )
        names.append(forms[kind])
    return names


def _rep_in(rng: np.random.Generator, region: IntArray, profile: Profile) -> IntArray:
    """Return a random rep of each region."""
    per_region = profile.rep_count // len(REGIONS)
    seat = rng.integers(0, per_region, size=len(region), dtype=np.int64)
    return seat * len(REGIONS) + region


def make_customers(profile: Profile, seed: int) -> Customers:
    """Return the customers with their first rows and the rows that restated them later."""
    count = profile.customer_count
    rng = stream(seed, "customers", "attributes")
    arrival = _arrivals(seed, count)
    industry, size = pick(rng, _INDUSTRY_WEIGHTS, count), pick(rng, _SIZE_WEIGHTS, count)
    region = pick(rng, (30, 26, 24, 20), count)
    rep = _rep_in(rng, region, profile)
    contact_word = pick(rng, (970, 20, 10), count)  # false, true, unknown
    never_buys = chance(rng, _NEVER_BUYS_PER_MILLE, count)

    kind = pick(rng, _RESTATEMENT_WEIGHTS, count)
    start = np.maximum(arrival, int(MONTH_STARTS[FIRST_MONTH]) * DAY_SECONDS) + 60 * DAY_SECONDS
    wait = rng.integers(0, 900 * DAY_SECONDS, size=count, dtype=np.int64)
    restated_at = start + wait
    restated = chance(rng, _RESTATED_PER_MILLE, count) & (restated_at <= EXTRACT_SECOND)
    new_region = np.where(kind == 1, (region + 1) % len(REGIONS), region)
    new_rep = np.where(kind <= 1, _rep_in(rng, new_region, profile), rep)
    step = np.where(kind == 2, 1, np.where(kind == 3, -1, 0))
    new_size = np.clip(size + step, 0, len(SIZE_BANDS) - 1)

    rows = np.concatenate([np.arange(count), np.flatnonzero(restated)])
    is_new = np.concatenate([np.zeros(count, dtype=bool), np.ones(int(restated.sum()), dtype=bool)])
    recorded = np.where(is_new, restated_at[rows], arrival[rows])
    table = pa.table(
        {
            "customer_id": customer_ids(rows),
            "customer_name": pa.array(customer_names(seed, count)).take(pa.array(rows)),
            "industry": words(INDUSTRIES, industry[rows]),
            "size_band": words(SIZE_BANDS, np.where(is_new, new_size[rows], size[rows])),
            "region": words(REGIONS, np.where(is_new, new_region[rows], region[rows])),
            "rep_id": ids("R", np.where(is_new, new_rep[rows], rep[rows]) + 1, 3),
            "do_not_contact": blank_unless(
                contact_word[rows] < 2, words(("false", "true", ""), contact_word[rows])
            ),
            "recorded_at": timestamps(recorded),
        }
    )
    return Customers(
        number=np.arange(count, dtype=np.int64),
        industry=industry,
        first_size=size,
        last_size=np.where(restated, new_size, size),
        size_change_month=np.where(restated, month_of_day(restated_at // DAY_SECONDS), 10_000),
        arrival_second=arrival,
        never_buys=never_buys,
        rep=np.where(restated, new_rep, rep),
        facts=Facts.of_table("customers", table, recorded),
    )


def customer_ids(numbers: IntArray) -> pa.Array:
    """Return customer ids: text that looks like a number."""
    return whole(numbers + FIRST_CUSTOMER_NUMBER)
