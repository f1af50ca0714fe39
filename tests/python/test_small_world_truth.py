"""How close the models of properties and leads come to the truth of the world a newcomer gets."""

from typing import NamedTuple

import duckdb
import numpy as np
import pytest
from conftest import House

from foresale.metrics import Doubles, Integers, roc_auc

TRUTH = {
    "seller_listing": ("property", "parcel_id"),
    "property_distress": ("property", "parcel_id"),
    "property_sale": ("property", "parcel_id"),
    "car_lead_sold": ("car_lead", "lead_id"),
    "contractor_lead_won": ("contractor_lead", "account_id || '/' || lead_id"),
}
_HOLDOUT = """
    select said.outcome, said.probability, truth.probability as possible
    from decisions.holdout_outcomes as said
    inner join '{file}' as truth
        on {entity_id} = said.entity_id and truth.cutoff_date = said.cutoff_date {and_task}
    where said.task_id = ?
    order by said.entity_id, said.cutoff_date
"""


class Holdout(NamedTuple):
    """What happened, what the champion said, and the chance it truly had."""

    outcome: Integers
    said: Doubles
    possible: Doubles


@pytest.fixture(scope="module")
def holdouts(small_house: House) -> dict[str, Holdout]:
    found = {}
    with duckdb.connect(str(small_house.project / "warehouse.duckdb"), read_only=True) as warehouse:
        for task, (entity, entity_id) in TRUTH.items():
            query = _HOLDOUT.format(
                file=small_house.project / "truth" / f"{entity}_probabilities.parquet",
                entity_id=entity_id,
                and_task="and truth.task_id = said.task_id" if entity == "property" else "",
            )
            found[task] = Holdout(*warehouse.execute(query, [task]).fetchnumpy().values())
    return found


@pytest.mark.parametrize("task", TRUTH)
def test_every_other_business_has_a_model(task: str, small_house: House) -> None:
    with duckdb.connect(str(small_house.project / "warehouse.duckdb"), read_only=True) as warehouse:
        rungs = warehouse.execute(
            "select distinct rung from scoring.predictions where task_id = ?", [task]
        ).fetchall()

    assert rungs == [("model",)]


@pytest.mark.parametrize("task", TRUTH)
def test_the_auc_of_a_property_or_lead_is_within_0_02_of_the_truth(
    task: str, holdouts: dict[str, Holdout]
) -> None:
    rows = holdouts[task]
    said, possible = roc_auc(rows.outcome, rows.said), roc_auc(rows.outcome, rows.possible)

    assert len(rows.outcome) > 300
    assert said is not None
    assert possible is not None
    assert said > possible - 0.02


@pytest.mark.parametrize("task", TRUTH)
def test_the_chance_said_is_the_true_one_in_every_tenth_on_average(
    task: str, holdouts: dict[str, Holdout]
) -> None:
    rows = holdouts[task]
    tenths = np.array_split(np.argsort(rows.said, kind="stable"), 10)
    errors = [abs(rows.said[part].mean() - rows.possible[part].mean()) for part in tenths]

    assert np.mean(errors) < 0.03
