"""Models are served the columns they were taught, in their order, from the one matrix."""

import json
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import House

from foresale.fitting import task_frames
from foresale.frames import of_entity, to_table
from foresale.guard import dropped_features
from foresale.model_row import load_model, predict
from foresale.offer_frames import (
    FEATURE_KEY,
    FRAME_KEY,
    LABEL_KEY,
    LearningRows,
    read_learning_rows,
    used_labels,
)
from foresale.themes import active_columns

ROOMS = {
    "models": "training.model_vintages",
    "matrix": "features.features_customer",
    "labels": "labels.learning_labels",
    "feature_list": "features.feature_list",
    "guards": "training.feature_guards",
    "predictions": "scoring.predictions",
}


@pytest.fixture(scope="module")
def house(tiny_house: House) -> dict[str, pa.Table]:
    path = tiny_house.project / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        return {name: connection.table(it).to_arrow_table() for name, it in ROOMS.items()}


@pytest.fixture(scope="module")
def models(house: dict[str, pa.Table]) -> list[dict[str, Any]]:
    return [
        row
        for row in of_entity(house["models"], "customer").to_pylist()
        if row["status"] == "selected"
    ]


def learning_rows(house: dict[str, pa.Table], matrix: pa.Table) -> LearningRows:
    """Return what the trainer makes of this matrix."""
    active = active_columns(
        to_table(matrix, sort_by=FEATURE_KEY), house["feature_list"], "customer"
    )
    customers = of_entity(house["labels"], "customer")
    labels = to_table(used_labels(customers), sort_by=LABEL_KEY)
    return read_learning_rows(labels, active, dropped_features(house["guards"]))


def taught_from(rows: LearningRows, row: dict[str, Any]) -> bool:
    """Return whether the model of the row was taught exactly these rows: of its offer or of all."""
    asked = {name: row[name] for name in FRAME_KEY}
    frame = rows.frame(asked)
    if row["scope"] == "pooled":
        all_of_task = [rows.frame(offer) for offer in rows.offers(asked)]
        width = frame.window_periods()
        frame = task_frames([one for one in all_of_task if one.window_periods() == width]).pooled
    counts = len(frame.outcome), int(frame.outcome.sum())
    assert counts == (row["learned_row_count"], row["learned_positive_count"])
    return frame.sha256() == row["training_frame_sha256"]


def served_in_order(row: dict[str, Any], matrix: pa.Table) -> list[str]:
    """Return what is wrong with the columns the model is served, nothing when they are right."""
    listed = json.loads(row["feature_list_json"])
    stored = json.loads(row["model_json"])
    wrong = []
    if listed != stored["inputs"]:
        wrong.append("the list is not what the model reads")
    encoded = [[code["name"] for code in one["encoder"]["inputs"]] for one in stored["members"]]
    if listed != sorted({name for names in encoded for name in names}):
        wrong.append("the list is not what is encoded, in this order")
    if any(set(golden["inputs"]) != set(listed) for golden in json.loads(row["golden_rows_json"])):
        wrong.append("the golden rows have other columns")
    if not set(listed) <= set(matrix.column_names):
        wrong.append("the matrix lacks a column")
    return wrong


def test_every_model_was_taught_the_rows_of_the_matrix_that_is_served(
    house: dict[str, pa.Table], models: list[dict[str, Any]]
) -> None:
    rows = learning_rows(house, house["matrix"])

    assert len(models) > 8
    assert [row["offer_id"] for row in models if not taught_from(rows, row)] == []


def test_a_matrix_that_changed_since_is_not_what_the_models_were_taught(
    house: dict[str, pa.Table], models: list[dict[str, Any]]
) -> None:
    matrix = house["matrix"]
    day = pc.equal(matrix["cutoff_date"], pa.scalar(models[-1]["first_train_cutoff_date"]))
    place = matrix.column_names.index("order_count_12m")
    more = pc.if_else(day, pc.add(matrix["order_count_12m"], 1), matrix["order_count_12m"])
    rows = learning_rows(house, matrix.set_column(place, "order_count_12m", more))

    assert not taught_from(rows, models[-1])


def test_what_is_served_are_the_listed_columns_in_their_order(
    house: dict[str, pa.Table], models: list[dict[str, Any]]
) -> None:
    assert [served_in_order(row, house["matrix"]) for row in models] == [[]] * len(models)


@pytest.mark.parametrize("entity", ["property", "car_lead"])
def test_properties_and_leads_are_served_what_their_models_list(
    entity: str, house: dict[str, pa.Table], tiny_house: House
) -> None:
    path = tiny_house.project / "warehouse.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        matrix = connection.table(f"features.features_{entity}").limit(1).to_arrow_table()
    rows = of_entity(house["models"], entity).to_pylist()
    models = [row for row in rows if row["status"] == "selected"]

    assert models != []
    assert [served_in_order(row, matrix) for row in models] == [[]] * len(models)


def test_another_order_or_another_column_is_found(
    house: dict[str, pa.Table], models: list[dict[str, Any]]
) -> None:
    row = models[0]
    first, second, *rest = json.loads(row["feature_list_json"])
    swapped = {**row, "feature_list_json": json.dumps([second, first, *rest])}
    without = house["matrix"].drop_columns([first])

    assert served_in_order(swapped, house["matrix"]) == [
        "the list is not what the model reads",
        "the list is not what is encoded, in this order",
    ]
    assert served_in_order(row, without) == ["the matrix lacks a column"]


def test_the_probabilities_of_today_are_those_of_the_matrix_by_the_stored_model(
    house: dict[str, pa.Table], models: list[dict[str, Any]]
) -> None:
    newest = max(row["vintage_date"] for row in models)
    today = pc.max(house["matrix"]["cutoff_date"])
    for row in [row for row in models if row["vintage_date"] == newest]:
        asked, said = (
            to_table(
                table.filter(
                    pc.and_(
                        pc.equal(table["offer_id"], row["offer_id"]),
                        pc.equal(table["cutoff_date"], today),
                    )
                ),
                sort_by=["entity_id"],
            )
            for table in (house["matrix"], house["predictions"])
        )
        columns = asked.select(json.loads(row["feature_list_json"]))
        again = predict(load_model(row), columns).calibrated

        assert asked["entity_id"].equals(said["entity_id"])
        assert np.array_equal(again, said["probability"].to_numpy())
        # A model goes by names: columns that come in another order are not mixed up.
        turned = columns.select(columns.column_names[::-1])
        assert np.array_equal(predict(load_model(row), turned).calibrated, again)
