"""How many orders a customer will place: BG/NBD, a rule of thumb that learns four numbers.

P. Fader, B. Hardie and K. Lee, "Counting Your Customers" the Easy Way, Marketing Science 24
(2005): customers order at random, each at a pace of his own (a gamma distribution with r and
alpha), and after any order may leave for good (a beta distribution with a and b). All that counts
of a customer is the number of orders after the first (repeats), the time from the first to the
last (recency) and from the first to today (age). The four numbers are those that make what was
seen most likely, found by the simplex of Nelder and Mead (1965) in their logarithms.
"""

import math
from collections.abc import Callable
from math import lgamma
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.frames import distinct_rows, from_table, require_columns, to_table
from foresale.metrics import DECIMALS, settled

HISTORY = ("repeat_order_count", "recency_months", "age_months")
EXPECTATIONS_SCHEMA = pa.schema(
    [
        ("task_id", pa.string()),
        ("cutoff_date", pa.date32()),
        *((name, pa.int64()) for name in HISTORY),
        ("expected_order_count", pa.float64()),
    ]
)
# What is left out of the series for the expectation, as a part of one order.
_LEFT_OUT = 1e-12
_MAXIMUM_TERMS = 100_000
# Logarithms beyond it are those of data that say nothing, such as no repeat at all.
_LARGEST_LOG = 8.0
_MAXIMUM_STEPS = 2_000
_TIGHT = 1e-10

Numbers = np.ndarray[Any, np.dtype[np.float64]]


class Histories(NamedTuple):
    """The histories of customers, one number of each, in one unit of time."""

    repeats: Numbers
    recency: Numbers
    age: Numbers


class Pace(NamedTuple):
    """How fast customers order (r, alpha) and leave (a, b)."""

    r: float
    alpha: float
    a: float
    b: float


def expect_orders(*, rhythms: Any, tasks: Any, entity: str, session: Any = None) -> Any:
    """Return the orders expected within the horizon per task of the entity, cutoff and history.

    `rhythms`: cutoff_date, the three columns of HISTORY and `alike_count`, the customers who have
    that history on that day; every cutoff is learned for itself. `tasks`: the seed. Raises
    UserError when a column is missing.
    """
    columns = ["cutoff_date", *HISTORY, "alike_count"]
    cells = distinct_rows(rhythms, columns)
    horizons = to_table(tasks, sort_by=["task_id"])
    require_columns(horizons, ["entity", "horizon_periods"], "The seed tasks")
    asked = [row for row in horizons.to_pylist() if row["entity"] == entity]
    parts = [EXPECTATIONS_SCHEMA.empty_table()]
    for day in cells.column("cutoff_date").unique():
        of_day = cells.filter(pc.equal(cells.column("cutoff_date"), day))
        histories = Histories(*(of_day.column(name).to_numpy().astype(float) for name in HISTORY))
        pace = fit(histories, of_day.column("alike_count").to_numpy().astype(float))
        for task in asked:
            expected = expected_orders(pace, histories, float(task["horizon_periods"]))
            arrays = [
                pa.array([task["task_id"]] * of_day.num_rows, pa.string()),
                *(of_day.column(name).combine_chunks() for name in ("cutoff_date", *HISTORY)),
                pa.array(np.round(expected, 6)),
            ]
            parts.append(pa.table(arrays, schema=EXPECTATIONS_SCHEMA))
    return from_table(pa.concat_tables(parts).combine_chunks(), session)


def fit(histories: Histories, counts: Numbers) -> Pace:
    """Return the pace under which so many customers of each history are most likely."""

    def misfit(logarithms: Numbers) -> float:
        bounded = np.clip(logarithms, -_LARGEST_LOG, _LARGEST_LOG)
        pace = Pace(*(float(number) for number in np.exp(bounded)))
        outside = float(np.abs(logarithms - bounded).sum())
        told = math.fsum((log_likelihoods(pace, histories) * counts).tolist()) / counts.sum()
        # the last bit of a logarithm must not turn the search another way on another processor
        return settled(outside - float(told), DECIMALS)

    best = np.zeros(4)
    # Begun anew where it ended: a simplex may fall flat before it is at the bottom.
    for _ in range(2):
        best = _lowest(misfit, best)
    return Pace(*(float(f"{number:.4g}") for number in np.exp(best)))


def log_likelihoods(pace: Pace, histories: Histories) -> Numbers:
    """Return the logarithm of the likelihood of each history, as the paper's equation 6."""
    r, alpha, a, b = pace
    repeats, recency, age = histories
    distinct, places = np.unique(repeats, return_inverse=True)
    by_repeats = [
        (lgamma(r + x) - lgamma(r))
        + (lgamma(a + b) + lgamma(b + x) - lgamma(b) - lgamma(a + b + x))
        for x in distinct.tolist()
    ]
    stayed = -(r + repeats) * np.log(alpha + age)
    has_repeat = repeats > 0
    left = np.where(
        has_repeat,
        np.log(a)
        - np.log(b + np.maximum(repeats, 1.0) - 1.0)
        - (r + repeats) * np.log(alpha + recency),
        -np.inf,
    )
    likelihoods: Numbers = (
        np.array(by_repeats)[places] + r * np.log(alpha) + np.logaddexp(stayed, left)
    )
    return likelihoods


def expected_orders(pace: Pace, histories: Histories, horizon: float) -> Numbers:
    """Return how many orders each history lets expect within the horizon, the paper's equation 10.

    Its Gaussian hypergeometric function is taken by Euler's transformation, which cancels the
    power beside it; the series ends where what is left out is below a trillionth.
    """
    r, alpha, a, b = pace
    # At these two values the formula divides nought by nought, beside them it does not.
    a = a + 1e-6 if abs(a - 1.0) < 1e-6 else a
    repeats, recency, age = histories
    lower = a + b + repeats - 1.0
    lower = np.where(np.abs(lower) < 1e-6, 1e-6, lower)
    part = horizon / (alpha + age + horizon)
    series = _hypergeometric(np.full_like(lower, a + b - 1.0 - r), a - 1.0, lower, part)
    orders = lower / (a - 1.0) * (1.0 - (1.0 - part) ** (a - 1.0) * series)
    has_left = (
        a
        / np.maximum(b + repeats - 1.0, b)
        * np.exp((r + repeats) * (np.log(alpha + age) - np.log(alpha + recency)))
    )
    expected: Numbers = np.maximum(orders / (1.0 + np.where(repeats > 0, has_left, 0.0)), 0.0)
    return expected


def _hypergeometric(one: Numbers, other: float, lower: Numbers, part: Numbers) -> Numbers:
    """Return the Gaussian hypergeometric series 2F1(one, other; lower; part), part below 1."""
    total = np.ones_like(part)
    term = np.ones_like(part)
    for step in range(_MAXIMUM_TERMS):
        term = term * (one + step) * (other + step) / ((lower + step) * (1.0 + step)) * part
        total = total + term
        # From here on a term is at most this part of the one before.
        following = step + 1.0
        ratio = (
            part
            * np.maximum(np.abs((one + following) / (lower + following)), 1.0)
            * max(abs((other + following) / (1.0 + following)), 1.0)
        )
        is_over = (ratio < 1.0) & (np.abs(term) * ratio <= _LEFT_OUT * (1.0 - ratio))
        if bool(is_over.all()):
            break
    return total


def _lowest(function: Callable[[Numbers], float], start: Numbers) -> Numbers:
    """Return where the function is lowest, near the start, by the simplex of Nelder and Mead."""
    corners = [start, *(start + 0.5 * axis for axis in np.eye(len(start)))]
    simplex = [(function(corner), corner) for corner in corners]
    for _ in range(_MAXIMUM_STEPS):
        simplex.sort(key=lambda corner: corner[0])
        lowest, highest = simplex[0][0], simplex[-1][0]
        size = max(float(np.abs(corner - simplex[0][1]).max()) for _, corner in simplex)
        if highest - lowest < _TIGHT and size < 1e-6:
            break
        middle = np.mean([corner for _, corner in simplex[:-1]], axis=0)
        simplex[-1] = _moved(function, simplex, middle)
        if simplex[-1][0] >= highest:
            best = simplex[0][1]
            shrunk = [best + 0.5 * (corner - best) for _, corner in simplex[1:]]
            simplex = [simplex[0], *((function(corner), corner) for corner in shrunk)]
    return min(simplex, key=lambda corner: corner[0])[1]


def _moved(
    function: Callable[[Numbers], float], simplex: list[tuple[float, Numbers]], middle: Numbers
) -> tuple[float, Numbers]:
    """Return the worst corner thrown over the middle of the others, further or less far."""
    worst = simplex[-1]

    def thrown(factor: float) -> tuple[float, Numbers]:
        corner = middle + factor * (middle - worst[1])
        return function(corner), corner

    over = thrown(1.0)
    if over[0] < simplex[0][0]:
        return min(over, thrown(2.0), key=lambda corner: corner[0])
    if over[0] < simplex[-2][0]:
        return over
    inward = thrown(0.5) if over[0] < worst[0] else thrown(-0.5)
    return inward if inward[0] < min(over[0], worst[0]) else worst
