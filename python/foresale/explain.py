"""Which columns moved a score: exact contributions in log odds, summed back to the raw features."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.frames import HOUSE_KEY, distinct_rows, feature_kinds, map_rows
from foresale.members import member_contributions
from foresale.metrics import DECIMALS, Doubles
from foresale.model_row import Model, check_inputs
from foresale.offer_frames import FEATURE_KEY
from foresale.score import Scorer, read_scorers, scorable_rows, scored_rows, speaking_models

Places = npt.NDArray[np.int64]

DRIVER_COUNT = 5
EXPLAIN_SCHEMA = pa.schema(
    [
        ("task_id", pa.string()),
        ("entity_id", pa.string()),
        ("offer_id", pa.string()),
        ("cutoff_date", pa.date32()),
        ("driver_rank", pa.int64()),
        ("feature_name", pa.string()),
        ("contribution", pa.float64()),
        ("feature_value", pa.string()),
        ("model_id", pa.string()),
    ]
)
EXPLAIN_KEY = ("task_id", "entity_id", "offer_id", "cutoff_date", "driver_rank")


def explain(*, models: Any, features: Any, session: Any = None) -> Any:
    """Return up to five drivers per row scored by a model at the latest cutoff of its task.

    Same inputs and errors as `score`. `contribution` is in log odds before calibration, rounded to
    nine decimals; features that moved nothing are left out; ties go by name. `feature_value` is the
    raw value as text (four significant digits), null where it does not exist.
    """
    speaking = speaking_models(models)
    rows = scorable_rows(features, speaking)
    cutoffs = distinct_rows(rows, ["offer_id", "cutoff_date"])
    return map_rows(
        rows,
        partial(_rows_explainer, speaking, latest_cutoffs(speaking, cutoffs)),
        key=FEATURE_KEY,
        schema=EXPLAIN_SCHEMA,
        sort_by=EXPLAIN_KEY,
        session=session,
    )


def latest_cutoffs(speaking: pa.Table, cutoffs: pa.Table) -> dict[str, date]:
    """Return the latest of the cutoffs per task that a model or abstention speaks at."""
    latest: dict[str, date] = {}
    for scorer, rows in scored_rows(read_scorers(speaking), cutoffs):
        for day in rows["cutoff_date"].to_pylist():
            latest[scorer.task_id] = max(day, latest.get(scorer.task_id, day))
    return latest


def contribution_matrix(model: Model, table: pa.Table) -> tuple[Doubles, float]:
    """Return (contribution of every raw input, shape (rows, inputs); base value), in log odds.

    Columns are in the order of `model.input_names()`. Base plus the sum of a row is its
    uncalibrated logit within 1e-5 (trees add up in single precision). The parts of one input
    (categories, missing indicator) are summed.
    """
    check_inputs(model, table)
    return member_contributions(model.members, table)


def _rows_explainer(speaking: pa.Table, latest: dict[str, date]) -> Callable[[pa.Table], pa.Table]:
    scorers = [scorer for scorer in read_scorers(speaking) if scorer.model is not None]

    def explain_rows(features: pa.Table) -> pa.Table:
        feature_kinds(features)
        parts = []
        for scorer, rows in scored_rows(scorers, features):
            day = pa.scalar(latest.get(scorer.task_id), pa.date32())
            mask = pc.equal(rows["cutoff_date"], day)
            parts.append(_drivers(scorer, rows.filter(mask)))
        return pa.concat_tables([EXPLAIN_SCHEMA.empty_table(), *parts])

    return explain_rows


def _drivers(scorer: Scorer, rows: pa.Table) -> pa.Table:
    model = scorer.model
    assert model is not None  # only models have drivers
    names = model.input_names()
    summed = np.round(contribution_matrix(model, rows)[0], DECIMALS)
    # what is offered is the question, not a reason for the answer
    summed[:, [name in HOUSE_KEY for name in names]] = 0.0
    # the inputs are in the order of their names, so a stable sort breaks ties by name
    order = np.argsort(-np.abs(summed), axis=1, kind="stable")[:, :DRIVER_COUNT]
    strength = np.take_along_axis(summed, order, axis=1)
    row_at, rank_at = np.nonzero(strength)
    feature_at = order[row_at, rank_at]
    texts = _value_texts(rows, names, row_at, feature_at)
    keys = rows.select(["entity_id", "offer_id", "cutoff_date"]).take(pa.array(row_at))
    columns = {
        **{name: keys.column(name) for name in keys.column_names},
        "task_id": pa.repeat(pa.scalar(scorer.task_id), len(row_at)),
        "model_id": pa.repeat(pa.scalar(scorer.model_id), len(row_at)),
        "driver_rank": pa.array(rank_at + 1, type=pa.int64()),
        "feature_name": pa.array([names[at] for at in feature_at], type=pa.string()),
        "contribution": pa.array(strength[row_at, rank_at]),
        "feature_value": pa.array(texts, type=pa.string()),
    }
    return pa.table([columns[name] for name in EXPLAIN_SCHEMA.names], schema=EXPLAIN_SCHEMA)


def _value_texts(
    rows: pa.Table, names: list[str], row_at: Places, feature_at: Places
) -> list[str | None]:
    texts: list[str | None] = [None] * len(row_at)
    for at in sorted(set(feature_at.tolist())):
        values = rows.column(names[at]).to_pylist()
        for place in np.flatnonzero(feature_at == at).tolist():
            texts[place] = _text(values[row_at[place]])
    return texts


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, float):
        # Four digits tell a reader all that the eye takes in.
        return f"{value:.4g}"
    return str(value).lower() if isinstance(value, bool) else str(value)
