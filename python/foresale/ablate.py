"""What a theme of features contributes: the champion's recipe learned without it, judged beside."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from foresale import encode, estimators, metrics
from foresale.at_once import each_at_once
from foresale.calibration import sigmoid
from foresale.candidates import Candidate, read_candidates
from foresale.estimators import DegenerateFit
from foresale.frames import HOUSE_KEY, from_table, require_columns, rows_with_key_in, to_table
from foresale.guard import dropped_features
from foresale.metrics import Doubles, Integers
from foresale.model_row import load_model
from foresale.offer_frames import (
    CALIBRATE,
    FEATURE_KEY,
    LABEL_KEY,
    LearningRows,
    OfferFrame,
    read_learning_rows,
    used_labels,
)
from foresale.selection import DEGENERATE, SELECTED, fit_again
from foresale.settings import UserError
from foresale.themes import ablated_themes, active_columns

MEASURED, UNUSED = "measured", "unused"
MEASURES = ("log_loss", "roc_auc", "lift_at_10")
ABLATE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("task_id", "offer_id", "theme", "model_id", "candidate_id")]
    + [("status", pa.string()), ("reason", pa.string())]
    + [(f"{name}_count", pa.int64()) for name in ("removed", "row", "positive")]
    + [(f"{side}_{name}", pa.float64()) for side in ("with", "without") for name in MEASURES]
)
MODEL_COLUMNS = ("task_id", "offer_id", "vintage_date", "status", "model_id", "candidate_id")


def ablate(
    *,
    models: Any,
    labels: Any,
    features: Any,
    feature_list: Any,
    guards: Any,
    entity: str,
    candidates: Any,
    session: Any = None,
) -> Any:
    """Return one row per selected model and ablated theme: its measures with and without the theme.

    `models`: rows of `train` with a model_id, one per offer. The other frames are those of `train`.
    Without a theme the model's recipe is fitted again on the same cutoffs. Both are judged on the
    calibrate rows, before calibration: no fit has seen these rows, and the holdout, which would
    choose the themes if it judged them, stays unseen. Raises UserError as `train` and `load_model`.
    """
    seed_rows = to_table(candidates, sort_by=["candidate_id"])
    recipes = {one.candidate_id: one for one in read_candidates(seed_rows, entity)[0]}
    table = to_table(models, sort_by=["task_id", "offer_id"])
    require_columns(table, MODEL_COLUMNS, "The models frame")
    chosen = table.filter(pc.equal(table.column("status"), SELECTED)).to_pylist()
    themes = ablated_themes(feature_list, entity)
    used = used_labels(labels)
    labelled = to_table(rows_with_key_in(features, used, key=HOUSE_KEY), sort_by=FEATURE_KEY)
    active = active_columns(labelled, feature_list, entity)
    dropped = dropped_features(guards)
    rows = read_learning_rows(to_table(used, sort_by=LABEL_KEY), active, dropped)

    def measured(row: dict[str, Any]) -> list[dict[str, Any]]:
        return list(_without_each(rows, row, themes, _recipe(recipes, row)))

    found = chain(*each_at_once(measured, chosen if themes else []))
    return from_table(pa.Table.from_pylist(list(found), schema=ABLATE_SCHEMA), session)


def _recipe(recipes: dict[str, Candidate], row: dict[str, Any]) -> Candidate:
    if row["candidate_id"] not in recipes:
        raise UserError(
            f"The model of offer {row['offer_id']} was learned by {row['candidate_id']}, which the "
            "seed candidates does not have for its entity: train it again."
        )
    return recipes[row["candidate_id"]]


def _without_each(
    rows: LearningRows, row: dict[str, Any], themes: dict[str, list[str]], recipe: Candidate
) -> Iterator[dict[str, Any]]:
    frame = rows.frame(row)
    model = load_model(row)
    judged = frame.features.filter(pa.array(frame.rows(CALIBRATE)))
    outcome = frame.outcome[frame.rows(CALIBRATE)]
    whole = _measures("with", outcome, _logits(model.estimator, model.encoder, judged))
    for theme, names in themes.items():
        removed = len(set(names) & set(model.input_names()))
        yield {
            **{name: row[name] for name in ("task_id", "offer_id", "model_id", "candidate_id")},
            "theme": theme,
            "removed_count": removed,
            "row_count": len(outcome),
            "positive_count": int(outcome.sum()),
            **whole,
            **(_without(frame, names, recipe, row["random_seed"]) if removed else _unused(whole)),
        }


def _unused(whole: dict[str, float | None]) -> dict[str, Any]:
    same = {name.replace("with_", "without_"): value for name, value in whole.items()}
    return {"status": UNUSED, "reason": "The model reads no feature of the theme.", **same}


def _without(frame: OfferFrame, names: list[str], recipe: Candidate, seed: int) -> dict[str, Any]:
    kept = [name for name in frame.features.column_names if name not in names]
    try:
        encoder, estimator = fit_again(frame, recipe, seed, kept)
    except DegenerateFit as error:
        return {"status": DEGENERATE, "reason": str(error)}
    mask = frame.rows(CALIBRATE)
    judged = frame.features.filter(pa.array(mask))
    measures = _measures("without", frame.outcome[mask], _logits(estimator, encoder, judged))
    return {"status": MEASURED, "reason": None, **measures}


def _logits(
    estimator: estimators.Estimator, encoder: encode.Encoder, table: pa.Table
) -> Doubles | None:
    if table.num_rows == 0:
        return None
    return estimators.logits(estimator, encode.encode(encoder, table))


def _measures(side: str, outcome: Integers, logits: Doubles | None) -> dict[str, float | None]:
    if logits is None:
        return {}
    predicted = metrics.bounded(sigmoid(logits))
    return {
        f"{side}_log_loss": metrics.log_loss(outcome, predicted),
        f"{side}_roc_auc": metrics.roc_auc(outcome, logits),
        f"{side}_lift_at_10": metrics.lift_at_k(outcome, logits, 10),
    }
