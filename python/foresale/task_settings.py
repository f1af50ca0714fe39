"""What the seed `tasks` says about learning, read and checked."""

from typing import Any

from foresale.contest import RULES, Minimums
from foresale.frames import require_columns, require_unique, to_table
from foresale.settings import UserError

MINIMUMS = (
    "minimum_positive_count",
    "minimum_label_count",
    "minimum_select_auc",
    "maximum_auc_gap",
    "signal_confidence_share",
    "better_confidence_share",
)
# What the learning code can use; what makes sense is checked where the seed is declared.
RANGES = {
    "random_seed": (0, 2**31 - 1),
    "minimum_positive_count": (1, 2**31 - 1),
    "minimum_label_count": (1, 2**31 - 1),
    "minimum_select_auc": (0, 1),
    "maximum_auc_gap": (0, 1),
    "signal_confidence_share": (0.5, 0.9999),
    "better_confidence_share": (0.5, 0.9999),
}


def task_settings(tasks: Any) -> dict[str, dict[str, Any]]:
    """Return what learning reads of each row of the seed, by task."""
    tasks = to_table(tasks, sort_by=["task_id"])
    names = ["task_id", "random_seed", "period", "selection_rule", *MINIMUMS]
    require_columns(tasks, names, "The seed tasks")
    require_unique(tasks, ["task_id"], "The seed tasks")
    return {row["task_id"]: row for row in tasks.select(names).to_pylist()}


def setting_of(settings: dict[str, dict[str, Any]], task_id: str) -> dict[str, Any]:
    """Return the settings of a task; raise UserError for what learning cannot use."""
    found = settings.get(task_id)
    if found is None:
        raise UserError(f"Task {task_id} has labels but no row in the seed tasks: add one.")
    for name, (lowest, highest) in RANGES.items():
        if found[name] is None or not lowest <= found[name] <= highest:
            raise UserError(
                f"Task {task_id} in the seed tasks has {name} = {found[name]}: use a number "
                f"from {lowest} to {highest}."
            )
    if found["selection_rule"] not in RULES:
        raise UserError(
            f"Task {task_id} in the seed tasks has selection_rule = {found['selection_rule']}: use "
            f"{' or '.join(RULES)}."
        )
    return found


def minimums_of(setting: dict[str, Any]) -> Minimums:
    """Return what the task asks for before a model may speak; in tasks of days it is of entities,
    which end once however many rows they have."""
    is_daily = setting.get("period") == "day"
    return Minimums(*[*(setting[name] for name in MINIMUMS), is_daily])
