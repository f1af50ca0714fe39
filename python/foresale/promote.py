"""The model of today against the one that speaks: which of them is to speak from now on, and why.

Both are asked about the holdout of the newest vintage, which neither has learned from. Whoever
speaks goes on speaking until another is shown to be better.
"""

from dataclasses import asdict
from typing import Any

import pyarrow as pa

from foresale.at_once import each_at_once
from foresale.fitting import inputs
from foresale.frames import (
    HOUSE_KEY,
    from_table,
    matching_rows,
    require_columns,
    require_unique,
    rows_with_key_in,
    to_table,
)
from foresale.guard import dropped_features
from foresale.learned import ABSTAINED
from foresale.model_row import Model, check_inputs, load_model, predict
from foresale.offer_frames import (
    FEATURE_KEY,
    LABEL_KEY,
    OBSERVED,
    LearningRows,
    OfferFrame,
    read_learning_rows,
)
from foresale.paired import Difference, Side, calibration_noise, difference, measured
from foresale.settings import UserError
from foresale.themes import active_columns

PROMOTE, KEEP, INCONCLUSIVE = "promote", "keep", "inconclusive"
HOLDOUT = "holdout"
SIDES = CHALLENGER, INCUMBENT = ("challenger", "incumbent")
LIMITS = (
    "confidence_share",
    "minimum_gain_share",
    "calibration_margin",
    "lift_loss_share",
    "minimum_positive_count",
)
OFFER_KEY = ("task_id", "offer_id")
_SIDE_COLUMNS = ("status", "window_periods", "entity_count", "scores_from_date")
_JSON_COLUMNS = ("model_json", "model_sha256", "golden_rows_json")
_MEASURES = ("log_loss", "level_error", "shape_error", "lift_at_10")
CHALLENGE_SCHEMA = pa.schema(
    [("task_id", pa.string()), ("offer_id", pa.string()), ("vintage_date", pa.date32())]
    + [(name, pa.string()) for name in ("challenger_id", "incumbent_id", "decision", "reason")]
    + [(f"{name}_count", pa.int64()) for name in ("row", "positive", "entity")]
    + [(f"{side}_{name}", pa.float64()) for side in SIDES for name in _MEASURES]
    + [(f"difference_{name}", pa.float64()) for name in ("mean", "lower", "upper")]
    + [("power", pa.float64()), ("holdout_sha256", pa.string())]
)


def challenge(
    *,
    contenders: Any,
    labels: Any,
    features: Any,
    feature_list: Any,
    guards: Any,
    entity: str,
    tasks: Any,
    limits: Any,
    session: Any = None,
) -> Any:
    """Return one row per task and offer: promote, keep or inconclusive, with the reason.

    `contenders`: task_id, offer_id, vintage_date, and of challenger and incumbent model_id, status,
    window_periods, entity_count, scores_from_date and the model itself. `labels`: outcomes
    with their cutoff_role; the observed ones of the holdout judge. `limits`: the seed
    promotion_limits. The other frames are those of `train`. Raises UserError as `train` and
    `load_model`: a tampered model is no reason to prefer another.
    """
    table = to_table(contenders, sort_by=OFFER_KEY)
    _require_contenders(table)
    asked = _settings(tasks, limits)
    observed = matching_rows(labels, "label_status", [OBSERVED])
    judging = matching_rows(observed, "cutoff_role", [HOLDOUT])
    held_out = _held_out(judging, table)
    labelled = to_table(rows_with_key_in(features, judging, key=HOUSE_KEY), sort_by=FEATURE_KEY)
    active = active_columns(labelled, feature_list, entity)
    rows = read_learning_rows(held_out, active, dropped_features(guards))
    found = each_at_once(lambda row: _judged(row, rows, asked[row["task_id"]]), table.to_pylist())
    return from_table(pa.Table.from_pylist(found, schema=CHALLENGE_SCHEMA), session)


def _require_contenders(table: pa.Table) -> None:
    names = ("model_id", *_SIDE_COLUMNS, *_JSON_COLUMNS)
    needed = [f"{side}_{name}" for side in SIDES for name in names]
    require_columns(table, ["vintage_date", *needed], "The contenders frame")
    require_unique(table, OFFER_KEY, "The contenders frame")


def _settings(tasks: Any, limits: Any) -> dict[str, dict[str, Any]]:
    values = {row["limit_id"]: row["value"] for row in to_table(limits, sort_by=()).to_pylist()}
    missing = [name for name in LIMITS if values.get(name) is None]
    if missing:
        raise UserError(f"The seed promotion_limits has no {', '.join(missing)}: add a row each.")
    rows = to_table(tasks, sort_by=("task_id",)).to_pylist()
    names = ("bootstrap_count", "random_seed")
    return {row["task_id"]: {**values, **{name: row[name] for name in names}} for row in rows}


def _held_out(judging: Any, contenders: pa.Table) -> pa.Table:
    """Return the labels that judge, each with the vintage of the challenger it judges."""
    table = to_table(judging, sort_by=())
    keys = contenders.select([*OFFER_KEY, "vintage_date"])
    return to_table(table.join(keys, list(OFFER_KEY), join_type="inner"), sort_by=LABEL_KEY)


def _judged(row: dict[str, Any], rows: LearningRows, asked: dict[str, Any]) -> dict[str, Any]:
    frame = rows.frame(row)
    judged = {
        "challenger_id": row["challenger_model_id"],
        "incumbent_id": row["incumbent_model_id"],
        "row_count": len(frame.outcome),
        "positive_count": int(frame.outcome.sum()),
        "entity_count": len(set(frame.entities(HOLDOUT))),
        **{name: row[name] for name in (*OFFER_KEY, "vintage_date")},
    }
    if decision := _without_comparing(row, frame):
        return {**judged, "decision": decision[0], "reason": decision[1]}
    judged["holdout_sha256"] = frame.sha256()
    if reason := _too_few(judged, asked):
        return {**judged, "decision": INCONCLUSIVE, "reason": reason}
    return {**judged, **_compared(row, frame, asked)}


def _without_comparing(row: dict[str, Any], frame: OfferFrame) -> tuple[str, str] | None:
    """Return the decision and its reason where there is nothing to compare."""
    if row["incumbent_model_id"] is None:
        return PROMOTE, "The first to speak for the offer."
    if row["incumbent_model_id"] == row["challenger_model_id"]:
        return KEEP, "The model of today is the champion itself."
    if reason := _unfit(row, frame):
        return PROMOTE, reason
    if row["challenger_status"] == ABSTAINED:
        return KEEP, "There is no model of today; the champion is one."
    if row["incumbent_status"] == ABSTAINED:
        return PROMOTE, "Until now no model spoke for the offer."
    return None


def _unfit(row: dict[str, Any], frame: OfferFrame) -> str:
    """Return why the champion cannot go on speaking, whoever comes after it; '' where it can."""
    if row["incumbent_status"] is None:
        return "The champion is no longer in the registry."
    old, new = row["incumbent_window_periods"], row["challenger_window_periods"]
    # a night without labels asks about no window
    if new is not None and old != new:
        return f"The champion looks {old} periods ahead; the question is about {new} now."
    if row["incumbent_status"] == ABSTAINED:
        is_rate = row["challenger_status"] == ABSTAINED
        return "No model, then or now: the newer rate speaks." if is_rate else ""
    begins = row["incumbent_scores_from_date"]
    if begins > row["vintage_date"]:
        return f"The champion has learned from days up to {begins}, the holdout among them."
    champion = _model(row, INCUMBENT)
    try:
        check_inputs(champion, inputs(frame))
    except UserError as error:
        return f"The champion cannot go on. {error}"
    return ""


def _too_few(judged: dict[str, Any], asked: dict[str, Any]) -> str:
    rows, positives = judged["row_count"], judged["positive_count"]
    needed = int(asked["minimum_positive_count"])
    if min(positives, rows - positives) >= needed:
        return ""
    found = f"{positives} positives in {rows} rows"
    return f"The holdout is too small: {found}; {needed} of each outcome are needed."


def _compared(row: dict[str, Any], frame: OfferFrame, asked: dict[str, Any]) -> dict[str, Any]:
    first, second = (predict(_model(row, side), inputs(frame)).calibrated for side in SIDES)
    new, old = measured(frame.outcome, first), measured(frame.outcome, second)
    asked_gain = asked["minimum_gain_share"] * old.log_loss
    found = difference(
        outcome=frame.outcome,
        first=first,
        second=second,
        entities=frame.entities(HOLDOUT),
        learned_entities=(row["challenger_entity_count"], row["incumbent_entity_count"]),
        confidence=asked["confidence_share"],
        asked_gain=asked_gain,
        draws=asked["bootstrap_count"],
        seed=asked["random_seed"],
    )
    noise = calibration_noise(
        frame.outcome, first, frame.entities(HOLDOUT), asked["confidence_share"]
    )
    decision, reason = decided(new, old, found, noise, asked)
    sides = {CHALLENGER: new, INCUMBENT: old}
    return {
        "decision": decision,
        "reason": reason,
        **{f"{side}_{name}": it for side in SIDES for name, it in asdict(sides[side]).items()},
        **{f"difference_{name}": getattr(found, name) for name in ("mean", "lower", "upper")},
        "power": found.power,
    }


def decided(
    new: Side, old: Side, found: Difference, noise: dict[str, float], asked: dict[str, Any]
) -> tuple[str, str]:
    """Return the decision about two models that were compared, and the reason.

    Promoted is who is shown to be better, by more than the gain asked for, and neither worse
    calibrated nor worse in the best tenth: level and shape error may each exceed what the other has
    or chance alone gives (`noise`), whichever is more, by the margin at most. Kept is the
    champion where the other is shown to be worse, to gain less than is asked for, or to fail one of
    these; the rest is inconclusive.
    """
    share, margin = asked["minimum_gain_share"], asked["calibration_margin"]
    gained = -found.mean / old.log_loss
    said = (
        f"Log loss {new.log_loss:.5f} against {old.log_loss:.5f} of the champion, difference "
        f"{found.mean:.5f} [{found.lower:.5f}, {found.upper:.5f}]"
    )
    if found.lower > 0:
        return KEEP, f"{said}: worse."
    if found.lower >= -share * old.log_loss:
        return KEEP, f"{said}: a gain of {share:.1%} is ruled out."
    if found.upper >= 0:
        return INCONCLUSIVE, f"{said}: neither is shown to be better."
    if gained <= share:
        return KEEP, f"{said}: better by {gained:.2%}, and more than {share:.1%} is asked for."
    for name in ("level_error", "shape_error"):
        now, before = abs(getattr(new, name)), abs(getattr(old, name))
        if now > max(before, noise[name]) + margin:
            what = name.replace("_", " ")
            return KEEP, f"{said}: better, but its {what} is {now:.4f} instead of {before:.4f}."
    if new.lift_at_10 < (1 - asked["lift_loss_share"]) * old.lift_at_10:
        lifts = f"{new.lift_at_10:.3f} instead of {old.lift_at_10:.3f}"
        return KEEP, f"{said}: better, but the lift of its best tenth is {lifts}."
    return PROMOTE, f"{said}: better by {gained:.2%}."


def _model(row: dict[str, Any], side: str) -> Model:
    offer = {name: row[name] for name in OFFER_KEY}
    return load_model({**offer, **{name: row[f"{side}_{name}"] for name in _JSON_COLUMNS}})
