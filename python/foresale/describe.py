"""What stands inside the stored models: how they read each feature, and their coefficients."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from foresale.encode import LINEAR, InputCode
from foresale.frames import BOOLEAN, CATEGORY, from_table, require_columns, to_table
from foresale.learned import SELECTED
from foresale.linear import LinearEstimator
from foresale.model_row import Model, load_model

DESCRIBE_SCHEMA = pa.schema(
    [(name, pa.string()) for name in ("task_id", "offer_id", "model_id", "member", "feature_name")]
    + [("term_order", pa.int64()), ("term", pa.string()), ("input_kind", pa.string())]
    + [(name, pa.float64()) for name in ("lower_cap", "upper_cap", "mean", "scale")]
    + [("coefficient", pa.float64())]
)
DESCRIBE_COLUMNS = ("task_id", "offer_id", "status", "model_id", "model_json", "model_sha256")
VALUE, MISSING = "value", "missing"


def describe(*, models: Any, session: Any = None) -> Any:
    """Return one row per selected model, member and encoded column of it, in the order of reading.

    `models`: rows of `train` with a model_id. `term` is `value` for a number, `missing` for the
    column that says a value does not exist, the level for a category. Caps, mean and scale (of the
    capped value on the signed logarithm) and coefficient are those of linear models; trees have
    none. Raises UserError for a tampered model.
    """
    table = to_table(models, sort_by=["task_id", "offer_id"])
    require_columns(table, [*DESCRIBE_COLUMNS, "golden_rows_json"], "The models frame")
    rows = [
        described
        for row in table.filter(pc.equal(table.column("status"), SELECTED)).to_pylist()
        for described in _rows(row["model_id"], load_model(row))
    ]
    return from_table(pa.Table.from_pylist(rows, schema=DESCRIBE_SCHEMA), session)


def _rows(model_id: str, model: Model) -> Iterator[dict[str, Any]]:
    order = 0
    for member in model.members:
        terms = [(code, term) for code in member.encoder.inputs for term in _terms(code)]
        coefficients: list[float | None] = [None] * len(terms)
        if isinstance(member.estimator, LinearEstimator):
            coefficients = list(member.estimator.coefficients)
        for (code, term), coefficient in zip(terms, coefficients, strict=True):
            order += 1
            yield {
                "task_id": model.task_id,
                "offer_id": model.offer_id,
                "model_id": model_id,
                "member": member.candidate_id,
                "feature_name": code.name,
                "term_order": order,
                "term": term,
                "input_kind": code.kind,
                "coefficient": coefficient,
                **_scaling(code, term, member.encoder.style),
            }


def _terms(code: InputCode) -> list[str]:
    """Return the names of the encoded columns of an input, in the order of `encode`."""
    names = list(code.levels) if code.kind == CATEGORY else [VALUE]
    # trees read a missing number in the column of the number itself
    return [*names, MISSING] if code.has_missing else names


def _scaling(code: InputCode, term: str, style: str) -> dict[str, float]:
    if style != LINEAR or code.kind == CATEGORY or term != VALUE:
        return {}
    scaling = {"mean": code.mean, "scale": code.scale}
    if code.kind == BOOLEAN:
        return scaling
    return {**scaling, "lower_cap": code.lower, "upper_cap": code.upper}
