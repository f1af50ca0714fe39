"""Invoice lines: what a purchase month looks like on paper."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from foresale.world.catalog import Division, Skus
from foresale.world.customers import Customers
from foresale.world.process import History
from foresale.world.profile import (
    DAY_SECONDS,
    FIRST_MONTH,
    LAST_FULL_MONTH,
    MONTH_COUNT,
    MONTH_STARTS,
    BoolArray,
    IntArray,
    Profile,
    chance,
    pick,
    stream,
)

_SHARED_DAY_PER_MILLE = 700
_LOSS_PER_MILLE = 50
# Days of the unfinished last month that orders fall on, so that its two extracted days hold some.
_UNFINISHED_MONTH_DAYS = 10


@dataclass(frozen=True)
class Lines:
    """Invoice lines, one entry per line; money in whole cents."""

    invoice: IntArray
    customer: IntArray
    sku: IntArray
    sold_day: IntArray
    quantity: IntArray
    revenue: IntArray
    gross_profit: IntArray
    recorded: IntArray
    is_first: BoolArray  # the first line of an order in a division: earns money, never returned

    @classmethod
    def concatenate(cls, parts: list[Lines]) -> Lines:
        """Return the lines of all parts, in their order."""
        return cls(
            *(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(cls))
        )

    def take(self, rows: IntArray | BoolArray) -> Lines:
        """Return these rows."""
        return Lines(*(getattr(self, one.name)[rows] for one in fields(Lines)))

    def __len__(self) -> int:
        return len(self.invoice)


@dataclass(frozen=True)
class _Orders:
    customer: IntArray
    division: IntArray
    day: IntArray


def _orders_of_month(rng: np.random.Generator, history: History, month: int) -> _Orders:
    """Return one to three orders for every purchase of the month.

    Most of them fall on the customer's usual day of that month, so that divisions meet on one
    invoice.
    """
    bought: IntArray = np.asarray(np.argwhere(history.bought_in(month)), dtype=np.int64)
    buyer, division = bought[:, 0], bought[:, 1]
    repeats = 1 + pick(rng, (680, 240, 80), len(buyer))
    customer, division = np.repeat(buyer, repeats), np.repeat(division, repeats)
    first, length = int(MONTH_STARTS[month]), int(MONTH_STARTS[month + 1] - MONTH_STARTS[month])
    if month > LAST_FULL_MONTH:
        length = _UNFINISHED_MONTH_DAYS
    customer_count = history.bought_before.shape[1]
    usual = rng.integers(0, length, size=(customer_count,), dtype=np.int64)
    other = rng.integers(0, length, size=len(customer), dtype=np.int64)
    is_usual = chance(rng, _SHARED_DAY_PER_MILLE, len(customer))
    return _Orders(customer, division, first + np.where(is_usual, usual[customer], other))


def _draw_skus(
    rng: np.random.Generator, skus: Skus, month: int, division: IntArray, industry: IntArray
) -> IntArray:
    """Return a launched SKU of each line's division, by the popularity in the line's industry."""
    sku = np.zeros(len(division), dtype=np.int64)
    for number in range(int(skus.division.max()) + 1):
        rows = np.flatnonzero(division == number)
        offered = np.flatnonzero((skus.division == number) & (skus.launch_month < month))
        edges = np.cumsum(skus.weight[:, offered], axis=1)[industry[rows]]
        draw = rng.integers(0, edges[:, -1], dtype=np.int64)
        sku[rows] = offered[(draw[:, None] >= edges).sum(axis=1)]
    return sku


def _money(
    rng: np.random.Generator,
    price: IntArray,
    margin_range: IntArray,
    size: IntArray,
    is_first: BoolArray,
) -> tuple[IntArray, IntArray, IntArray]:
    """Return quantity, revenue and gross profit of each line, cents.

    A few lines lose money, but never as much as the first line of their order earns at least, so
    an order always earns something: "bought" and "bought at a profit" are the same event.
    """
    count = len(price)
    cheap = price < 50_000
    quantity = 1 + rng.integers(0, np.where(cheap, 4 + 4 * size, 1 + size), dtype=np.int64)
    discount = rng.integers(0, 60 + 50 * size, dtype=np.int64)
    revenue = price * quantity * (1_000 - discount) // 1_000
    margin = rng.integers(margin_range[:, 0], margin_range[:, 1], dtype=np.int64)
    profit = np.maximum(revenue * margin // 1_000, 1)
    loses = chance(rng, _LOSS_PER_MILLE, count) & ~is_first
    order = np.cumsum(is_first) - 1
    bearable = profit[is_first][order] // 20
    return quantity, revenue, np.where(loses, -np.minimum(revenue // 25, bearable), profit)


def _lines_of_month(
    profile: Profile,
    seed: int,
    month: int,
    history: History,
    customers: Customers,
    divisions: tuple[Division, ...],
    skus: Skus,
) -> Lines:
    rng = stream(seed, "invoice_lines", month)
    orders = _orders_of_month(rng, history, month)
    size = customers.first_size
    limit = 1 + profile.extra_line_limit + size[orders.customer]
    line_count = 1 + rng.integers(0, limit, dtype=np.int64)
    # One invoice per customer and day; ordered by day, then customer, then division.
    by_invoice = np.lexsort((orders.division, orders.customer, orders.day))
    row = np.repeat(by_invoice, line_count[by_invoice])
    day, customer, division = orders.day[row], orders.customer[row], orders.division[row]
    is_first = np.ones(len(row), dtype=bool)
    is_first[1:] = row[1:] != row[:-1]
    new_invoice = np.ones(len(row), dtype=bool)
    new_invoice[1:] = (day[1:] != day[:-1]) | (customer[1:] != customer[:-1])
    invoice = np.cumsum(new_invoice) - 1

    sku = _draw_skus(rng, skus, month, division, customers.industry[customer])
    margins = np.array([one.margin for one in divisions], dtype=np.int64)[division]
    price = skus.list_price_cents[sku]
    quantity, revenue, profit = _money(rng, price, margins, size[customer], is_first)
    clock = rng.integers(8 * 3600, 20 * 3600, size=int(new_invoice.sum()), dtype=np.int64)
    recorded = day * DAY_SECONDS + clock[invoice]
    return Lines(invoice, customer, sku, day, quantity, revenue, profit, recorded, is_first)


def make_lines(
    profile: Profile,
    seed: int,
    history: History,
    customers: Customers,
    divisions: tuple[Division, ...],
    skus: Skus,
) -> Lines:
    """Return every sale of the written years and of the unfinished month after them."""
    parts: list[Lines] = []
    invoice_count = 0
    for month in range(FIRST_MONTH, MONTH_COUNT):
        part = _lines_of_month(profile, seed, month, history, customers, divisions, skus)
        part.invoice[:] += invoice_count
        invoice_count += len(np.unique(part.invoice))
        parts.append(part)
    return Lines.concatenate(parts)
