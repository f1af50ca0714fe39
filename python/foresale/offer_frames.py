"""Labels meet features: a frame of observed rows per task, offer and vintage, in key order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import compress, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from foresale.frame_hash import table_sha256
from foresale.frames import (
    HOUSE_KEY,
    feature_kinds,
    matching_rows,
    require_columns,
    require_unique,
)
from foresale.metrics import Integers
from foresale.settings import UserError

TRAIN, SELECT, CALIBRATE = "train", "select", "calibrate"
ROLES = (TRAIN, SELECT, CALIBRATE)
OBSERVED = "observed"
FRAME_KEY = ("task_id", "offer_id", "vintage_date")
LABEL_KEY = (*FRAME_KEY, "cutoff_date", "entity_id")
FEATURE_KEY = ("offer_id", "cutoff_date", "entity_id")
# Task, offer and vintage, and the features that a guard took from their models.
Dropped = Mapping[tuple[Any, ...], frozenset[str]]


@dataclass(frozen=True)
class OfferFrame:
    """The observed rows of one task, offer and vintage in key order, labels beside features.

    `vintage_date` is the first cutoff the model may score: all label windows are over by then.
    `launched` says which cutoff, the first of which offers, the rows begin with, if others were
    before it.
    """

    task_id: str
    offer_id: str
    vintage_date: date
    labels: pa.Table
    features: pa.Table
    outcome: Integers
    role: npt.NDArray[np.str_]
    launched: str = ""

    def rows(self, *roles: str) -> npt.NDArray[np.bool_]:
        """Return the mask of the rows with one of these roles."""
        return np.isin(self.role, roles)

    def counts(self, *roles: str) -> tuple[int, int]:
        """Return (rows, positives) of these roles."""
        mask = self.rows(*roles)
        return int(mask.sum()), int(self.outcome[mask].sum())

    def entity_counts(self, *roles: str) -> tuple[int, int]:
        """Return (entities, entities with a positive row) of these roles."""
        entities = self.entities(*roles)
        positive = compress(entities, self.outcome[self.rows(*roles)].tolist())
        return len(set(entities)), len(set(positive))

    def entities(self, *roles: str) -> list[str]:
        """Return the entity of every row of these roles."""
        return list(self.labels.column("entity_id").filter(pa.array(self.rows(*roles))).to_pylist())

    def cutoffs(self, *roles: str) -> list[date]:
        """Return the different cutoffs of these roles, earliest first."""
        days = self.labels.column("cutoff_date").filter(pa.array(self.rows(*roles)))
        return sorted(pc.unique(days).to_pylist())

    def since(self, day: date) -> "OfferFrame":
        """Return the frame without the rows of earlier cutoffs."""
        kept = pc.greater_equal(self.labels.column("cutoff_date"), pa.scalar(day, pa.date32()))
        mask = kept.to_numpy()
        return replace(
            self,
            labels=self.labels.filter(kept),
            features=self.features.filter(kept),
            outcome=self.outcome[mask],
            role=self.role[mask],
        )

    def judging(self) -> tuple[tuple[str, ...], str]:
        """Return the roles a model is fitted on to be judged, and the later one that judges it."""
        if self.counts(CALIBRATE)[0]:
            return (TRAIN, SELECT), CALIBRATE
        return (TRAIN,), SELECT

    def labels_end(self, *roles: str) -> date | None:
        """Return the last day any label window of these roles looks at; None without rows."""
        part = self.labels.filter(pa.array(self.rows(*roles)))
        end: date | None = pc.max(part.column("window_end_date")).as_py()
        return end

    def window_periods(self) -> int | None:
        """Return how many periods its labels look ahead; None without rows."""
        longest: int | None = pc.max(self.labels.column("window_periods_used")).as_py()
        return longest

    def sha256(self) -> str:
        """Return the sha256 of the exact frame: keys, roles, outcomes and features."""
        return self._sha256

    @cached_property
    def _sha256(self) -> str:
        table = self.labels
        for name, column in zip(self.features.column_names, self.features.columns, strict=True):
            table = table.append_column(f"feature.{name}", column)
        return table_sha256(table)


def used_labels(labels: Any) -> Any:
    """Return the observed labels of the roles train, select and calibrate: all that is learned
    from, left out by the engine before anything looks at an outcome."""
    return matching_rows(matching_rows(labels, "label_status", [OBSERVED]), "cutoff_role", ROLES)


@dataclass(frozen=True)
class LearningRows:
    """Labels and features, checked and joined once; `frame` cuts out what one model learns from."""

    labels: pa.Table
    features: pa.Table
    places: Integers
    dropped: Dropped = field(default_factory=dict)

    def offers(self, asked: dict[str, Any]) -> list[dict[str, Any]]:
        """Return the frames (FRAME_KEY) with rows of the task and vintage that are asked for."""
        keys = self.labels.select(FRAME_KEY).group_by(list(FRAME_KEY), use_threads=False)
        found = keys.aggregate([]).sort_by([(name, "ascending") for name in FRAME_KEY])
        return [
            row
            for row in found.to_pylist()
            if (row["task_id"], row["vintage_date"]) == (asked["task_id"], asked["vintage_date"])
        ]

    def frame(self, offer: dict[str, Any]) -> OfferFrame:
        """Return the frame of one offer and vintage (FRAME_KEY), without labels too.

        What is dropped for it is not in it.

        Raises UserError for outcomes that are none, and for label windows that reach into the next
        role or past the vintage date.
        """
        mask = pc.equal(
            self.labels.column("vintage_date"), pa.scalar(offer["vintage_date"], pa.date32())
        )
        for name in ("task_id", "offer_id"):
            mask = pc.and_(mask, pc.equal(self.labels.column(name), offer[name]))
        part = self.labels.filter(mask).drop_columns(["vintage_date"])
        _check_outcomes(part, f"Task {offer['task_id']}, offer {offer['offer_id']}")
        dropped = self.dropped.get(tuple(offer[name] for name in FRAME_KEY), frozenset())
        kept = [name for name in self.features.column_names if name not in dropped]
        frame = OfferFrame(
            offer["task_id"],
            offer["offer_id"],
            offer["vintage_date"],
            part,
            self.features.select(kept).take(pa.array(self.places[mask.to_numpy()])),
            part.column("outcome").to_numpy().astype(np.int64),
            np.array(part.column("cutoff_role").to_pylist(), dtype=np.str_),
        )
        _check_gap(frame)
        return frame


def read_learning_rows(
    labels: pa.Table, features: pa.Table, dropped: Dropped | None = None
) -> LearningRows:
    """Return the rows that models learn from, each label beside the features of its own key.

    Labels (of `used_labels`) and features come from `to_table`, sorted by LABEL_KEY and
    FEATURE_KEY. Raises UserError for missing columns, repeated keys or labels without features.
    """
    # the order of the columns is part of a frame's hash
    needed = ["task_id", "offer_id", "cutoff_date", "entity_id"]
    needed += ["cutoff_role", "window_periods_used", "window_end_date", "outcome", "vintage_date"]
    require_columns(labels, needed, "The labels frame")
    require_unique(labels, LABEL_KEY, "The labels frame")
    require_unique(features, FEATURE_KEY, "The features frame")
    feature_kinds(features)
    labels = labels.select(needed)
    places = _feature_places(labels, features)
    return LearningRows(labels, features.drop_columns(list(HOUSE_KEY)), places, dropped or {})


def _feature_places(labels: pa.Table, features: pa.Table) -> Integers:
    key = list(HOUSE_KEY)
    right = features.select(key).to_pandas()
    right["feature_place"] = np.arange(len(right))
    left = labels.select(key).to_pandas()
    joined = left.merge(right, on=key, how="left", validate="many_to_one")
    missing = joined[joined["feature_place"].isna()]
    if len(missing):
        first = missing.iloc[0]
        raise UserError(
            f"{len(missing)} observed labels have no feature row (first: entity "
            f"{first['entity_id']}, offer {first['offer_id']}, cutoff {first['cutoff_date']}): "
            "build labels and features from the same spine."
        )
    places: Integers = joined["feature_place"].to_numpy(dtype=np.int64)
    return places


def _check_outcomes(part: pa.Table, where: str) -> None:
    if not set(pc.unique(part.column("outcome")).to_pylist()) <= {0, 1}:
        raise UserError(f"{where} has observed labels whose outcome is not 0 or 1: mend them.")
    if part.column("window_end_date").null_count:
        raise UserError(f"{where} has observed labels without window_end_date: fill it in.")


def _check_gap(frame: OfferFrame) -> None:
    seen = [role for role in ROLES if frame.counts(role)[0]]
    for role, later in pairwise(seen):
        end, start = frame.labels_end(role), frame.cutoffs(later)[0]
        if end is not None and end > start:
            raise UserError(
                f"Task {frame.task_id}, offer {frame.offer_id} has {role} label windows up to "
                f"{end}, past its first {later} cutoff {start}: widen the calendar's gap."
            )
    end = frame.labels_end(*ROLES)
    if end is not None and end > frame.vintage_date:
        raise UserError(
            f"Task {frame.task_id}, offer {frame.offer_id} has label windows up to {end}, past the "
            f"vintage date {frame.vintage_date}: widen the calendar's gap."
        )
