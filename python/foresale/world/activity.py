"""Assets, contacts and deals: what else is known about a customer.

None of it looks into the future. Contacts and deals begin for reasons that are in the past, and a
deal is won after the purchase is on the books, so no feature made of them can beat the truth.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from foresale.world.catalog import Division, Skus
from foresale.world.customers import Customers, customer_ids
from foresale.world.facts import Facts
from foresale.world.invoices import Lines
from foresale.world.process import History
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    FIRST_MONTH,
    LAST_FULL_MONTH,
    MONTH_COUNT,
    MONTH_STARTS,
    BoolArray,
    IntArray,
    chance,
    pick,
    stream,
)
from foresale.world.text import blank_unless, dates, ids, timestamps, words

_CHANNELS = ("call", "email", "visit", "webinar")
_STAGES = ("open", "won", "lost")


def asset_facts(sales: Lines, skus: Skus, divisions: tuple[Division, ...], seed: int) -> Facts:
    """Return one row per asset: bought hardware and subscriptions; ends are learned late.

    What was agreed beforehand, the end of a subscription or a warranty, is on file from the start.
    """
    rng = stream(seed, "assets")
    kind = np.array([("none", "owned", "subscription").index(one.asset) for one in divisions])
    line_kind = kind[skus.division[sales.sku]]
    kept = chance(rng, 350, len(sales)) & (line_kind > 0)
    line, line_kind = sales.take(kept), line_kind[kept]
    count = len(line)
    started = line.sold_day + rng.integers(0, 15, size=count, dtype=np.int64)
    years = 1 + pick(rng, (30, 25, 20, 15, 10), count)
    worn_out = rng.integers(500, 2_000, size=count, dtype=np.int64)
    ended = started + np.where(line_kind == 2, 365 * years, worn_out)
    heard = ended + rng.integers(0, 10, size=count, dtype=np.int64)
    heard += np.where(chance(rng, 400, count), rng.integers(30, 270, size=count), 0)
    heard_second = heard * DAY_SECONDS + 10 * 3_600
    is_heard = heard_second <= EXTRACT_SECOND
    recorded = np.maximum(line.recorded, started * DAY_SECONDS + 12 * 3_600)
    expires, is_agreed = _agreed_ends(started, ended, line_kind == 2, seed)
    safe_end = np.where(is_heard, ended, 0)
    safe_heard = np.where(is_heard, heard_second, 0)
    table = pa.table(
        {
            "asset_id": ids("A", np.arange(count, dtype=np.int64) + 1, 7),
            "customer_id": customer_ids(line.customer),
            "sku": pa.array(skus.skus).take(pa.array(line.sku)),
            "started_date": dates(started),
            "is_subscription": words(("false", "true"), (line_kind == 2).astype(np.int64)),
            "expires_date": blank_unless(is_agreed, dates(expires)),
            "ended_date": blank_unless(is_heard, dates(safe_end)),
            "ended_recorded_at": blank_unless(is_heard, timestamps(safe_heard)),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("assets", table, recorded)


def _agreed_ends(
    started: IntArray, ended: IntArray, is_subscription: BoolArray, seed: int
) -> tuple[IntArray, BoolArray]:
    """Return the agreed last days and where one is on file: a subscription runs out, a warranty
    ends long before the machine is worn out."""
    rng = stream(seed, "assets", "agreed ends")
    count = len(started)
    warranty_ends = started + 365 * (1 + pick(rng, (50, 20, 30), count))
    is_agreed = chance(rng, 900, count)
    return np.where(is_subscription, ended, warranty_ends), is_agreed


def _was_active(history: History, month: int) -> BoolArray:
    """Return who bought anything in the six months before `month`."""
    active: BoolArray = np.any(history.count_between(month - 6, month) > 0, axis=1)
    return active


def contact_facts(history: History, customers: Customers, seed: int) -> Facts:
    """Return one row per contact of a rep; active customers are called more often."""
    who_parts: list[IntArray] = []
    second_parts: list[IntArray] = []
    for month in range(FIRST_MONTH, MONTH_COUNT):
        rng = stream(seed, "contacts", month)
        per_mille = np.where(_was_active(history, month), 220, 60)
        called = rng.integers(0, 1_000, size=len(per_mille), dtype=np.int64) < per_mille
        who = np.flatnonzero(called & (customers.arrival_month < month))
        first, end = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1])
        day = rng.integers(first, end, size=len(who), dtype=np.int64)
        clock = rng.integers(8 * 3600, 18 * 3600, size=len(who), dtype=np.int64)
        who_parts.append(who)
        second_parts.append(day * DAY_SECONDS + clock)
    who, contacted = np.concatenate(who_parts), np.concatenate(second_parts)
    rng = stream(seed, "contacts", "details")
    count = len(who)
    delay_days = np.where(chance(rng, 50, count), rng.integers(1, 20, size=count), 0)
    recorded = contacted + 600 + delay_days * DAY_SECONDS
    table = pa.table(
        {
            "contact_id": ids("C", np.arange(count, dtype=np.int64) + 1, 7),
            "customer_id": customer_ids(who),
            "rep_id": ids("R", customers.rep[who] + 1, 3),
            "channel": words(_CHANNELS, pick(rng, (45, 35, 12, 8), count)),
            "contacted_at": timestamps(contacted),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("contacts", table, recorded)


def _opened_deals(history: History, seed: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return customer, division and day of every opened deal; only the past opens deals."""
    parts = []
    for month in range(FIRST_MONTH, LAST_FULL_MONTH + 1):
        rng = stream(seed, "deals", month)
        per_mille = np.where(_was_active(history, month), 12, 2)[:, None]
        shape = history.bought_before.shape[1:]
        opened = rng.integers(0, 1_000, size=shape, dtype=np.int64) < per_mille
        who, division = np.nonzero(opened)
        first, end = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1])
        parts.append((who, division, rng.integers(first, end, size=len(who), dtype=np.int64)))
    who, division, day = (np.concatenate(column) for column in zip(*parts, strict=True))
    return who.astype(np.int64), division.astype(np.int64), day


def deal_facts(
    history: History, customers: Customers, divisions: tuple[Division, ...], seed: int
) -> Facts:
    """Return the deals: one row when opened, another when won or lost."""
    who, division, day = _opened_deals(history, seed)
    present = customers.arrival_second[who] < day * DAY_SECONDS
    who, division, day = who[present], division[present], day[present]
    rng = stream(seed, "deals", "outcome")
    count = len(who)
    month = np.searchsorted(MONTH_STARTS, day, side="right") - 1
    # Won when the customer bought in one of the next four months, and noticed in the month after.
    last = history.last_before[np.minimum(month + 5, MONTH_COUNT), who, division]
    is_won = (last > month) & (month + 5 <= LAST_FULL_MONTH)
    bought_month = np.where(is_won, last, 0).astype(np.int64)
    noticed = MONTH_STARTS[bought_month + 1] + rng.integers(0, 20, size=count, dtype=np.int64)
    lost = day + 200 + rng.integers(0, 120, size=count, dtype=np.int64)
    closed = np.where(is_won, noticed, lost)

    number = np.arange(count, dtype=np.int64)
    rows = np.concatenate([number, number])
    stage = np.concatenate([np.zeros(count, dtype=np.int64), np.where(is_won, 1, 2)])
    recorded = np.concatenate([day, closed]) * DAY_SECONDS + 17 * 3_600
    table = pa.table(
        {
            "deal_id": ids("D", rows + 1, 7),
            "customer_id": customer_ids(who[rows]),
            "division_id": words(tuple(one.division_id for one in divisions), division[rows]),
            "stage": words(_STAGES, stage),
            "opened_date": dates(day[rows]),
            "recorded_at": timestamps(recorded),
        }
    )
    # Text of days beyond the calendar of the world is never needed: those rows are not known yet.
    return Facts.of_table("deals", table, recorded)
