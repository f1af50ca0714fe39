"""What is told of a model is what stands in it."""

import json

import numpy as np
import pyarrow as pa
import pytest
from learning_world import candidates, registry, trained, with_column, world

from foresale import encode
from foresale.describe import DESCRIBE_SCHEMA, describe
from foresale.model_row import load_model, predict
from foresale.settings import UserError


@pytest.fixture(scope="module")
def frames():
    return world(offers=("cad",))


@pytest.fixture(scope="module", params=["elastic_net", "xgboost", "random_forest"])
def models(request, frames):
    other = "elastic_net" if request.param == "xgboost" else "xgboost"
    only = candidates(order=(request.param, other)).slice(0, 1)
    rest = candidates(order=(request.param, other)).slice(2)
    return registry(trained(*frames, seed_rows=pa.concat_tables([only, rest])))


def test_every_encoded_column_is_told_once_in_order(models):
    model = load_model(models.to_pylist()[0])
    table = describe(models=models)
    assert table.schema == DESCRIBE_SCHEMA
    (member,) = model.members
    assert table["term_order"].to_pylist() == list(range(1, len(member.encoder.owners()) + 1))
    names = model.input_names()
    assert table["feature_name"].to_pylist() == [names[at] for at in member.encoder.owners()]
    assert set(table["member"].to_pylist()) == {model.candidate_id}
    assert table["model_id"][0].as_py() == models["model_sha256"][0].as_py()


def test_the_told_numbers_give_the_log_odds_of_a_linear_model(models, frames):
    model = load_model(models.to_pylist()[0])
    rows = describe(models=models).to_pylist()
    if model.candidate_id != "elastic_net":
        assert {row["coefficient"] for row in rows} == {row["upper_cap"] for row in rows} == {None}
        return
    head = frames[1].slice(0, 50)
    total = np.full(50, model.members[0].estimator.intercept)
    for row in rows:
        values = head[row["feature_name"]]
        if row["input_kind"] == "category":
            column = [float((value or "missing") == row["term"]) for value in values.to_pylist()]
        elif row["term"] == "missing":
            column = [float(value is None) for value in values.to_pylist()]
        else:
            capped = [
                value
                if value is None or row["upper_cap"] is None
                else min(max(float(value), row["lower_cap"]), row["upper_cap"])
                for value in values.to_pylist()
            ]
            column = [
                0.0
                if value is None
                else (encode.signed_log(np.float64(value)) - row["mean"]) / row["scale"]
                for value in capped
            ]
        total += np.array(column) * row["coefficient"]
    # what is encoded is rounded to nine decimals
    assert np.abs(total - predict(model, head).logit).max() < 1e-8


def test_caps_are_of_training_cutoffs_only(models, frames):
    labels, features = frames
    learned = {"train", "select", "calibrate"}
    roles = dict(
        zip(labels["cutoff_date"].to_pylist(), labels["cutoff_role"].to_pylist(), strict=True)
    )
    known = [
        row["amount_cents"]
        for row in features.to_pylist()
        if roles[row["cutoff_date"]] in learned and row["amount_cents"] is not None
    ]
    for row in describe(models=models).to_pylist():
        if row["upper_cap"] is not None and row["feature_name"] == "amount_cents":
            assert min(known) < row["lower_cap"] < row["upper_cap"] < max(known)
            assert {row["lower_cap"], row["upper_cap"]} <= set(known)


def test_a_tampered_model_is_refused_and_an_abstention_has_nothing_to_tell(models):
    text = json.dumps(json.loads(models["model_json"][0].as_py()))
    with pytest.raises(UserError, match="sha256 differs"):
        describe(models=with_column(models, "model_json", [text]))
    abstained = with_column(models, "status", ["abstained"])
    for nothing in (describe(models=abstained), describe(models=models.slice(0, 0))):
        assert (nothing.num_rows, nothing.schema) == (0, DESCRIBE_SCHEMA)
