"""The ranges around probabilities hold the truth of the world as often as they say."""

from typing import NamedTuple

import duckdb
import numpy as np
import pytest
from conftest import House

from foresale.intervals import confidence_from_json
from foresale.metrics import Doubles

# Where nobody worked a lead its chance is that of being worked too, which no label is about.
_SAID = """
    with truth as (
        select 'division_purchase' as task_id, customer_id as entity_id, division_id as offer_id,
            cutoff_date, purchase_probability_6m as probability
        from '{truth}/purchase_probabilities.parquet'
        union all
        select task_id, parcel_id, 'all', cutoff_date, probability
        from '{truth}/property_probabilities.parquet'
        union all
        select 'car_lead_sold', lead_id, 'all', cutoff_date, probability
        from '{truth}/car_lead_probabilities.parquet' where is_worked
        union all
        select 'contractor_lead_won', account_id || '/' || lead_id, 'all', cutoff_date, probability
        from '{truth}/contractor_lead_probabilities.parquet' where is_worked
    )

    select said.task_id, said.offer_id, said.model_id, calendar.cutoff_role,
        any_value(vintages.confidence_bins_json) as confidence_bins_json,
        list(said.probability) as said, list(said.probability_lower) as lower,
        list(said.probability_upper) as upper, list(truth.probability) as truth
    from scoring.predictions as said
    inner join truth using (task_id, entity_id, offer_id, cutoff_date)
    inner join training.model_vintages as vintages using (task_id, offer_id, model_id)
    inner join (
        select distinct task_id, offer_id, cutoff_date, cutoff_role from labels.labelled_outcomes
    ) as calendar using (task_id, offer_id, cutoff_date)
    where calendar.cutoff_role in ('holdout', 'score') and vintages.status = 'selected'
    group by all
"""
TASKS = (
    *("car_lead_sold", "contractor_lead_won", "division_purchase"),
    *("property_distress", "property_sale", "seller_listing"),
)
# A bin of fewer rows says little of its own mean.
FEWEST_ROWS = 10


class Bin(NamedTuple):
    """A bin of one model on later days: the mean range that was said, and the mean truth."""

    lower: float
    upper: float
    truth: float


def _bins(text: str, said: Doubles, *values: Doubles) -> list[Bin]:
    confidence = confidence_from_json(text)
    edges = [one.highest for one in confidence.bins[:-1]]
    place = np.searchsorted(np.array(edges, dtype=np.float64), said, side="left")
    return [
        Bin(*(float(value[place == at].mean()) for value in values))
        for at in range(len(confidence.bins))
        if (place == at).sum() >= FEWEST_ROWS
    ]


@pytest.fixture(scope="module")
def bins(small_house: House) -> dict[str, list[Bin]]:
    found: dict[str, list[Bin]] = {task: [] for task in TASKS}
    with duckdb.connect(str(small_house.project / "warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute(_SAID.format(truth=small_house.project / "truth")).fetchall()
    for task, _, _, _, text, *columns in rows:
        found[task] += _bins(text, *(np.array(column) for column in columns))
    return found


def test_nine_of_ten_ranges_hold_the_true_rate_of_later_days(bins: dict[str, list[Bin]]) -> None:
    held = [one.lower <= one.truth <= one.upper for task in TASKS for one in bins[task]]

    assert len(held) > 200
    assert 0.85 <= np.mean(held) <= 0.95


@pytest.mark.parametrize("task", TASKS)
def test_the_ranges_of_a_task_hold_and_are_no_wider_than_they_must(
    task: str, bins: dict[str, list[Bin]]
) -> None:
    # The bins of one model err together: what moves its level moves ten of them.
    held = [one.lower <= one.truth <= one.upper for one in bins[task]]

    assert np.mean(held) >= 0.65
    assert np.mean([one.upper - one.lower for one in bins[task]]) < 0.2
