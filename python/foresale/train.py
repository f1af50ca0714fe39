"""Labels and features in, a row per task, offer, vintage and candidate out, the model inside."""

from itertools import chain
from typing import Any

import pyarrow as pa

from foresale.at_once import each_at_once
from foresale.candidates import Candidate, read_candidates, stronger
from foresale.contest import Trial
from foresale.fitting import inputs
from foresale.frames import (
    HOUSE_KEY,
    from_table,
    require_unique,
    rows_with_key_in,
    to_table,
)
from foresale.guard import dropped_features
from foresale.intervals import confidence_json, confidence_of
from foresale.launches import since_launch
from foresale.learned import ABSTAINED, SELECTED, Learned
from foresale.model_row import canonical_json, golden_rows, model_json, sha256
from foresale.offer_frames import (
    CALIBRATE,
    FEATURE_KEY,
    FRAME_KEY,
    LABEL_KEY,
    ROLES,
    SELECT,
    TRAIN,
    OfferFrame,
    read_learning_rows,
    used_labels,
)
from foresale.selection import learn
from foresale.task_settings import minimums_of, setting_of, task_settings
from foresale.themes import active_columns, beliefs

NO_CANDIDATE = "none"
_COUNTS = [f"{role}_{what}_count" for role in ROLES for what in ("row", "positive")]
_LEARNED_COUNTS = ("learned_row_count", "learned_positive_count", "entity_count")
TRAIN_SCHEMA = pa.schema(
    [("task_id", pa.string()), ("offer_id", pa.string()), ("vintage_date", pa.date32())]
    + [(name, pa.string()) for name in ("candidate_id", "family", "scope", "status")]
    + [("reason", pa.string()), ("calibrator_id", pa.string())]
    + [("random_seed", pa.int64()), ("window_periods_used", pa.int64())]
    + [(name, pa.int64()) for name in [*_COUNTS, *_LEARNED_COUNTS]]
    + [("train_roc_auc", pa.float64())]
    + [(f"select_{name}", pa.float64()) for name in ("log_loss", "roc_auc", "brier", "lift_at_10")]
    + [("first_train_cutoff_date", pa.date32()), ("last_learned_cutoff_date", pa.date32())]
    + [("scores_from_date", pa.date32()), ("cutoffs_json", pa.string())]
    + [("prior_probability", pa.float64()), ("parameters_json", pa.string())]
    + [("feature_list_json", pa.string()), ("model_json", pa.string())]
    + [("model_sha256", pa.string()), ("golden_rows_json", pa.string())]
    + [("confidence_bins_json", pa.string())]
    + [("training_frame_sha256", pa.string())]
)


def train(
    *,
    labels: Any,
    offers: Any,
    features: Any,
    feature_list: Any,
    guards: Any,
    entity: str,
    tasks: Any,
    candidates: Any,
    session: Any = None,
) -> Any:
    """Return one row per task, offer, vintage and candidate tried, the selected model in its row.

    `offers`: task_id, offer_id and vintage_date of what is to be learned. `labels`: these, house
    key, cutoff_role, window_periods_used, label_status, outcome. `features`: house key and feature
    columns. `feature_list`: theme, is_active and more of every such column; what is not
    active is not learned from. `guards`: rows of `guard` with is_dropped; what is dropped for an
    offer and vintage is not learned from there. `tasks` and `candidates`: the seeds. Only observed
    labels of the roles train, select and calibrate are read. What cannot be learned has a row with
    candidate 'none' and status 'abstained'. Raises UserError for inputs that cannot be right:
    missing columns, repeated keys, labels without features, label windows that reach into the next
    role or past the vintage.
    """
    settings = task_settings(tasks)
    seed_rows = to_table(candidates, sort_by=["candidate_id"])
    estimators, calibrators = read_candidates(seed_rows, entity)
    used = used_labels(labels)
    labelled = rows_with_key_in(features, used, key=HOUSE_KEY)
    active = active_columns(to_table(labelled, sort_by=FEATURE_KEY), feature_list, entity)
    dropped, held = dropped_features(guards), beliefs(feature_list, entity)
    rows = read_learning_rows(to_table(used, sort_by=LABEL_KEY), active, dropped)

    def learned_rows(asked: list[dict[str, Any]]) -> list[dict[str, Any]]:
        setting = setting_of(settings, asked[0]["task_id"])
        seed = setting["random_seed"]
        minimums = minimums_of(setting)
        frames = [rows.frame(offer) for offer in asked]
        found = []
        for together in _by_window(frames):
            alike = since_launch(together, minimums.positive_count)
            learned = learn(
                alike,
                estimators,
                calibrators,
                seed=seed,
                minimums=minimums,
                rule=setting["selection_rule"],
                beliefs=held,
            )
            for frame, one in zip(alike, learned, strict=True):
                found += _rows(frame, one, seed)
        return found

    found = each_at_once(learned_rows, _wanted(to_table(offers, sort_by=FRAME_KEY)))
    found_rows = sorted(chain(*found), key=lambda row: tuple(row[name] for name in FRAME_KEY))
    return from_table(pa.Table.from_pylist(found_rows, schema=TRAIN_SCHEMA), session)


def _wanted(offers: pa.Table) -> list[list[dict[str, Any]]]:
    """Return what is learned together: the offers of a task and vintage."""
    require_unique(offers, FRAME_KEY, "The offers frame")
    together: dict[tuple[Any, Any], list[dict[str, Any]]] = {}
    for offer in offers.select(FRAME_KEY).to_pylist():
        together.setdefault((offer["task_id"], offer["vintage_date"]), []).append(offer)
    return [together[key] for key in sorted(together)]


def _by_window(frames: list[OfferFrame]) -> list[list[OfferFrame]]:
    """Return the frames apart by how far their labels look: other windows are other questions."""
    found: dict[int, list[OfferFrame]] = {}
    for frame in frames:
        found.setdefault(frame.window_periods() or 0, []).append(frame)
    return [found[window] for window in sorted(found)]


def _taught(frame: OfferFrame) -> dict[str, Any]:
    """Return what a model says of the rows it learned from, which may be those of many offers."""
    rows, positives = frame.counts(*ROLES)
    return {
        "learned_row_count": rows,
        "learned_positive_count": positives,
        "entity_count": len(set(frame.entities(*ROLES))),
        "training_frame_sha256": frame.sha256(),
    }


def _rows(frame: OfferFrame, learned: Learned, seed: int) -> list[dict[str, Any]]:
    common = _common(frame, seed)
    trials = sorted(learned.trials, key=lambda trial: trial.candidate.order)
    rows = [{**common, **_trial_values(trial)} for trial in trials]
    if learned.model is None:
        abstained = {
            "candidate_id": NO_CANDIDATE,
            "family": NO_CANDIDATE,
            "status": ABSTAINED,
            "reason": learned.reason,
        }
        return [*rows, {**common, **abstained}]
    assert learned.learned_from is not None  # who speaks has learned
    text = model_json(learned.model)
    chosen = {
        **_taught(learned.learned_from),
        "scope": learned.scope,
        "calibrator_id": learned.calibrator_id,
        "model_json": text,
        "model_sha256": sha256(text),
        "golden_rows_json": golden_rows(learned.model, inputs(frame)),
        "confidence_bins_json": confidence_json(confidence_of(learned.judged, frame)),
    }
    return [{**row, **chosen} if row["status"] == SELECTED else row for row in rows]


def _trial_values(trial: Trial) -> dict[str, Any]:
    candidate: Candidate = trial.candidate
    used = stronger(candidate) if trial.is_held_back else candidate
    return {
        "candidate_id": candidate.candidate_id,
        "family": candidate.family,
        "scope": candidate.scope,
        "status": trial.status,
        "reason": trial.reason,
        "train_roc_auc": trial.train_roc_auc,
        "select_log_loss": trial.log_loss,
        "select_roc_auc": trial.roc_auc,
        "select_brier": trial.brier,
        "select_lift_at_10": trial.lift_at_10,
        "parameters_json": canonical_json(used.parameters),
        "feature_list_json": canonical_json(list(trial.inputs)),
    }


def _common(frame: OfferFrame, seed: int) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for role in ROLES:
        values[f"{role}_row_count"], values[f"{role}_positive_count"] = frame.counts(role)
    days = {role: [day.isoformat() for day in frame.cutoffs(role)] for role in ROLES}
    return {
        **values,
        "task_id": frame.task_id,
        "offer_id": frame.offer_id,
        "vintage_date": frame.vintage_date,
        "random_seed": seed,
        "window_periods_used": frame.window_periods(),
        "entity_count": len(set(frame.entities(TRAIN, SELECT))),
        "first_train_cutoff_date": min(frame.cutoffs(TRAIN), default=None),
        "last_learned_cutoff_date": max(frame.cutoffs(*ROLES), default=None),
        # none without a label: such an offer has no rate to speak of either
        "scores_from_date": frame.vintage_date if len(frame.outcome) else None,
        "cutoffs_json": canonical_json(days),
        "prior_probability": _prior(frame),
        "training_frame_sha256": frame.sha256(),
    }


def _prior(frame: OfferFrame) -> float | None:
    # the level moves with the season, so the latest observed role says it best
    for role in (CALIBRATE, SELECT, TRAIN):
        rows, positives = frame.counts(role)
        if rows:
            return positives / rows
    return None
