"""The true probabilities of the property tasks, and the file that holds them."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from foresale.world.parcels import (
    HALF_YEAR_STEPS,
    LAST_DAY,
    LAST_STEP,
    STEP_DAYS,
    YEAR_STEPS,
    parcel_ids,
)
from foresale.world.profile import ORIGIN, BoolArray, IntArray
from foresale.world.property_process import MILLION, Process, State

CUTOFF_STEPS = (LAST_STEP - YEAR_STEPS, LAST_STEP - HALF_YEAR_STEPS, LAST_STEP)
TASKS = ("seller_listing", "property_distress", "property_sale")
Shares = npt.NDArray[np.float64]
_FLAGS = (False, True)
_SCHEMA = pa.schema(
    [
        ("task_id", pa.string()),
        ("parcel_id", pa.string()),
        ("cutoff_date", pa.date32()),
        ("probability", pa.float64()),
    ]
)


def true_probability(task_id: str, process: Process, state: State, cutoff: int) -> Shares:
    """Return the chance of the task's event in its window, per parcel, 6 decimals.

    `state` is what was on file before step `cutoff`. Only parcels on file have a chance.
    """
    if task_id == "property_distress":
        return np.round(_distress(process, state, cutoff), 6)
    is_sale = task_id == "property_sale"
    steps = YEAR_STEPS if is_sale else HALF_YEAR_STEPS
    return np.round(_market(process, state, cutoff, steps, is_sale), 6)


def _distress(process: Process, state: State, cutoff: int) -> Shares:
    spared = np.ones(len(process.parcels))
    for step in range(cutoff, cutoff + HALF_YEAR_STEPS):
        again = state.is_distressed(step)
        spared = spared * (1 - _share(process.distress_ppm(state, step, cutoff, again)))
    return 1 - spared


def _share(chance_ppm: IntArray | int) -> Shares:
    return np.asarray(chance_ppm / MILLION, dtype=np.float64)


def _market(process: Process, state: State, cutoff: int, steps: int, is_sale: bool) -> Shares:
    """Return the chance of a transfer (or of a listing) by following every situation forward.

    A situation: listed or not, and whether a withdrawal, a distress event, an engagement came
    since the cutoff. Whatever came since lasts until the window is over.
    """
    zero = np.zeros(len(process.parcels))
    quiet = {flags: zero for flags in product(_FLAGS, repeat=3)}
    listed = {flags: zero for flags in product(_FLAGS, repeat=2)}
    quiet[False, False, False] = np.where(state.is_listed, 0.0, 1.0)
    listed[False, False] = np.where(state.is_listed, 1.0, 0.0)
    happened = zero
    sells, withdraws = _share(process.sold_ppm()), _share(process.withdrawn_ppm())
    for step in range(cutoff, cutoff + steps):
        logit = process.listing_logit(state, step, cutoff)
        bulk = _share(process.bulk_chance(state, step, cutoff))
        old = state.is_withdrawn(step), state.is_distressed(step), state.is_engaged(step)
        distress = {new: process.distress_ppm(state, step, cutoff, old[1] | new) for new in _FLAGS}
        engage = {new: process.engage_ppm(state, cutoff, old[2] | new) for new in _FLAGS}
        direct = {
            new: _share(process.direct_ppm(state, step, cutoff, old[1] | new)) for new in _FLAGS
        }
        next_quiet, next_listed = dict.fromkeys(quiet, zero), dict.fromkeys(listed, zero)

        def spread(
            moved: Shares,
            now: tuple[bool, bool],
            then: dict[tuple[bool, ...], Shares],
            *before: bool,
            chances: tuple[dict[bool, IntArray], dict[bool, IntArray]] = (distress, engage),
        ) -> None:
            """Add what moved to where a distress event or an engagement takes it."""
            ill, keen = _share(chances[0][now[0]]), _share(chances[1][now[1]])
            for new_ill, new_keen in product(_FLAGS, repeat=2):
                part = moved * (ill if new_ill else 1 - ill) * (keen if new_keen else 1 - keen)
                where = (*before, now[0] or new_ill, now[1] or new_keen)
                then[where] = then[where] + part

        for (withdrawn, ill, keen), share in quiet.items():
            chance = _share(
                process.listing_ppm(logit, old[0] | withdrawn, old[1] | ill, old[2] | keen)
            )
            alone = share * (1 - bulk)
            lists, sold = alone * chance, share * bulk + alone * direct[ill]
            happened = happened + (sold if is_sale else lists)
            spread(share - lists - sold, (ill, keen), next_quiet, withdrawn)
            if is_sale:
                spread(lists, (ill, keen), next_listed)
        for (ill, keen), share in listed.items():
            sold = share * sells
            off = (share - sold) * withdraws
            happened = happened + (sold if is_sale else zero)
            spread(off, (ill, keen), next_quiet, True)
            spread(share - sold - off, (ill, keen), next_listed)
        quiet, listed = next_quiet, next_listed
    return happened


def write_property_truth(truth: Path, process: Process, states: dict[int, State]) -> int:
    """Write the true probabilities of every cutoff and return their number.

    One row per task, cutoff and parcel on file by then.
    """
    truth.mkdir(parents=True, exist_ok=True)
    path = truth / "property_probabilities.parquet"
    row_count = 0
    with pq.ParquetWriter(path, _SCHEMA, compression="zstd", store_schema=False) as writer:
        for task_id, cutoff in product(TASKS, CUTOFF_STEPS):
            known: BoolArray = process.exists(cutoff)
            probability = true_probability(task_id, process, states[cutoff], cutoff)[known]
            day = (ORIGIN + (LAST_DAY - (LAST_STEP - cutoff) * STEP_DAYS)).astype(object)
            count = len(probability)
            part = [
                pa.repeat(pa.scalar(task_id), count),
                parcel_ids(np.flatnonzero(known).astype(np.int64)),
                pa.repeat(pa.scalar(day, pa.date32()), count),
                pa.array(probability),
            ]
            writer.write_table(pa.table(part, schema=_SCHEMA))
            row_count += count
    return row_count
