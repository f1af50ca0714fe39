"""Which features may be learned from, as the feature list says it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from foresale.frames import HOUSE_KEY, matching_rows, require_columns, require_unique, to_table
from foresale.settings import UserError

LIST_KEY = ("entity", "feature_name")


@dataclass(frozen=True)
class Beliefs:
    """What is held of features before anything is learned, by their names.

    `signs`: 1 or -1 where a score may only rise, or only fall, along it. `priors`: by how much the
    log odds rise with a standard deviation of it, as far as anybody knows.
    """

    signs: Mapping[str, int] = field(default_factory=dict)
    priors: Mapping[str, float] = field(default_factory=dict)


def active_columns(features: pa.Table, feature_list: Any, entity: str) -> pa.Table:
    """Return the features without the columns of themes that are switched off, order kept.

    `feature_list`: entity, theme, feature_name, is_active, is_ablated. Raises UserError for a
    column that the list does not name, because nobody could say whether it may be learned from,
    and where no theme is switched on.
    """
    listed = read_feature_list(feature_list, entity)
    columns = [name for name in features.column_names if name not in HOUSE_KEY]
    unknown = sorted(set(columns) - set(listed))
    if unknown:
        raise UserError(
            f"The features frame of {entity} has {', '.join(unknown)}, which the feature list does "
            "not name: build feature_list again."
        )
    inactive = [name for name in columns if not listed[name]["is_active"]]
    if columns and inactive == columns:
        raise UserError(
            f"Every theme of {entity} is switched off, so there is nothing to learn from: set "
            "is_active to true for one in seeds/feature_themes.csv."
        )
    return features.drop_columns(inactive)


def ablated_themes(feature_list: Any, entity: str) -> dict[str, list[str]]:
    """Return the features of each active theme whose contribution is to be measured, by theme."""
    themes: dict[str, list[str]] = {}
    for name, row in read_feature_list(feature_list, entity).items():
        if row["is_active"] and row["is_ablated"]:
            themes.setdefault(row["theme"], []).append(name)
    return dict(sorted(themes.items()))


def beliefs(feature_list: Any, entity: str) -> Beliefs:
    """Return what is held of the entity's features.

    `feature_list` has monotone_sign and prior_weight besides; 0 is nothing.
    """
    rows = read_feature_list(feature_list, entity).items()
    return Beliefs(
        {name: sign for name, row in rows if (sign := row["monotone_sign"])},
        {name: weight for name, row in rows if (weight := row["prior_weight"])},
    )


def read_feature_list(feature_list: Any, entity: str) -> dict[str, dict[str, Any]]:
    """Return the rows of the entity's features by their name."""
    table = to_table(matching_rows(feature_list, "entity", [entity]), sort_by=LIST_KEY)
    require_columns(table, [*LIST_KEY, "theme", "is_active", "is_ablated"], "The feature list")
    require_unique(table, LIST_KEY, "The feature list")
    return {row["feature_name"]: row for row in table.to_pylist()}
