"""How well each feature alone tells the outcome, and what is therefore not learned from."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.at_once import each_at_once
from foresale.frames import (
    CATEGORY,
    HOUSE_KEY,
    feature_kinds,
    from_table,
    require_columns,
    require_unique,
    rows_with_key_in,
    to_table,
)
from foresale.metrics import Integers
from foresale.offer_frames import (
    FEATURE_KEY,
    FRAME_KEY,
    LABEL_KEY,
    SELECT,
    TRAIN,
    OfferFrame,
    read_learning_rows,
    used_labels,
)

GUARD_KEY = (*FRAME_KEY, "feature_name")
_TEXTS = ("task_id", "offer_id", "feature_name")
GUARD_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [("vintage_date", pa.date32()), ("row_count", pa.int64()), ("positive_count", pa.int64())]
    + [("single_feature_auc", pa.float64())]
)


def guard(*, labels: Any, offers: Any, features: Any, limits: Any, session: Any = None) -> Any:
    """Return one row per task, offer, vintage and feature, with how well it alone tells outcomes.

    The frames are those of `train`, and the seed leak_guards as `limits`. Only the rows that models
    of the vintage are fitted on count, the observed labels of the roles train and select: what a
    later day shows is not known then.
    """
    used = used_labels(labels)
    labelled = to_table(rows_with_key_in(features, used, key=HOUSE_KEY), sort_by=FEATURE_KEY)
    rows = read_learning_rows(to_table(used, sort_by=LABEL_KEY), labelled)
    wanted = to_table(offers, sort_by=FRAME_KEY)
    require_unique(wanted, FRAME_KEY, "The offers frame")
    minimum_rows = _minimum_category_rows(limits)
    found = each_at_once(
        lambda offer: _rows(rows.frame(offer), minimum_rows), wanted.select(FRAME_KEY).to_pylist()
    )
    return from_table(pa.Table.from_pylist(list(chain(*found)), schema=GUARD_SCHEMA), session)


def dropped_features(guards: Any) -> dict[tuple[Any, ...], frozenset[str]]:
    """Return the features that are not learned from by task, offer and vintage."""
    table = to_table(guards, sort_by=GUARD_KEY)
    require_columns(table, ["is_dropped"], "The guards frame")
    require_unique(table, GUARD_KEY, "The guards frame")
    dropped: dict[tuple[Any, ...], set[str]] = {}
    for row in table.filter(pc.equal(table["is_dropped"], True)).to_pylist():
        dropped.setdefault(tuple(row[name] for name in FRAME_KEY), set()).add(row["feature_name"])
    return {key: frozenset(names) for key, names in dropped.items()}


def _minimum_category_rows(limits: Any) -> int:
    table = to_table(limits, sort_by=("guard",))
    require_columns(table, ["minimum_category_rows"], "The leak guards")
    # without a limit every level stands for itself
    return int(pc.min(table["minimum_category_rows"]).as_py() or 1)


def single_feature_auc(
    outcome: Integers, column: pa.ChunkedArray, kind: str, minimum_category_rows: int
) -> float | None:
    """Return the best ROC AUC that the column alone gives, 0.5 to 1; None with one class.

    Numbers count upwards or downwards, with the rows that have none below or above all others;
    levels of a category, one of them its absence, stand in the order of their own rates. Levels of
    fewer rows than the limit are one level: alone each would be told by its own few outcomes.
    """
    groups, levels, has_missing = _groups(column)
    sizes = np.bincount(groups, minlength=levels)
    hits = np.bincount(groups[outcome == 1], minlength=levels)
    if kind == CATEGORY:
        is_rare = sizes < minimum_category_rows
        sizes, hits = _rare_as_one(sizes, is_rare), _rare_as_one(hits, is_rare)
        orders = [np.argsort(hits / np.maximum(sizes, 1), kind="stable")]
    else:
        # the group of the rows without a value is the last
        orders = [np.arange(levels)]
        orders += [np.roll(orders[0], 1)] if has_missing else []
    return max((_auc(sizes[order], hits[order]) for order in orders), default=None, key=_known)


def _rare_as_one(counts: Integers, is_rare: npt.NDArray[np.bool_]) -> Integers:
    return np.append(counts[~is_rare], counts[is_rare].sum())


def _known(auc: float | None) -> float:
    return -1.0 if auc is None else auc


def _groups(column: pa.ChunkedArray) -> tuple[Integers, int, bool]:
    """Return for each row the place of its value among the different ones, and how many."""
    missing = pc.is_null(column).to_numpy()
    known = column.filter(pc.is_valid(column))
    values = np.asarray(known.to_pylist() if pa.types.is_string(column.type) else known)
    different, places = np.unique(values, return_inverse=True)
    groups = np.full(len(column), len(different), dtype=np.int64)
    groups[~missing] = places
    return groups, len(different) + int(missing.any()), bool(missing.any())


def _auc(sizes: Integers, hits: Integers) -> float | None:
    positives, rows = int(hits.sum()), int(sizes.sum())
    pairs = 2 * positives * (rows - positives)
    if pairs == 0:
        return None
    doubled_rank = 2 * np.cumsum(sizes) - sizes + 1
    won = int((doubled_rank * hits).sum()) - positives * (positives + 1)
    return max(won, pairs - won) / pairs


def _rows(frame: OfferFrame, minimum_category_rows: int) -> list[dict[str, Any]]:
    mask = frame.rows(TRAIN, SELECT)
    features, outcome = frame.features.filter(pa.array(mask)), frame.outcome[mask]
    kinds = feature_kinds(features)
    counts: Mapping[str, Any] = {
        "task_id": frame.task_id,
        "offer_id": frame.offer_id,
        "vintage_date": frame.vintage_date,
        "row_count": len(outcome),
        "positive_count": int(outcome.sum()),
    }
    return [
        {
            **counts,
            "feature_name": name,
            "single_feature_auc": single_feature_auc(
                outcome, features.column(name), kinds[name], minimum_category_rows
            ),
        }
        for name in sorted(features.column_names)
    ]
