"""How close the models come to the truth of the world a newcomer gets."""

import duckdb
import pytest
from conftest import House

from foresale.metrics import roc_auc

DIVISIONS = [
    "cad",
    "printers",
    "scanners",
    "services",
    "simulation",
    "supplies",
    "training",
    "workstations",
]
_HOLDOUT = """
    select said.outcome, said.probability, truth.purchase_probability_6m
    from decisions.holdout_outcomes as said
    inner join '{truth}' as truth
        on truth.customer_id = said.entity_id
        and truth.division_id = said.offer_id
        and truth.cutoff_date = said.cutoff_date
    where said.offer_id = ?
    order by said.entity_id
"""


@pytest.fixture(scope="module")
def warehouse(small_house: House) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(small_house.project / "warehouse.duckdb"), read_only=True)


def test_every_division_has_a_model(warehouse: duckdb.DuckDBPyConnection) -> None:
    cards = warehouse.execute(
        "select division from marts.model_cards where status = 'selected'"
        " and task_id = 'division_purchase' order by division"
    ).fetchall()

    assert [row[0] for row in cards] == sorted([*DIVISIONS, "large_format_printers"])


@pytest.mark.parametrize("division", DIVISIONS)
def test_the_holdout_auc_is_within_0_025_of_the_truth(
    division: str, warehouse: duckdb.DuckDBPyConnection, small_house: House
) -> None:
    truth_file = small_house.project / "truth" / "purchase_probabilities.parquet"
    rows = warehouse.execute(_HOLDOUT.format(truth=truth_file), [division]).fetchnumpy()
    said = roc_auc(rows["outcome"], rows["probability"])
    possible = roc_auc(rows["outcome"], rows["purchase_probability_6m"])

    assert len(rows["outcome"]) > 1000
    assert said is not None
    assert possible is not None
    assert said > possible - 0.025


@pytest.mark.parametrize("division", DIVISIONS)
def test_the_champion_is_calibrated_and_beats_the_rules_of_thumb(
    division: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    rows = warehouse.execute(
        "select scorer, lift_at_10, calibration_mae, calibration_mae_noise"
        " from marts.model_metrics where division = ?",
        [division],
    ).fetchall()
    lift = {scorer: value for scorer, value, *_ in rows}
    # bins of this size show the noise by chance alone; the level moves from year to year beyond it
    errors = [(mae, noise) for _, _, mae, noise in rows if mae is not None]

    assert errors
    assert all(mae <= min(0.04, 2 * noise) for mae, noise in errors)
    assert lift["champion"] > lift["recency"]
    assert lift["champion"] > lift["frequency"]
