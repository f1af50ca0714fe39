"""What a theme of features contributes: the champion's recipe learned without it, judged beside."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from foresale import metrics
from foresale.at_once import each_at_once
from foresale.calibration import sigmoid
from foresale.candidates import Candidate, read_candidates
from foresale.contest import DEGENERATE
from foresale.estimators import DegenerateFit
from foresale.fitting import Fitter, role_logits, task_frames
from foresale.frames import HOUSE_KEY, from_table, require_columns, rows_with_key_in, to_table
from foresale.guard import dropped_features
from foresale.learned import SELECTED
from foresale.metrics import Doubles, Integers
from foresale.model_row import load_model
from foresale.offer_frames import (
    CALIBRATE,
    FEATURE_KEY,
    LABEL_KEY,
    SELECT,
    TRAIN,
    LearningRows,
    OfferFrame,
    read_learning_rows,
    used_labels,
)
from foresale.settings import UserError
from foresale.themes import Beliefs, ablated_themes, active_columns, beliefs

MEASURED, UNUSED = "measured", "unused"
MEASURES = ("log_loss", "roc_auc", "lift_at_10")
ABLATE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("task_id", "offer_id", "theme", "model_id", "candidate_id")]
    + [("status", pa.string()), ("reason", pa.string())]
    + [(f"{name}_count", pa.int64()) for name in ("removed", "row", "positive")]
    + [(f"{side}_{name}", pa.float64()) for side in ("with", "without") for name in MEASURES]
)
MODEL_COLUMNS = (
    *("task_id", "offer_id", "vintage_date", "status", "model_id", "candidate_id"),
    "first_train_cutoff_date",
)


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
    With and without a theme the model's recipe is fitted on the train and select rows, of cutoffs
    from the first on that a model of its task learned from. Both are judged on the calibrate rows,
    before calibration: neither fit has seen these rows, and the holdout, which would choose the
    themes if it judged them, stays unseen. Raises UserError as `train` and `load_model`.
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
    dropped, held = dropped_features(guards), beliefs(feature_list, entity)
    rows = read_learning_rows(to_table(used, sort_by=LABEL_KEY), active, dropped)

    def measured(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return list(_without_each(rows, asked, themes, recipes, held))

    found = chain(*each_at_once(measured, _together(chosen) if themes else []))
    return from_table(pa.Table.from_pylist(list(found), schema=ABLATE_SCHEMA), session)


def _together(chosen: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    together: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in chosen:
        together.setdefault((row["task_id"], row["vintage_date"]), []).append(row)
    return list(together.values())


def _recipe(recipes: dict[str, Candidate], row: dict[str, Any]) -> Candidate:
    if row["candidate_id"] not in recipes:
        raise UserError(
            f"The model of offer {row['offer_id']} was learned by {row['candidate_id']}, which the "
            "seed candidates does not have for its entity: train it again."
        )
    return recipes[row["candidate_id"]]


def _without_each(
    rows: LearningRows,
    asked: list[dict[str, Any]],
    themes: dict[str, list[str]],
    recipes: dict[str, Candidate],
    held: Beliefs,
) -> Iterator[dict[str, Any]]:
    offers = rows.offers(asked[0])
    if not offers:
        return
    days = [row["first_train_cutoff_date"] for row in asked if row["first_train_cutoff_date"]]
    frames = [rows.frame(offer) for offer in offers]
    task = task_frames([frame.since(min(days)) for frame in frames] if days else frames)
    known, seed = list(recipes.values()), asked[0]["random_seed"]
    whole = Fitter(task, known, seed, beliefs=held)
    parts: dict[str, Fitter] = {}
    features = task.pooled.features.column_names
    for row in asked:
        # a champion whose days are over has no rows left to be judged on
        frame = next((one for one in task.frames if one.offer_id == row["offer_id"]), None)
        if frame is None:
            continue
        recipe, model = _recipe(recipes, row), load_model(row)
        found, cannot = {}, None
        try:
            found = _judged("with", frame, whole, recipe)
        except DegenerateFit as error:
            cannot = {"status": DEGENERATE, "reason": str(error)}
        outcome = frame.outcome[frame.rows(CALIBRATE)]
        for theme, names in themes.items():
            removed = len(set(names) & set(model.input_names()))
            left = tuple(name for name in features if name not in names)
            part = parts.setdefault(theme, Fitter(task, known, seed, columns=left, beliefs=held))
            yield {
                **{name: row[name] for name in ("task_id", "offer_id", "model_id", "candidate_id")},
                "theme": theme,
                "removed_count": removed,
                "row_count": len(outcome),
                "positive_count": int(outcome.sum()),
                **found,
                **(cannot or (_without(frame, part, recipe) if removed else _unused(found))),
            }


def _unused(whole: dict[str, float | None]) -> dict[str, Any]:
    same = {name.replace("with_", "without_"): value for name, value in whole.items()}
    return {"status": UNUSED, "reason": "The model reads no feature of the theme.", **same}


def _without(frame: OfferFrame, part: Fitter, recipe: Candidate) -> dict[str, Any]:
    try:
        measures = _judged("without", frame, part, recipe)
    except DegenerateFit as error:
        return {"status": DEGENERATE, "reason": str(error)}
    return {"status": MEASURED, "reason": None, **measures}


def _judged(side: str, frame: OfferFrame, fitter: Fitter, recipe: Candidate) -> dict[str, Any]:
    members = fitter.members(recipe, frame, (TRAIN, SELECT))
    outcome = frame.outcome[frame.rows(CALIBRATE)]
    if len(outcome) == 0:
        return {}
    return _measures(side, outcome, role_logits(members, frame, CALIBRATE))


def _measures(side: str, outcome: Integers, logits: Doubles) -> dict[str, float | None]:
    predicted = metrics.bounded(sigmoid(logits))
    return {
        f"{side}_log_loss": metrics.log_loss(outcome, predicted),
        f"{side}_roc_auc": metrics.roc_auc(outcome, logits),
        f"{side}_lift_at_10": metrics.lift_at_k(outcome, logits, 10),
    }
