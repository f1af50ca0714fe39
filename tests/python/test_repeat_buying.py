"""BG/NBD against the figures of its paper, against brute force and on data that say nothing."""

from datetime import date
from math import exp, lgamma

import numpy as np
import pyarrow as pa
import pytest

from foresale.frame_hash import table_sha256
from foresale.repeat_buying import (
    EXPECTATIONS_SCHEMA,
    Histories,
    Pace,
    expect_orders,
    expected_orders,
    fit,
    log_likelihoods,
)
from foresale.settings import UserError

# What Fader, Hardie and Lee found in the CDNOW data, in weeks.
CDNOW = Pace(r=0.243, alpha=4.414, a=0.793, b=2.426)
DAY, NEXT_DAY = date(2024, 3, 31), date(2024, 4, 30)


def _histories(*rows: tuple[float, float, float]) -> Histories:
    return Histories(*(np.array(column, dtype=float) for column in zip(*rows, strict=True)))


def test_the_customer_of_the_paper_is_expected_to_order_as_often_as_the_paper_says() -> None:
    expected = expected_orders(CDNOW, _histories((2, 30.43, 38.86)), 39.0)

    assert expected[0] == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(
    "pace", [CDNOW, Pace(1.5, 3.0, 0.5, 3.0), Pace(2.0, 8.0, 3.0, 4.0), Pace(1.2, 2.0, 1.0, 2.5)]
)
@pytest.mark.parametrize(
    "history", [(0, 0, 38.86), (2, 30.43, 38.86), (5, 10, 38.86), (7, 0, 6), (1, 2, 2)]
)
def test_likelihood_and_expectation_are_those_of_brute_force(
    pace: Pace, history: tuple[float, float, float]
) -> None:
    likelihood, expectation = _by_brute_force(pace, *history, horizon=26.0)

    assert exp(log_likelihoods(pace, _histories(history))[0]) == pytest.approx(likelihood, rel=1e-4)
    assert expected_orders(pace, _histories(history), 26.0)[0] == pytest.approx(
        expectation, rel=1e-4
    )


def test_the_pace_that_made_the_data_is_found_again() -> None:
    truth = Pace(r=1.5, alpha=3.0, a=0.5, b=3.0)
    histories, counts = _drawn(truth, customers=3000, months=24)

    found = fit(histories, counts)

    assert log_likelihoods(found, histories) @ counts >= log_likelihoods(truth, histories) @ counts
    assert found == pytest.approx(truth, rel=0.35)
    expected = expected_orders(found, histories, 6.0) @ counts
    assert expected == pytest.approx(expected_orders(truth, histories, 6.0) @ counts, rel=0.03)


@pytest.mark.parametrize(
    "rows", [[(0, 0, 5), (0, 0, 9)], [(3, 0, 0)], [(9, 9, 9), (3, 3, 3), (6, 6, 6)]]
)
def test_histories_that_say_nothing_end_in_a_number(rows: list[tuple[float, float, float]]) -> None:
    histories = _histories(*rows)

    expected = expected_orders(fit(histories, np.ones(len(rows))), histories, 6.0)

    assert np.isfinite(expected).all()
    assert (expected >= 0).all()


def test_every_cutoff_is_learned_for_itself_and_every_task_has_its_horizon() -> None:
    rows = [(DAY, 4, 10, 12, 30), (DAY, 0, 0, 12, 60), (NEXT_DAY, 4, 10, 12, 1)]
    tasks = pa.table(
        {
            "task_id": ["short", "long", "house"],
            "entity": ["customer", "customer", "property"],
            "horizon_periods": [3, 12, 180],
        }
    )

    table = expect_orders(rhythms=_rhythms(rows), tasks=tasks, entity="customer")
    again = expect_orders(rhythms=_rhythms(rows[::-1] * 2), tasks=tasks, entity="customer")

    assert table.schema == EXPECTATIONS_SCHEMA
    assert table_sha256(table) == table_sha256(again)
    keys = [(row["task_id"], row["cutoff_date"]) for row in table.to_pylist()]
    assert sorted(keys) == sorted([(task, day) for task in ("short", "long") for day, *_ in rows])
    orders = {
        (row["task_id"], row["cutoff_date"], row["repeat_order_count"]): row["expected_order_count"]
        for row in table.to_pylist()
    }
    assert orders["long", DAY, 4] > orders["short", DAY, 4] > orders["short", DAY, 0] > 0
    assert orders["long", NEXT_DAY, 4] != orders["long", DAY, 4]


def test_without_customers_nothing_is_expected() -> None:
    tasks = pa.table({"task_id": ["t"], "entity": ["customer"], "horizon_periods": [6]})

    table = expect_orders(rhythms=_rhythms([]), tasks=tasks, entity="customer")

    assert table.num_rows == 0


def test_a_column_that_is_missing_is_named() -> None:
    tasks = pa.table({"task_id": ["t"], "entity": ["customer"]})

    with pytest.raises(UserError, match="horizon_periods"):
        expect_orders(rhythms=_rhythms([]), tasks=tasks, entity="customer")


def _rhythms(rows: list[tuple[date, int, int, int, int]]) -> pa.Table:
    names = ["cutoff_date", "repeat_order_count", "recency_months", "age_months", "alike_count"]
    types = [pa.date32(), *[pa.int64()] * 4]
    return pa.table(
        {
            name: pa.array([row[place] for row in rows], type_)
            for place, (name, type_) in enumerate(zip(names, types, strict=True))
        }
    )


def _by_brute_force(
    pace: Pace, repeats: float, recency: float, age: float, *, horizon: float
) -> tuple[float, float]:
    """Return likelihood and expectation as sums over a fine grid of paces and chances to leave."""
    r, alpha, a, b = pace
    steps = 3000
    place = (np.arange(steps) + 0.5) / steps
    # Both scales are bent so that the grid is fine where a density has no bound.
    odds = (place / (1 - place)) ** 8
    step = 8 * odds / (place * (1 - place)) / steps
    paces, pace_step = odds, step
    leaves, stays = odds / (1 + odds), 1 / (1 + odds)
    leave_step = step / (1 + odds) ** 2
    with np.errstate(under="ignore"):
        pace_density = pace_step * np.exp(
            r * np.log(alpha) - lgamma(r) + (r - 1) * np.log(paces) - alpha * paces
        )
        leave_density = (
            leave_step
            * np.exp(lgamma(a + b) - lgamma(a) - lgamma(b) + (a - 1) * np.log(leaves))
            * stays ** (b - 1)
        )
        here = pace_density * paces**repeats * np.exp(-paces * age)
        gone = pace_density * paces**repeats * np.exp(-paces * recency)
        stayed = leave_density * stays**repeats
        likelihood = here.sum() * stayed.sum()
        if repeats > 0:
            left = leave_density * leaves * stays ** (repeats - 1)
            likelihood += gone.sum() * left.sum()
        orders = sum(
            weight * (stayed * -np.expm1(-pace * horizon * leaves) / leaves).sum()
            for weight, pace in zip(here.tolist(), paces.tolist(), strict=True)
            if weight > 0
        )
    return float(likelihood), float(orders / likelihood)


def _drawn(pace: Pace, *, customers: int, months: int) -> tuple[Histories, np.ndarray]:
    draw = np.random.default_rng(17)
    rows = []
    for _ in range(customers):
        rate = draw.gamma(pace.r, 1 / pace.alpha)
        leaves = draw.beta(pace.a, pace.b)
        repeats, recency, moment = 0, 0.0, draw.exponential(1 / rate)
        while moment <= months:
            repeats, recency = repeats + 1, moment
            if draw.random() < leaves:
                break
            moment += draw.exponential(1 / rate)
        rows.append((float(repeats), recency, float(months)))
    return _histories(*rows), np.ones(customers)
