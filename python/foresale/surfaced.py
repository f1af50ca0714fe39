"""The lists that were handed out: a source the project writes itself, landing/activation/surfaced/.

One CSV file per day of a list. Whatever is handed out comes back with the next build, so that a
list can know what the lists before it said.
"""

from pathlib import Path

FOLDER = Path("activation") / "surfaced"
START = "start.csv"
COLUMNS = (
    *("task_id", "customer_id", "division", "surfaced_date", "policy_id"),
    *("list_rank", "recorded_at"),
)


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


def _visible(folder: Path) -> bool:
    """Return whether there is something that the landing step looks at."""
    return folder.is_dir() and any(not path.name.startswith(".") for path in folder.iterdir())
