"""Tests of the built data find the rows that are planted for them, and none where none are."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from conftest import House

READ_BEFORE = "model_vintages__no_outcome_it_read_reaches_into_what_came_next"
GUARDED = "model_vintages__read_no_feature_that_a_guard_took"
NEWEST = "(select max(vintage_date) from training.model_vintages where offer_id = 'cad')"
ONE_ROW = (
    f"vintage_date = {NEWEST} and offer_id = 'cad' and entity_id = (select min(entity_id) from "
    f"labels.learning_labels where vintage_date = {NEWEST} and offer_id = 'cad' "
    "and cutoff_role = '{role}' and outcome = {outcome}) and cutoff_role = '{role}'"
)


def _one(role: str, outcome: int = 0) -> str:
    return ONE_ROW.format(role=role, outcome=outcome)


PLANTED = {
    "a wider window of one train row": (
        READ_BEFORE,
        "update labels.learning_labels set window_end_date = date '2030-01-31' "
        f"where {_one('train')}",
    ),
    "a select row on a day within the label windows of train": (
        READ_BEFORE,
        "update labels.learning_labels set cutoff_date = date '2023-03-31' "
        f"where {_one('select')} and cutoff_date = (select min(cutoff_date) from "
        f"labels.learning_labels where vintage_date = {NEWEST} "
        "and cutoff_role = 'select')",
    ),
    "a calibrate row whose window ends after the vintage": (
        READ_BEFORE,
        "update labels.learning_labels set window_end_date = date '2030-01-31' "
        f"where {_one('calibrate')}",
    ),
    "a word about a day before the outcomes were over": (
        READ_BEFORE,
        "update scoring.predictions set cutoff_date = date '2024-05-31' where offer_id = 'cad' and "
        f"cutoff_date = {NEWEST}",
    ),
    "a row that the model did not read": (
        READ_BEFORE,
        f"delete from labels.learning_labels where {_one('select')}",
    ),
    "a buyer that the model did not read as one": (
        READ_BEFORE,
        f"update labels.learning_labels set outcome = 0 where {_one('calibrate', 1)}",
    ),
    "a guard that objects to what a model reads": (
        GUARDED,
        "update training.feature_guards set is_dropped = true where feature_name = 'region'",
    ),
    "a feature that no guard has looked at": (
        GUARDED,
        "delete from training.feature_guards where feature_name = 'region'",
    ),
}


@pytest.fixture(scope="module")
def warehouse(
    tiny_house: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the warehouse; what a test plants is rolled back."""
    path = tmp_path_factory.mktemp("planted_rows") / "warehouse.duckdb"
    shutil.copy(tiny_house.project / path.name, path)
    with duckdb.connect(str(path)) as connection:
        yield connection


def _found(test: str, tiny_house: House, warehouse: duckdb.DuckDBPyConnection) -> int:
    """Return how many rows the compiled test complains about."""
    compiled: Path = tiny_house.project / "target" / "compiled" / "foresale" / "tests" / "data"
    return len(warehouse.execute((compiled / f"{test}.sql").read_text()).fetchall())


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_planted_is_found(
    what: str, tiny_house: House, warehouse: duckdb.DuckDBPyConnection
) -> None:
    test, statement = PLANTED[what]
    assert _found(test, tiny_house, warehouse) == 0
    warehouse.begin()
    (changed,) = warehouse.execute(statement).fetchone() or (0,)
    found = _found(test, tiny_house, warehouse)
    warehouse.rollback()

    assert changed > 0
    assert found > 0
