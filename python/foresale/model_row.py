"""A model is a row: canonical JSON, its sha256, and golden rows that must come out as they did."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from foresale import calibration
from foresale.frames import BOOLEAN, NUMBER, feature_kinds
from foresale.members import (
    Members,
    input_names,
    member_logits,
    members_from_state,
    members_state,
)
from foresale.metrics import DECIMALS, Doubles, bounded
from foresale.settings import UserError

FORMAT = "foresale-model-2"
GOLDEN_ROW_COUNT = 20
# Probabilities are published with nine decimals; a golden row may differ by a processor's exp only.
GOLDEN_TOLERANCE = 1e-8
# The registry keeps what it has: a row that is not deleted stays as it is.
TRAIN_AGAIN = "delete its row from training.model_registry and build again"

ARROW_TYPES = {NUMBER: pa.float64(), BOOLEAN: pa.bool_()}


@dataclass(frozen=True)
class Model:
    """A fitted model of one task and offer, ready to score any batch of raw feature rows."""

    task_id: str
    offer_id: str
    candidate_id: str
    members: Members
    calibrator: calibration.Calibrator

    def input_names(self) -> list[str]:
        """Return the raw columns the model reads, in the order of their names."""
        return input_names(self.members)

    def kinds(self) -> dict[str, str]:
        """Return the kind of every raw column it reads, as it was when the model was fitted."""
        return {code.name: code.kind for part in self.members for code in part.encoder.inputs}


@dataclass(frozen=True)
class Predictions:
    """Per row: log odds, the probability as fitted, and the calibrated one, cut and rounded."""

    logit: Doubles
    uncalibrated: Doubles
    calibrated: Doubles


def canonical_json(value: Any) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, floats by their exact repr."""
    return json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )


def sha256(text: str) -> str:
    """Return the sha256 (hex) of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def model_json(model: Model) -> str:
    """Return the canonical JSON of a model; its sha256 is the model's id."""
    return canonical_json(
        {
            "format": FORMAT,
            "task_id": model.task_id,
            "offer_id": model.offer_id,
            "candidate_id": model.candidate_id,
            "inputs": model.input_names(),
            "members": members_state(model.members),
            "calibrator": calibration.calibrator_state(model.calibrator),
        }
    )


def predict(model: Model, table: pa.Table) -> Predictions:
    """Return the predictions for raw feature rows; a row's values do not depend on the other rows.

    `table` holds at least the model's input columns. Raises UserError when one is missing or has
    changed its kind. Nulls are allowed everywhere and never give NaN.
    """
    check_inputs(model, table)
    logit = member_logits(model.members, table)
    plain = np.round(bounded(calibration.sigmoid(logit)), DECIMALS)
    calibrated = np.round(calibration.probabilities(model.calibrator, logit), DECIMALS)
    return Predictions(logit, plain, calibrated)


def check_inputs(model: Model, table: pa.Table) -> None:
    """Return nothing; raise UserError naming the columns that are missing or of another kind."""
    missing = sorted(set(model.input_names()) - set(table.column_names))
    where = f"the {model.candidate_id} model of task {model.task_id}, offer {model.offer_id}"
    if missing:
        raise UserError(
            f"The features for {where} lack {', '.join(missing)}: add the columns again or train "
            "a new model without them."
        )
    kinds = feature_kinds(table.select(model.input_names()), beside=())
    changed = sorted(name for name, kind in model.kinds().items() if kinds[name] != kind)
    if changed:
        raise UserError(
            f"The features for {where} changed the type of {', '.join(changed)}: give the old type "
            "back or train a new model."
        )


def golden_rows(model: Model, table: pa.Table) -> str:
    """Return JSON of up to 20 rows spread over the table: raw inputs and both probabilities."""
    count = min(GOLDEN_ROW_COUNT, table.num_rows)
    places = [at * table.num_rows // count for at in range(count)]
    chosen = table.select(model.input_names()).take(places)
    predicted = predict(model, chosen)
    return canonical_json(
        [
            {"inputs": inputs, "uncalibrated": uncalibrated, "calibrated": calibrated}
            for inputs, uncalibrated, calibrated in zip(
                chosen.to_pylist(),
                predicted.uncalibrated.tolist(),
                predicted.calibrated.tolist(),
                strict=True,
            )
        ]
    )


def load_model(row: dict[str, Any]) -> Model:
    """Return the model of one registry row, verified before a single byte of it is parsed.

    `row` has task_id, offer_id, model_json, model_sha256 and golden_rows_json. Raises UserError
    when the sha256 does not match, the row belongs to another offer, or a golden row comes out
    differently.
    """
    where = f"The model of task {row['task_id']}, offer {row['offer_id']}"
    text = row["model_json"] or ""
    if sha256(text) != row["model_sha256"]:
        raise UserError(f"{where} is not the one that was stored (sha256 differs): {TRAIN_AGAIN}.")
    model = _from_state(json.loads(text), where)
    if (model.task_id, model.offer_id) != (row["task_id"], row["offer_id"]):
        raise UserError(
            f"{where} was trained for task {model.task_id}, offer {model.offer_id}: mend the "
            "registry."
        )
    _verify_golden_rows(model, row["golden_rows_json"], where)
    return model


def _from_state(state: dict[str, Any], where: str) -> Model:
    if state.get("format") != FORMAT:
        raise UserError(f"{where} has another format than {FORMAT}: {TRAIN_AGAIN}.")
    return Model(
        state["task_id"],
        state["offer_id"],
        state["candidate_id"],
        members_from_state(state["members"]),
        calibration.calibrator_from_state(state["calibrator"]),
    )


def _verify_golden_rows(model: Model, text: str | None, where: str) -> None:
    rows = json.loads(text or "[]")
    if not rows:
        raise UserError(f"{where} has no golden rows to verify it with: {TRAIN_AGAIN}.")
    predicted = predict(model, _golden_table(model, [row["inputs"] for row in rows]))
    for name in ("uncalibrated", "calibrated"):
        expected = np.array([row[name] for row in rows], dtype=np.float64)
        if np.max(np.abs(getattr(predicted, name) - expected)) > GOLDEN_TOLERANCE:
            raise UserError(
                f"{where} does not reproduce its golden rows: check the versions of the installed "
                f"libraries, or {TRAIN_AGAIN}."
            )


def _golden_table(model: Model, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.table(
        {
            name: pa.array(
                [_plain(row[name]) for row in rows], type=ARROW_TYPES.get(kind, pa.string())
            )
            for name, kind in model.kinds().items()
        }
    )


def _plain(value: Any) -> Any:
    # a count was stored as a whole number; Arrow refuses large ones where a double is asked for
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
