"""What a reader of the marts is told: every column, every figure, and the defaults by name."""

import csv
from pathlib import Path

import duckdb
import pytest
import yaml
from conftest import House
from house import PROJECT

MARTS = PROJECT / "models" / "marts"
PAGE = PROJECT / "docs" / "reading.md"
# What the list says about a row, and where: each is read in more than one way.
SIGNALS = ["p_icp", "p_icp_pct", "mb_lift_max", "mb_lift_mean", "lift_norm", "als_norm"]
SIGNALS += ["ev_norm", "score", "score_challenger", "nba_reason", "expected_value_usd"]


def _columns(folder: Path) -> dict[str, str]:
    """Return the description of every column of the marts declared in the folder."""
    declared = [yaml.safe_load(path.read_text()) for path in sorted(folder.glob("_*.yml"))]
    return {
        f"{model['name']}.{column['name']}": column.get("description", "")
        for file in declared
        for model in file.get("models", [])
        for column in model["columns"]
    }


def unexplained(columns: dict[str, str]) -> list[str]:
    """Return the columns whose description says no more than their name."""
    return [
        column
        for column, description in columns.items()
        if not set(description.lower().strip(".").split())
        - set(column.split(".")[1].split("_"))
        - {"the", "of", "a"}
    ]


def test_every_column_of_a_mart_is_explained() -> None:
    columns = _columns(MARTS)

    assert len(columns) > 200
    assert unexplained(columns) == []
    assert unexplained({"m.list_rank": "The list rank.", "m.score": ""}) == [
        "m.list_rank",
        "m.score",
    ]


def test_every_figure_about_the_list_is_explained(tiny_house: House) -> None:
    explained, page = _columns(MARTS)["whitespace_metrics.metric"], PAGE.read_text()
    with duckdb.connect(str(tiny_house.project / "warehouse.duckdb"), read_only=True) as connection:
        metrics = connection.execute("select distinct metric from marts.whitespace_metrics")
        names = {_family(name) for (name,) in metrics.fetchall()}

    assert {"capture_expected_at_k", "capture_realised_at_k", "division_share"} < names
    assert [name for name in sorted(names) if name not in explained] == []
    assert [name for name in [*sorted(names), *SIGNALS] if f"`{name}" not in page] == []


def _family(metric: str) -> str:
    """Return the name without the signal it is about: one sentence explains all of them."""
    for family in ("coverage_", "effective_weight_"):
        if metric.startswith(family):
            return family
    return metric


def _seed(name: str) -> list[dict[str, str]]:
    with (PROJECT / "seeds" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_classic_blend_has_the_weights_it_is_known_for() -> None:
    (challenger,) = [row for row in _seed("policies") if row["policy_role"] == "challenger"]
    weights = {
        row["signal"]: float(row["weight"])
        for row in _seed("policy_weights")
        if row["policy_id"] == challenger["policy_id"]
    }

    assert (challenger["blend"], challenger["normalisation"]) == ("weighted_sum", "offer")
    assert weights == {
        "probability": 0.6,
        "affinity": 0.2,
        "similarity": 0.1,
        "expected_value": 0.1,
    }


@pytest.mark.parametrize(
    ("mode", "cell", "value"),
    [
        ("top_percent", "capacity_share", 0.1),
        ("per_rep", "accounts_per_rep", 25),
        ("hybrid", "capacity_share", 0.1),
    ],
)
def test_the_capacities_of_a_pilot_are_there_by_name(mode: str, cell: str, value: float) -> None:
    capacities = [row for row in _seed("capacities") if row["capacity_mode"] == mode]
    (capacity,) = [row for row in capacities if float(row[cell]) == value]

    assert capacity["is_active"] == ("true" if mode == "top_percent" else "false")
