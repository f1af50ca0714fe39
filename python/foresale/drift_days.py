"""What is compared for drift: which days with which, which rows of them, and under which limits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from json import loads
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from foresale.frames import (
    HOUSE_KEY,
    matching_rows,
    require_columns,
    rows_on,
    selected,
    to_table,
)
from foresale.offer_frames import SELECT, TRAIN
from foresale.settings import UserError

# Past days look at leads of some ages only: what is compared with them has one of these.
AGE = "lead_age_days"
# So many earlier days say what is habit; a number of weeks apart would show one weekday only.
MOST_EARLIER, WEEK = 60, 7


@dataclass(frozen=True)
class Limit:
    """From where on a drift matters, how rare a false alarm must be, and how much is habit."""

    limit_value: float
    false_alarm_share: float
    habit_factor: float


def split(days: Sequence[date]) -> tuple[list[date], list[date], list[list[date]]] | None:
    """Return the newest days, those before, and as many earlier ones of the newest's number.

    Days in a row belong together. None where there is nothing before.
    """
    found = runs(days)
    if len(found) < 2:
        return None
    before, length = [day for run in found[:-1] for day in run], len(found[-1])
    step = -(-len(before) // (length * MOST_EARLIER))
    step += step % WEEK == 0
    ends = range(len(before), length - 1, -length * step)
    return found[-1], found[-2], [before[end - length : end] for end in ends]


def runs(days: Sequence[date]) -> list[list[date]]:
    """Return the different days in order, those that follow one another in one list."""
    found: list[list[date]] = []
    for day in sorted(set(days)):
        if found and day - found[-1][-1] == timedelta(days=1):
            found[-1].append(day)
        else:
            found.append([day])
    return found


def days_before(today: date, *tables: pa.Table) -> list[date]:
    """Return the cutoffs of the tables before today, in order."""
    found = {day for table in tables for day in pc.unique(table.column("cutoff_date")).to_pylist()}
    return sorted(day for day in found if day < today)


def nearest_days(learned: Sequence[date], held: Sequence[date]) -> list[date]:
    """Return for the days learned from the nearest of those held, of two as near the earlier.

    A ladder hangs on its newest day: when that moves, its other days move with it.
    """
    found = {min(held, key=lambda day: (abs(day - one), day)) for one in learned if held}
    return sorted(found)


def of_task(relation: Any, task: str, columns: Sequence[str]) -> pa.Table:
    """Return the house key and these columns of the task's rows."""
    names = [*HOUSE_KEY, *columns]
    return to_table(selected(matching_rows(relation, "task_id", [task]), names), sort_by=())


def comparable(matrix: pa.Table, today: date) -> pa.Table:
    """Return the matrix without what of today is of an age that past days do not look at."""
    if AGE not in matrix.column_names:
        return matrix
    is_past = pc.not_equal(matrix.column("cutoff_date"), today)
    ages = pc.unique(matrix.column(AGE).filter(is_past))
    return matrix.filter(pc.or_(is_past, pc.is_in(matrix.column(AGE), ages)))


def like(said: pa.Table, matrix: pa.Table, today: date) -> pa.Table:
    """Return the rows without those of today that the matrix leaves out."""
    kept = rows_on(matrix, [today]).column("entity_id")
    is_past = pc.not_equal(said.column("cutoff_date"), today)
    return said.filter(pc.or_(is_past, pc.is_in(said.column("entity_id"), kept)))


def why_near(learned: date, reference: date) -> str:
    """Return why the reference is a day that nobody learned from."""
    return (
        f"The model learned from days up to {learned}, which today's ladder does not have; the "
        f"nearest that it has is {reference}."
    )


def why_unmeasured(today: date, days: pa.Table, compared: pa.Table) -> str:
    """Return why nothing of today could be compared with the days before.

    `days`: the matrix of all these days. `compared`: the rows that are compared, of it or not.
    """
    if today not in pc.unique(days.column("cutoff_date")).to_pylist():
        return f"Nobody asked about on {today} has features."
    if not (days_before(today, days) and days_before(today, compared)):
        return f"There is no day before {today} to compare it with."
    return f"Nobody asked about on {today} is as old as those asked about before."


def learned_days(models: Any) -> dict[str, list[date]]:
    """Return the days that the models of each task were fitted on, in order."""
    champions = to_table(models, sort_by=("task_id", "offer_id"))
    require_columns(champions, ["cutoffs_json"], "The models frame")
    days: dict[str, set[date]] = {}
    for row in champions.to_pylist():
        by_role = loads(row["cutoffs_json"])
        learned = {date.fromisoformat(day) for role in (TRAIN, SELECT) for day in by_role[role]}
        days.setdefault(row["task_id"], set()).update(learned)
    return {task: sorted(found) for task, found in sorted(days.items())}


def read_limits(limits: Any, alerts: Sequence[str]) -> dict[str, Limit]:
    """Return the limits of the alerts; raise UserError where one of them has none."""
    table = to_table(limits, sort_by=("alert_id",))
    names = ["limit_value", "false_alarm_share", "habit_factor"]
    require_columns(table, names, "The seed alert_limits")
    found = {row["alert_id"]: Limit(*(row[name] for name in names)) for row in table.to_pylist()}
    for alert in alerts:
        if alert not in found or not 0 < (found[alert].false_alarm_share or 0) < 1:
            raise UserError(
                f"The seed alert_limits has no row {alert} with a false_alarm_share between 0 and "
                "1: give it one."
            )
    return found
