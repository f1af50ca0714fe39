"""How much each feature moves the scores of a day, over everybody: sums that know no order."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.explain import contribution_matrix, latest_cutoffs
from foresale.frames import HOUSE_KEY, distinct_rows, feature_kinds, map_rows
from foresale.metrics import DECIMALS
from foresale.offer_frames import FEATURE_KEY
from foresale.score import read_scorers, scorable_rows, scored_rows, speaking_models

WEIGH_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("task_id", "offer_id", "model_id")]
    + [("cutoff_date", pa.date32()), ("feature_name", pa.string())]
    + [("row_count", pa.int64()), ("contribution_billionths", pa.int64())]
)
WEIGH_KEY = ("task_id", "offer_id", "feature_name")


def weigh(*, models: Any, features: Any, session: Any = None) -> Any:
    """Return the sum of the absolute contributions per model and feature at its latest cutoff.

    Same inputs and errors as `score`, with one model per offer. Contributions are in log odds
    before calibration, rounded to nine decimals and added as whole billionths: the parts that
    workers return, one row per batch, add up to the same in any order.
    """
    speaking = speaking_models(models)
    rows = scorable_rows(features, speaking)
    cutoffs = distinct_rows(rows, ["offer_id", "cutoff_date"])
    return map_rows(
        rows,
        partial(_rows_weigher, speaking, latest_cutoffs(speaking, cutoffs)),
        key=FEATURE_KEY,
        schema=WEIGH_SCHEMA,
        sort_by=WEIGH_KEY,
        session=session,
    )


def _rows_weigher(speaking: pa.Table, latest: dict[str, Any]) -> Callable[[pa.Table], pa.Table]:
    scorers = [scorer for scorer in read_scorers(speaking) if scorer.model is not None]

    def weigh_rows(features: pa.Table) -> pa.Table:
        feature_kinds(features)
        found = []
        for scorer, rows in scored_rows(scorers, features):
            model, day = scorer.model, latest.get(scorer.task_id)
            assert model is not None  # only models have contributions
            part = rows.filter(pc.equal(rows["cutoff_date"], pa.scalar(day, pa.date32())))
            if part.num_rows == 0:
                continue
            sizes = np.abs(np.round(contribution_matrix(model, part)[0], DECIMALS))
            sums = np.rint(sizes * 10**DECIMALS).astype(np.int64).sum(axis=0)
            found += [
                {
                    "task_id": scorer.task_id,
                    "offer_id": scorer.offer_id,
                    "model_id": scorer.model_id,
                    "cutoff_date": day,
                    "feature_name": name,
                    "row_count": part.num_rows,
                    "contribution_billionths": int(total),
                }
                for name, total in zip(model.input_names(), sums, strict=True)
                if name not in HOUSE_KEY
            ]
        return pa.Table.from_pylist(found, schema=WEIGH_SCHEMA)

    return weigh_rows
