"""What is learned from a small frame and what it says; run by itself it prints that."""

import hashlib
import json
from typing import Any

import numpy as np
from learning_world import candidates, registry, scored, trained, world

from foresale.calibration import calibrator_state, fit_isotonic, fit_platt
from foresale.explain import explain
from foresale.model_row import load_model, predict
from foresale.weigh import weigh


def last_bits() -> dict[str, str]:
    """Return hashes of exponentials and logarithms as this process computes them."""
    values = np.linspace(0.001, 9.0, 10_000)
    return {"exp": _hash(np.exp(values).tolist()), "log": _hash(np.log1p(values).tolist())}


def learned(family: str) -> dict[str, Any]:
    """Return hashes and measures of the model of this family, of its calibrators and its words."""
    labels, features = world(offers=("cad",), entity_count=600)
    models = trained(labels, features, seed_rows=candidates(order=(family,)))
    (row,) = [row for row in models.to_pylist() if row["status"] == "selected"]
    logits = predict(load_model(row), features).logit
    outcome = np.array([one or 0 for one in labels["outcome"].to_pylist()], dtype=np.int64)
    found = {name: row[name] for name in ("training_frame_sha256", "model_sha256")}
    found |= {f"select_{name}": row[f"select_{name}"] for name in ("log_loss", "roc_auc", "brier")}
    found["golden_rows"] = _hash(row["golden_rows_json"])
    for fit in (fit_platt, fit_isotonic):
        calibrator = fit(logits, outcome)
        assert calibrator is not None
        found[fit.__name__] = _hash(calibrator_state(calibrator))
    found["score"] = _hash(scored(registry(models), features).to_pylist())
    for verb in (explain, weigh):
        found[verb.__name__] = _hash(verb(models=registry(models), features=features).to_pylist())
    return found


def learn_and_score() -> dict[str, Any]:
    """Return what all families learned and say, and the last bits they had."""
    families = ("elastic_net", "xgboost", "random_forest")
    return {"bits": last_bits(), **{family: learned(family) for family in families}}


def _hash(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


if __name__ == "__main__":
    print(json.dumps(learn_and_score()))
