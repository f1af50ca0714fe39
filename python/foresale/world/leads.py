"""All that the lead businesses write: tables of their sources, and the truth of every lead."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from foresale.world import car_lead_process, permit_lead_process
from foresale.world.car_lead_tables import car_lead_facts, lead_ids
from foresale.world.car_leads import CarLeads, make_car_leads
from foresale.world.facts import Facts
from foresale.world.lead_chances import (
    FIRST_TRUTH_DAY,
    LAST_CUTOFF_DAY,
    FloatArray,
    days_as_dates,
)
from foresale.world.permit_lead_tables import account_ids, permit_lead_facts, permit_lead_ids
from foresale.world.permit_leads import PermitLeads, make_permit_leads
from foresale.world.profile import BoolArray, IntArray

CAR_LEAD_AGES = (0, 1, 2, 3, 5, 8, 13, 21, 34)
CONTRACTOR_LEAD_AGES = (0, 7, 21)
TruthAt = Callable[[int, IntArray], tuple[BoolArray, FloatArray, IntArray]]
TruthRows = tuple[IntArray, IntArray, FloatArray, IntArray]


def write_leads(truth: Path, size: str, seed: int) -> Iterator[Facts]:
    """Yield the tables of `dealer_crm` and `permits`, and write their truth."""
    cars = make_car_leads(size, seed)
    yield from car_lead_facts(cars, seed)
    _write_car_truth(truth, cars)
    permits = make_permit_leads(size, seed)
    yield from permit_lead_facts(permits, seed)
    _write_permit_truth(truth, permits)


def _truth_rows(
    day: IntArray, ages: tuple[int, ...], last_age: int, truth_at: TruthAt
) -> TruthRows:
    """Return lead, cutoff day, probability and outcome of every open lead.

    Leads since the first truth day at the ages asked for, and all on the last cutoff of the world.
    """
    parts: list[TruthRows] = []
    for age in range(last_age + 1):
        cutoff = day + age
        is_asked = cutoff == LAST_CUTOFF_DAY
        if age in ages:
            is_asked |= (day >= FIRST_TRUTH_DAY) & (cutoff < LAST_CUTOFF_DAY)
        lead = np.flatnonzero(is_asked).astype(np.int64)
        is_open, probability, outcome = truth_at(age, lead)
        parts.append((lead[is_open], cutoff[lead][is_open], probability[is_open], outcome[is_open]))
    lead, cutoff, probability, outcome = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    order = np.lexsort((cutoff, lead))
    return lead[order], cutoff[order], probability[order], outcome[order]


def _write(path: Path, columns: dict[str, pa.Array], rows: TruthRows, worked: BoolArray) -> None:
    lead, cutoff, probability, outcome = rows
    table = pa.table(
        {
            **columns,
            "cutoff_date": days_as_dates(cutoff),
            "probability": pa.array(probability),
            "is_worked": pa.array(worked[lead]),
            "outcome": pa.array(outcome),
        }
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, compression="zstd", store_schema=False)


def _write_car_truth(truth: Path, leads: CarLeads) -> None:
    def truth_at(age: int, lead: IntArray) -> tuple[BoolArray, FloatArray, IntArray]:
        return car_lead_process.truth_at(
            age, leads.logit[lead], leads.draws.take(lead), leads.is_worked[lead]
        )

    rows = _truth_rows(
        leads.received_day, CAR_LEAD_AGES, car_lead_process.LAST_ANSWER_DAY - 1, truth_at
    )
    columns = {"lead_id": lead_ids(leads).take(pa.array(rows[0]))}
    _write(truth / "car_lead_probabilities.parquet", columns, rows, leads.is_worked)


def _write_permit_truth(truth: Path, leads: PermitLeads) -> None:
    def truth_at(age: int, offer: IntArray) -> tuple[BoolArray, FloatArray, IntArray]:
        return permit_lead_process.truth_at(
            age, leads.logit[offer], leads.draws.take(offer), leads.is_worked[offer]
        )

    last_age = permit_lead_process.LAST_FEEDBACK_DAY - 1
    rows = _truth_rows(leads.offered_day, CONTRACTOR_LEAD_AGES, last_age, truth_at)
    columns = {
        "account_id": account_ids(leads.offer_account[rows[0]]),
        "lead_id": permit_lead_ids(leads.offer_lead[rows[0]]),
    }
    _write(truth / "contractor_lead_probabilities.parquet", columns, rows, leads.is_worked)
