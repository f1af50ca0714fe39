"""Stored models and feature rows in, one probability per row out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import zip_longest
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.candidates import POOLED
from foresale.frames import (
    feature_kinds,
    map_rows,
    require_columns,
    require_unique,
    rows_since,
    to_table,
)
from foresale.intervals import (
    NO_WORD,
    Confidence,
    Limits,
    bounds,
    confidence_from_json,
    read_limits,
    word,
)
from foresale.learned import ABSTAINED, SELECTED
from foresale.metrics import DECIMALS, bounded
from foresale.model_row import TRAIN_AGAIN, Model, load_model, predict
from foresale.offer_frames import FEATURE_KEY
from foresale.settings import UserError

SCORE_SCHEMA = pa.schema(
    [
        ("task_id", pa.string()),
        ("entity_id", pa.string()),
        ("offer_id", pa.string()),
        ("cutoff_date", pa.date32()),
        ("probability", pa.float64()),
        ("uncalibrated_probability", pa.float64()),
        ("probability_lower", pa.float64()),
        ("probability_upper", pa.float64()),
        ("confidence", pa.string()),
        ("rung", pa.string()),
        ("model_id", pa.string()),
        ("reason", pa.string()),
    ]
)
SCORE_KEY = ("task_id", "entity_id", "offer_id", "cutoff_date")
SPEAKING_KEY = ("task_id", "offer_id", "scores_from_date")
MODEL_RUNG, POOLED_RUNG, PRIOR_RUNG = "model", "pooled_model", "prior"

MODEL_COLUMNS = (
    "task_id",
    "offer_id",
    "scope",
    "status",
    "reason",
    "model_id",
    "scores_from_date",
    "prior_probability",
    "model_json",
    "model_sha256",
    "golden_rows_json",
    "confidence_bins_json",
)


@dataclass(frozen=True)
class Scorer:
    """What speaks for one task and offer: a verified model, or the observed rate and why.

    It speaks from its first date on until a newer one does; `until_date` is None for the newest.
    `confidence` is None where no model speaks.
    """

    task_id: str
    offer_id: str
    model_id: str
    scores_from_date: date
    until_date: date | None
    model: Model | None
    prior_probability: float
    reason: str | None
    confidence: Confidence | None = None
    scope: str | None = None

    def rung(self) -> str:
        """Return which rung of the fallback ladder speaks."""
        if self.model is None:
            return PRIOR_RUNG
        return POOLED_RUNG if self.scope == POOLED else MODEL_RUNG


def score(*, models: Any, features: Any, limits: Any, session: Any = None) -> Any:
    """Return one row per task and feature row of an offer that has a model or an abstention.

    `models`: rows of `train` with status selected or abstained and a model_id (rows of other states
    are passed over). A feature row is scored by the newest model of its offer that is old enough:
    whose scores_from_date, the end of the last label window it learned from, is not after the
    cutoff. Rows of before the first model are left out. `limits`: the seed confidence_limits. What
    no model says has no bounds and the confidence none. Raises UserError for a tampered model, a
    missing input column or two models of an offer that may score from the same day.
    """
    speaking = speaking_models(models)
    return map_rows(
        scorable_rows(features, speaking),
        partial(_rows_scorer, speaking, read_limits(to_table(limits, sort_by=["confidence"]))),
        key=FEATURE_KEY,
        schema=SCORE_SCHEMA,
        sort_by=SCORE_KEY,
        session=session,
    )


def speaking_models(models: Any) -> pa.Table:
    """Return the rows of a models frame that may speak, checked, as data for any worker."""
    table = to_table(models, sort_by=SPEAKING_KEY)
    require_columns(table, MODEL_COLUMNS, "The models frame")
    speaking = pc.is_in(table.column("status"), pa.array([SELECTED, ABSTAINED]))
    table = table.filter(speaking).select(MODEL_COLUMNS)
    # Offers that never had an observed label have neither a date to score from nor a rate.
    table = table.filter(pc.is_valid(table.column("scores_from_date")))
    require_unique(table, SPEAKING_KEY, "The models frame")
    return table


def scorable_rows(features: Any, speaking: pa.Table) -> Any:
    """Return the features without the cutoffs that no model may score."""
    return rows_since(features, pc.min(speaking["scores_from_date"]).as_py())


def read_scorers(speaking: pa.Table) -> list[Scorer]:
    """Return the verified scorers of the models that speak, by task, offer and first date."""
    rows = speaking.to_pylist()
    return [_scorer(row, newer) for row, newer in zip_longest(rows, rows[1:])]


def scored_rows(scorers: list[Scorer], features: pa.Table) -> Iterator[tuple[Scorer, pa.Table]]:
    """Return each scorer with the feature rows of its offer on which it is the newest to speak."""
    days = features.column("cutoff_date")
    for scorer in scorers:
        mask = pc.and_(
            pc.equal(features.column("offer_id"), scorer.offer_id),
            pc.greater_equal(days, pa.scalar(scorer.scores_from_date, pa.date32())),
        )
        if scorer.until_date is not None:
            mask = pc.and_(mask, pc.less(days, pa.scalar(scorer.until_date, pa.date32())))
        yield scorer, features.filter(mask)


def score_batch(scorer: Scorer, rows: pa.Table, limits: list[Limits]) -> pa.Table:
    """Return SCORE_SCHEMA rows for feature rows of the scorer's offer, in their order.

    Pure: a row's probability is the same in any batch, be it one lead or a partition on Spark.
    """
    count = rows.num_rows
    lower = upper = pa.nulls(count, pa.float64())
    said = NO_WORD
    if scorer.model is None:
        prior = np.round(bounded(np.full(count, scorer.prior_probability)), DECIMALS)
        probability = uncalibrated = prior
    else:
        predicted = predict(scorer.model, rows)
        probability, uncalibrated = predicted.calibrated, predicted.uncalibrated
        assert scorer.confidence is not None  # every model has one
        said = word(scorer.confidence, limits)
        if (around := bounds(scorer.confidence, probability)) is not None:
            lower, upper = map(pa.array, around)
    constants = {
        "task_id": scorer.task_id,
        "rung": scorer.rung(),
        "model_id": scorer.model_id,
        "reason": scorer.reason,
        "confidence": said,
    }
    columns = {
        **{name: pa.repeat(pa.scalar(it, pa.string()), count) for name, it in constants.items()},
        **{name: rows.column(name) for name in ("entity_id", "offer_id", "cutoff_date")},
        "probability": pa.array(probability),
        "uncalibrated_probability": pa.array(uncalibrated),
        "probability_lower": lower,
        "probability_upper": upper,
    }
    return pa.table([columns[name] for name in SCORE_SCHEMA.names], schema=SCORE_SCHEMA)


def _rows_scorer(speaking: pa.Table, limits: list[Limits]) -> Callable[[pa.Table], pa.Table]:
    scorers = read_scorers(speaking)

    def score_rows(features: pa.Table) -> pa.Table:
        feature_kinds(features)
        parts = [
            score_batch(scorer, rows, limits) for scorer, rows in scored_rows(scorers, features)
        ]
        return pa.concat_tables([SCORE_SCHEMA.empty_table(), *parts])

    return score_rows


def _scorer(row: dict[str, Any], newer: dict[str, Any] | None) -> Scorer:
    where = f"The models row of task {row['task_id']}, offer {row['offer_id']}"
    if row["model_id"] is None:
        raise UserError(f"{where} has no model_id: give every row of the registry one.")
    offer = (row["task_id"], row["offer_id"])
    until = None
    if newer is not None and (newer["task_id"], newer["offer_id"]) == offer:
        until = newer["scores_from_date"]
    common = (*offer, row["model_id"], row["scores_from_date"], until)
    if row["status"] == SELECTED:
        if row["model_id"] != row["model_sha256"]:
            raise UserError(f"{where} has a model_id beside its model_sha256: {TRAIN_AGAIN}.")
        if row["confidence_bins_json"] is None:
            raise UserError(f"{where} has no confidence_bins_json: {TRAIN_AGAIN}.")
        confidence = confidence_from_json(row["confidence_bins_json"])
        return Scorer(*common, load_model(row), 0.0, None, confidence, row["scope"])
    if row["prior_probability"] is None:
        raise UserError(f"{where} abstained without a prior_probability: train it again.")
    reason = f"The observed rate of the offer, because no model was trained: {row['reason']}"
    return Scorer(*common, None, row["prior_probability"], reason)
