"""Permit leads that are offered to contractors: who is offered which, and who works it.

Contractors pick by what they see, and what they like is also what they win. Nothing is ever heard
of a lead that was not worked. One account is new and has hardly told anything yet.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from foresale.world.lead_chances import FIRST_LEAD_DAY, ppm, uniform
from foresale.world.permit_lead_process import Draws
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    BoolArray,
    IntArray,
    pick,
    stream,
)

# size -> offered leads (about), accounts
SIZES = {"tiny": (900, 6), "small": (7_000, 20), "large": (80_000, 150)}

TRADES = ("roofing", "solar", "hvac", "electrical", "plumbing", "painting")
REGIONS = ("lakeside", "old_town", "hills", "harbor")
KINDS = (
    "residential_alteration",
    "commercial_alteration",
    "new_construction",
    "addition",
    "demolition",
)
_KIND_EFFECT = np.array([0, -40, 60, 60, -150])
_BASE = -165
_TRADE_EFFECT, _NO_TRADE_EFFECT = 90, -110
_REGION_EFFECT, _NO_REGION_EFFECT = 60, -60
_VALUE_EFFECT = 200  # from the smallest job to the largest
_COMPETITOR_EFFECT = -60  # for each other account that is offered the lead
_PICK_BASE = 10
_TRADE_PICK, _NO_TRADE_PICK = 110, -60
_REGION_PICK, _NO_REGION_PICK = 55, -20
_WEEKDAY_PICK = np.array([20, 20, 10, 0, -10, -60, -60])
# Dollars by thousandths of the distribution, and what the value does.
_VALUES: IntArray = np.array(
    [
        round(math.exp(9.6 + 1.15 * NormalDist().inv_cdf((n + 0.5) / 1_000)) / 50) * 50
        for n in range(1_000)
    ],
    dtype=np.int64,
)
_NEWCOMER_OFFERS = 9
_TRADE_PULL, _REGION_PULL = 350, 200


@dataclass(frozen=True)
class Accounts:
    """The contractors; the last one is new."""

    trade: IntArray
    region: IntArray
    quality: IntArray
    eagerness: IntArray


@dataclass(frozen=True)
class PermitLeads:
    """The leads in the order of their permits, and every offer of one to an account."""

    created: IntArray  # second
    region: IntArray
    kind: IntArray
    has_tag: BoolArray  # (lead, trade)
    value: IntArray  # whole dollars
    accounts: Accounts
    offer_lead: IntArray
    offer_account: IntArray
    offered: IntArray  # second, on the day of the permit
    logit: IntArray  # of being won if worked, before the day of the first feedback
    is_worked: BoolArray
    draws: Draws

    @property
    def offered_day(self) -> IntArray:
        """The day of each offer."""
        return self.offered // DAY_SECONDS


def _accounts(seed: int, count: int) -> Accounts:
    rng = stream(seed, "permit_leads", "accounts")
    quality = np.arange(count) * 120 // (count - 1) - 60
    return Accounts(
        trade=np.arange(count) % len(TRADES),
        region=pick(rng, (30, 30, 20, 20), count),
        quality=rng.permutation(quality).astype(np.int64),
        eagerness=rng.integers(-50, 51, size=count, dtype=np.int64),
    )


def _tags(rng: np.random.Generator, count: int) -> BoolArray:
    """Return which trades each permit calls for: one to three."""
    order = np.argsort(rng.integers(0, 1_000_000, size=(count, len(TRADES))), axis=1, kind="stable")
    number = 1 + pick(rng, (50, 35, 15), count)
    has_tag = np.zeros((count, len(TRADES)), dtype=bool)
    for place in range(3):
        rows = np.flatnonzero(number > place)
        has_tag[rows, order[rows, place]] = True
    return has_tag


def _offers(
    seed: int, has_tag: BoolArray, region: IntArray, accounts: Accounts
) -> tuple[IntArray, IntArray, IntArray]:
    """Return lead, account and place of each offer: a lead goes to one to three accounts.

    The new account is offered a few of the last leads only.
    """
    rng = stream(seed, "permit_leads", "offers")
    count, account_count = len(region), len(accounts.trade)
    key = rng.integers(0, 1_000, size=(count, account_count), dtype=np.int64)
    key -= _TRADE_PULL * has_tag[:, accounts.trade]
    key -= _REGION_PULL * (region[:, None] == accounts.region)
    recent = count - 1 - rng.choice(count // 6, size=_NEWCOMER_OFFERS, replace=False)
    key[:, -1] = 10_000
    key[recent, -1] = -10_000
    order = np.argsort(key, axis=1, kind="stable")
    number = 1 + pick(rng, (30, 40, 30), count)
    lead = np.repeat(np.arange(count, dtype=np.int64), number)
    place = np.arange(len(lead)) - np.repeat(np.cumsum(number) - number, number)
    return lead, order[lead, place].astype(np.int64), place.astype(np.int64)


def make_permit_leads(size: str, seed: int) -> PermitLeads:
    """Return the leads, their offers and what happens to each of them."""
    offer_count, account_count = SIZES[size]
    count = offer_count // 2
    rng = stream(seed, "permit_leads", "attributes")
    last_day = EXTRACT_SECOND // DAY_SECONDS
    day = np.sort(rng.integers(FIRST_LEAD_DAY, last_day, size=count, dtype=np.int64))
    clock = rng.integers(8 * 3_600, 16 * 3_600, size=count, dtype=np.int64)
    created = np.sort(day * DAY_SECONDS + clock)
    region, kind = pick(rng, (30, 30, 20, 20), count), pick(rng, (40, 20, 15, 17, 8), count)
    has_tag = _tags(rng, count)
    rank = rng.integers(0, 1_000, size=count, dtype=np.int64)
    accounts = _accounts(seed, account_count)
    lead, account, place = _offers(seed, has_tag, region, accounts)
    competitors = np.bincount(lead, minlength=count)[lead] - 1
    offered = created[lead] + 2_400 + place * 3_600

    has_trade = has_tag[lead, accounts.trade[account]]
    has_region = region[lead] == accounts.region[account]
    value_effect = _VALUE_EFFECT * (rank[lead] - 500) // 1_000
    logit = _BASE + _KIND_EFFECT[kind[lead]] + accounts.quality[account] + value_effect
    logit += np.where(has_trade, _TRADE_EFFECT, _NO_TRADE_EFFECT)
    logit += np.where(has_region, _REGION_EFFECT, _NO_REGION_EFFECT)
    logit += _COMPETITOR_EFFECT * competitors
    picked = _PICK_BASE + accounts.eagerness[account] + (rank[lead] - 500) // 12
    picked += np.where(has_trade, _TRADE_PICK, _NO_TRADE_PICK)
    picked += np.where(has_region, _REGION_PICK, _NO_REGION_PICK)
    picked += _WEEKDAY_PICK[offered // DAY_SECONDS % 7]
    draws = Draws.of(seed, len(lead))
    is_worked = uniform(rng, len(lead)) < ppm(picked)
    return PermitLeads(
        created, region, kind, has_tag, _VALUES[rank], accounts, lead, account, offered,
        logit.astype(np.int64), is_worked, draws,
    )  # fmt: skip
