"""Reasons are exact: they add up to the score, and name the raw columns."""

from dataclasses import replace
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import candidates, registry, shuffled, trained, with_column, world

from foresale.calibration import IDENTITY, Calibrator, probabilities
from foresale.explain import EXPLAIN_SCHEMA, contribution_matrix, explain
from foresale.model_row import load_model, predict


@pytest.fixture(scope="module")
def frames():
    return world(offers=("cad",))


@pytest.fixture(scope="module", params=["elastic_net", "xgboost", "random_forest"])
def models(request, frames):
    other = "elastic_net" if request.param == "xgboost" else "xgboost"
    labels = frames[0].filter(pc.not_equal(frames[0]["cutoff_role"], "select"))
    return registry(trained(labels, frames[1], seed_rows=candidates(order=(request.param, other))))


@pytest.fixture(scope="module")
def drivers(models, frames):
    return explain(models=models, features=frames[1])


def test_contributions_and_base_add_up_to_the_log_odds(models, frames):
    model = load_model(models.to_pylist()[0])
    matrix, base = contribution_matrix(model, frames[1])
    assert matrix.shape == (frames[1].num_rows, 4)
    assert np.abs(matrix.sum(axis=1) + base - predict(model, frames[1]).logit).max() < 1e-5


@pytest.mark.parametrize("calibrator", [IDENTITY, Calibrator("platt", 0.75, -0.25)])
def test_contributions_lead_up_to_the_published_probability(calibrator, models, frames):
    model = replace(load_model(models.to_pylist()[0]), calibrator=calibrator)
    matrix, base = contribution_matrix(model, frames[1])
    reached = probabilities(calibrator, matrix.sum(axis=1) + base)
    assert np.abs(reached - predict(model, frames[1]).calibrated).max() < 1e-5


def test_the_drivers_of_a_row_are_its_largest_contributions_in_order(models, frames, drivers):
    model = load_model(models.to_pylist()[0])
    lead = frames[1].filter(
        pc.and_(
            pc.equal(frames[1]["entity_id"], "100003"),
            pc.equal(frames[1]["cutoff_date"], pa.scalar(date(2023, 12, 31))),
        )
    )
    matrix, _ = contribution_matrix(model, lead)
    expected = sorted(zip(-np.abs(np.round(matrix[0], 9)), model.input_names(), strict=True))
    found = drivers.filter(pc.equal(drivers["entity_id"], "100003")).to_pylist()
    assert [(-abs(row["contribution"]), row["feature_name"]) for row in found] == [
        (size, name) for size, name in expected if size
    ]
    assert [row["driver_rank"] for row in found] == list(range(1, len(found) + 1))
    assert set(model.input_names()) >= {row["feature_name"] for row in found}
    assert found[0]["model_id"] == models["model_id"][0].as_py()


def test_only_the_latest_cutoff_of_the_task_is_explained(drivers):
    assert drivers.schema == EXPLAIN_SCHEMA
    assert set(drivers["cutoff_date"].to_pylist()) == {date(2023, 12, 31)}
    assert len(set(drivers["entity_id"].to_pylist())) == 400


def test_the_planted_driver_comes_first_for_most(drivers):
    first = drivers.filter(pc.equal(drivers["driver_rank"], 1))["feature_name"].to_pylist()
    assert first.count("amount_cents") > 200


def test_values_are_plain_text_and_null_where_they_do_not_exist(drivers, frames):
    latest = frames[1].filter(pc.equal(frames[1]["cutoff_date"], pa.scalar(date(2023, 12, 31))))
    raw = {row["entity_id"]: row for row in latest.to_pylist()}
    kinds = set()
    for row in drivers.to_pylist():
        value = raw[row["entity_id"]][row["feature_name"]]
        text = {True: "true", False: "false"}[value] if isinstance(value, bool) else value
        text = f"{value:.4g}" if isinstance(value, float) else text
        assert row["feature_value"] == (None if text is None else str(text))
        kinds.add(type(value))
    assert {int, float, bool, str, type(None)} == kinds


def test_the_same_rows_in_another_order_give_the_same_drivers(models, frames, drivers):
    assert explain(models=models, features=shuffled(frames[1])).equals(drivers)


def test_prior_rows_and_empty_frames_have_no_drivers(models, frames):
    prior = with_column(models, "status", ["abstained"])
    assert explain(models=prior, features=frames[1]).num_rows == 0
    for some_models in (models, models.slice(0, 0)):
        nothing = explain(models=some_models, features=frames[1].slice(0, 0))
        assert (nothing.num_rows, nothing.schema) == (0, EXPLAIN_SCHEMA)
