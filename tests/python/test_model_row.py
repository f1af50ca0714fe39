"""A stored model is verified before it is parsed, and reproduces its golden rows."""

import hashlib
import json

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import candidates, trained, world

from foresale import model_row
from foresale.model_row import canonical_json, load_model, model_json, predict, sha256
from foresale.settings import UserError


@pytest.fixture(scope="module")
def frames():
    return world(offers=("cad",))


@pytest.fixture(scope="module", params=["elastic_net", "xgboost", "random_forest"])
def row(request, frames):
    other = "elastic_net" if request.param == "xgboost" else "xgboost"
    # without select rows the first candidate in order is taken
    labels = frames[0].filter(pc.not_equal(frames[0]["cutoff_role"], "select"))
    table = trained(labels, frames[1], seed_rows=candidates(order=(request.param, other)))
    return table.to_pylist()[0]


def test_a_stored_model_is_the_model_again(row):
    model = load_model(row)
    assert model.candidate_id == row["candidate_id"] == row["family"]
    assert model_json(model) == row["model_json"]
    assert hashlib.sha256(row["model_json"].encode()).hexdigest() == row["model_sha256"]


def test_golden_rows_carry_raw_inputs_and_both_probabilities(row):
    golden = json.loads(row["golden_rows_json"])
    assert len(golden) == 20
    assert list(golden[0]["inputs"]) == json.loads(row["feature_list_json"])
    assert len({one["calibrated"] for one in golden}) > 10


@pytest.mark.parametrize("place", [10, 1000, -2])
def test_one_changed_character_is_refused_before_parsing(row, place, monkeypatch):
    def parse(*_):
        raise AssertionError("parsed before it was verified")

    monkeypatch.setattr(model_row.json, "loads", parse)
    text = list(row["model_json"])
    text[place] = "7" if text[place] != "7" else "8"
    with pytest.raises(UserError, match=r"purchase, offer cad is not the one .*sha256 differs"):
        load_model({**row, "model_json": "".join(text)})


def test_a_missing_model_is_refused(row):
    with pytest.raises(UserError, match="sha256 differs"):
        load_model({**row, "model_json": None})


def test_a_model_in_the_row_of_another_offer_is_refused(row):
    with pytest.raises(UserError, match="was trained for task purchase, offer cad: mend"):
        load_model({**row, "offer_id": "print"})


def test_golden_rows_that_come_out_differently_are_refused(row):
    golden = json.loads(row["golden_rows_json"])
    for name in ("calibrated", "uncalibrated"):
        changed = [{**golden[0], name: golden[0][name] + 1e-6}, *golden[1:]]
        with pytest.raises(UserError, match="does not reproduce its golden rows"):
            load_model({**row, "golden_rows_json": json.dumps(changed)})
    for missing in (None, "[]"):
        with pytest.raises(UserError, match="has no golden rows"):
            load_model({**row, "golden_rows_json": missing})


def test_a_model_of_another_format_is_refused(row):
    text = row["model_json"].replace("foresale-model-2", "foresale-model-0")
    with pytest.raises(UserError, match="another format than foresale-model-2"):
        load_model({**row, "model_json": text, "model_sha256": sha256(text)})


def test_a_lead_scores_the_same_alone_and_in_any_batch(row, frames):
    model, features = load_model(row), frames[1]
    together = predict(model, features)
    for at in range(0, 60, 7):
        alone = predict(model, features.slice(at, 1))
        assert alone.calibrated[0] == together.calibrated[at]
        assert alone.logit[0] == together.logit[at]


def test_missing_values_everywhere_still_give_a_probability(row):
    model = load_model(row)
    nothing = pa.table(
        {
            "amount_cents": pa.array([None, None], pa.int64()),
            "some_share": [float("nan"), float("inf")],
            "has_contract": pa.array([None, None], pa.bool_()),
            "segment": pa.array([None, "never seen"], pa.string()),
        }
    )
    predicted = predict(model, nothing)
    assert ((predicted.calibrated > 0) & (predicted.calibrated < 1)).all()
    assert ((predicted.uncalibrated > 0) & (predicted.uncalibrated < 1)).all()


def test_missing_and_changed_inputs_are_named(row, frames):
    model = load_model(row)
    with pytest.raises(
        UserError, match=r"the (elastic_net|xgboost|random_forest) model .* cad lack segment, some"
    ):
        predict(model, frames[1].drop_columns(["segment", "some_share"]))
    texts = frames[1]["some_share"].cast(pa.string())
    changed = frames[1].drop_columns(["some_share"]).append_column("some_share", texts)
    with pytest.raises(UserError, match="changed the type of some_share"):
        predict(model, changed)


def test_a_whole_number_column_that_comes_as_double_scores_the_same(row, frames):
    model, features = load_model(row), frames[1]
    at = features.column_names.index("amount_cents")
    doubles = features.set_column(at, "amount_cents", features["amount_cents"].cast(pa.float64()))
    assert (predict(model, doubles).logit == predict(model, features).logit).all()


def test_canonical_json_is_one_text_and_refuses_what_is_not_a_number():
    assert canonical_json({"b": 0.1, "a": [1, None]}) == '{"a":[1,null],"b":0.1}'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json(float("nan"))
