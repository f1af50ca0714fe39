"""What may be tried, as the seed `candidates` says it: estimators and calibrators."""

import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa

from foresale.encode import LINEAR, TREE
from foresale.frames import require_columns
from foresale.settings import UserError

_LINEAR = {
    "C",
    "l1_ratio",
    "tolerance",
    "maximum_iterations",
    "maximum_class_weight",
    "winsor_lower_share",
    "winsor_upper_share",
    "clip_at",
    "minimum_category_rows",
}
ESTIMATOR_PARAMETERS = {
    "elastic_net": _LINEAR,
    "prior_elastic_net": {*_LINEAR, "prior_C", "minimum_each_outcome"},
    "xgboost": {
        "max_depth",
        "eta",
        "rounds",
        "early_stopping_rounds",
        "seeds",
        "maximum_class_weight",
        "min_child_weight",
        "lambda",
        "subsample",
        "colsample_bytree",
        "max_bin",
        "minimum_category_rows",
    },
    "random_forest": {
        "trees",
        "max_depth",
        "minimum_leaf_rows",
        "features_per_split",
        "minimum_category_rows",
    },
    "average": set(),  # the candidates it holds, each with its weight
}
CALIBRATOR_PARAMETERS: dict[str, set[str]] = {
    "none": set(),
    "level": {"minimum_rows", "minimum_positives"},
    "platt": {"minimum_rows", "minimum_positives"},
    "isotonic": {"minimum_rows", "minimum_positives"},
}
# Where nothing else would say that a value makes no sense.
RANGES = {
    "l1_ratio": (0, 0.99),
    "rounds": (1, 10_000),
    "early_stopping_rounds": (0, 10_000),
    "seeds": (1, 5),
    "maximum_class_weight": (1, 1_000),
    "maximum_iterations": (1, 100_000),
    "minimum_each_outcome": (1, 1_000_000),
    "trees": (1, 10_000),
    "max_depth": (1, 50),
}
WHOLE = {
    "rounds",
    "early_stopping_rounds",
    "seeds",
    "maximum_iterations",
    "minimum_each_outcome",
    "trees",
    "max_depth",
}
# Names under which other engines know the same families.
FAMILY_ALIASES = {"logreg": "elastic_net", "lgbm": "xgboost"}
# All trees read raw numbers and send what is missing where it fits best: no caps, scales or fills.
OFFER_SCOPE, POOLED = "offer", "pooled"
SCOPES = (OFFER_SCOPE, POOLED)
# The weighted mean of the log odds of other candidates.
AVERAGE = "average"
# An elastic net drawn to the prior weights of features, and not to nothing.
FROM_PRIOR = "prior_elastic_net"
ENCODER_STYLE = {
    "elastic_net": LINEAR,
    FROM_PRIOR: LINEAR,
    "xgboost": TREE,
    "random_forest": TREE,
}


@dataclass(frozen=True)
class Candidate:
    """One row of the seed `candidates`."""

    candidate_id: str
    family: str
    parameters: dict[str, Any]
    order: int
    entity: str | None = None
    scope: str = OFFER_SCOPE


def read_candidates(table: pa.Table, entity: str) -> tuple[list[Candidate], list[Candidate]]:
    """Return (estimators, calibrators) that may be tried for the entity, each in candidate_order.

    A row whose entity is empty is for all of them; one of scope `pooled` learns from all offers of
    a task at once, any other from one. An average holds other estimators by weight; every other
    family has exactly the parameters named in this module, all numbers: a threshold is a row of the
    seed, never a default in the code. Raises UserError for a row that cannot be used, whoever it is
    for.
    """
    columns = ["kind", "candidate_id", "family", "parameters", "candidate_order", "entity", "scope"]
    require_columns(table, columns, "The seed candidates")
    known = {"estimator": ESTIMATOR_PARAMETERS, "calibrator": CALIBRATOR_PARAMETERS}
    found: dict[str, list[Candidate]] = {"estimator": [], "calibrator": []}
    rows = table.select(columns).to_pylist()
    for row in rows:
        where = f"Row {row['candidate_id']} of the seed candidates"
        if row["kind"] not in known:
            raise UserError(f"{where} has kind {row['kind']}: use estimator or calibrator.")
        families = known[row["kind"]]
        family = FAMILY_ALIASES.get(row["family"], row["family"])
        if family not in families:
            raise UserError(f"{where} has family {row['family']}: use {', '.join(families)}.")
        if row["scope"] not in (None, *SCOPES):
            raise UserError(f"{where} has scope {row['scope']}: use {' or '.join(SCOPES)}.")
        expected = _members(rows, row, where) if family == AVERAGE else families[family]
        parameters = _parameters(row["parameters"], expected, where)
        scope = row["scope"] or OFFER_SCOPE
        found[row["kind"]].append(
            Candidate(
                row["candidate_id"],
                family,
                parameters,
                row["candidate_order"],
                row["entity"],
                scope,
            )
        )
    for kind, rows in found.items():
        if len({row.order for row in rows} | {row.candidate_id for row in rows}) != 2 * len(rows):
            raise UserError(
                f"The seed candidates repeats a candidate_id or candidate_order among its {kind}s: "
                "give every row its own."
            )
        rows.sort(key=lambda row: row.order)
    estimators, calibrators = (
        [row for row in rows if row.entity in (None, entity)] for rows in found.values()
    )
    return estimators, calibrators


def stronger(candidate: Candidate) -> Candidate:
    """Return the candidate with about twice the penalties: what to try where it overfits."""
    old = candidate.parameters
    changes: dict[str, Callable[[], dict[str, Any]]] = {
        "elastic_net": lambda: {"C": old["C"] / 4},
        FROM_PRIOR: lambda: {"C": old["C"] / 4, "prior_C": old["prior_C"] / 4},
        "xgboost": lambda: {
            "max_depth": max(1, old["max_depth"] - 1),
            "min_child_weight": max(1, 2 * old["min_child_weight"]),
            "lambda": max(1, 2 * old["lambda"]),
        },
        "random_forest": lambda: {"minimum_leaf_rows": 2 * old["minimum_leaf_rows"]},
        # the members are held back themselves
        AVERAGE: lambda: {},
    }
    return replace(candidate, parameters={**old, **changes[candidate.family]()})


def _members(rows: list[dict[str, Any]], average: dict[str, Any], where: str) -> set[str]:
    known = {
        row["candidate_id"]
        for row in rows
        if row["kind"] == "estimator"
        and row["family"] != AVERAGE
        and row["entity"] in (None, average["entity"])
    }
    weights = _read_json(average["parameters"], where)
    if not isinstance(weights, dict) or not weights or not set(weights) <= known:
        raise UserError(
            f"{where} must have as parameters the weights of other estimators that are tried for "
            f"its entity: {', '.join(sorted(known))}."
        )
    for name, weight in weights.items():
        if isinstance(weight, int | float) and weight <= 0:
            raise UserError(f"{where} gives {name} the weight {weight}: use a number above zero.")
    return set(weights)


def _read_json(text: str | None, where: str) -> Any:
    try:
        return json.loads(text or "{}")
    except json.JSONDecodeError as error:
        raise UserError(f"{where} has parameters that are not JSON: write them as {{}}.") from error


def _parameters(text: str | None, expected: set[str], where: str) -> dict[str, Any]:
    parameters = _read_json(text, where)
    if not isinstance(parameters, dict) or set(parameters) != expected:
        raise UserError(
            f"{where} must have exactly the parameters {', '.join(sorted(expected)) or '{}'}."
        )
    for name, value in parameters.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value):
            raise UserError(f"{where} has {name} = {value!r}: use a number.")
        lowest, highest = RANGES.get(name, (value, value))
        if not lowest <= value <= highest or (name in WHOLE and value != int(value)):
            kind = "whole number" if name in WHOLE else "number"
            raise UserError(
                f"{where} has {name} = {value}: use a {kind} from {lowest} to {highest}."
            )
    return parameters
