"""The lists that were handed out: a source the project writes itself, landing/activation/surfaced/.

One CSV file per day of a list. Whatever is handed out comes back with the next build, so that a
list can know what the lists before it said.
"""

import csv
import os
from pathlib import Path

import duckdb

from foresale.relations import brief, open_warehouse, quoted
from foresale.settings import UserError

FOLDER = Path("activation") / "surfaced"
START = "start.csv"
COLUMNS = (
    *("task_id", "customer_id", "division", "surfaced_date", "policy_id"),
    *("list_rank", "recorded_at"),
)

_SELECTED = """
    with calendar as (
        select task_id, max(as_of_date) as as_of_date
        from spines.cutoff_calendar group by task_id
    )
    select
        whitespace.task_id, whitespace.customer_id, whitespace.division, calendar.as_of_date,
        policies.policy_id, whitespace.list_rank,
        cast(calendar.as_of_date + 1 as timestamp) as recorded_at
    from marts.whitespace as whitespace
    inner join calendar on whitespace.task_id = calendar.task_id
    inner join settings.policies as policies
        on whitespace.task_id = policies.task_id and policies.policy_role = 'active'
    where whitespace.is_selected
    order by whitespace.task_id, whitespace.list_rank
"""


def start_history(landing: Path) -> Path | None:
    """Return the file it writes where nothing was handed out yet: the header alone; else None.

    A landing folder without any other files stays as it is: an empty one means that nothing has
    been exported yet.
    """
    folder = landing / FOLDER
    if not landing.is_dir() or not _visible(landing) or _visible(folder):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / START
    path.write_text(",".join(COLUMNS) + "\n", encoding="utf-8")
    return path


def surface(*, warehouse: Path, landing: Path) -> tuple[Path, int]:
    """Return the file it writes and its number of rows: what is selected on the lists of today.

    A list that was handed out before on the same day is replaced. It counts as known from the day
    after its own: a list never knows itself. Raises UserError where the warehouse has no list.
    """
    if not landing.is_dir():
        raise UserError(f"There is no folder {landing}/: set FORESALE_LANDING to the one in use.")
    with open_warehouse(warehouse) as (connection, catalog):
        connection.execute(f"use {quoted(catalog)}")
        try:
            days = connection.execute("select max(as_of_date) from spines.cutoff_calendar")
            day = days.fetchall()[0][0]
            rows = connection.execute(_SELECTED).fetchall()
        except duckdb.Error as error:
            raise UserError(
                f"The warehouse {warehouse} has no list to hand out ({brief(error)}): run "
                "`make build` first."
            ) from error
    path = landing / FOLDER / f"{day}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    # The landing step does not look at a name that begins with a dot.
    writing = path.with_name(f".{path.name}")
    with writing.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    os.replace(writing, path)
    return path, len(rows)


def _visible(folder: Path) -> bool:
    """Return whether there is something that the landing step looks at."""
    return folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
