"""Each check of the settings finds the wrong rows planted for it, and no other."""

import json
from pathlib import Path

import duckdb
import pytest
from house import copy_project, dbt

FOUR_WEIGHTS = "four_weights_per_policy_policies"
ONE_ACTIVE_POLICY = "one_such_row_per_task_tasks_policy_role_active"
ONE_CHALLENGER = "one_such_row_per_task_tasks_policy_role_challenger"
ONE_ACTIVE_CAPACITY = "one_such_row_per_task_tasks_is_active"
WEIGHT_BOUNDS = "between_policy_weights_weight"
WEIGHT_ONCE = "unique_key_policy_weights"
SIGNALS = "accepted_values_policy_weights_signal"
THRESHOLD_BOUNDS = "between_thresholds_k_percent"
SHARE_BOUNDS = "between_capacities_capacity_share"


def _plant(project: Path) -> None:
    """Add wrong rows to the settings."""
    planted = {
        "policies": [
            "three,division_purchase,baseline,product,offer,0.3",
            "none,division_purchase,baseline,weighted_sum,offer,0.3",
            "zero,division_purchase,baseline,weighted_sum,offer,0.3",
            "negative,division_purchase,baseline,product,offer,0.3",
            "thumb,division_purchase,baseline,recency,offer,0.3",
            "twice,division_purchase,active,product,offer,0.3",
        ],
        "policy_weights": [
            *(f"three,{signal},1" for signal in ("probability", "affinity", "similarity")),
            *_four_weights("zero", 0, 0, 0, 0),
            *_four_weights("negative", 1, -0.5, 0, 0),
            "thumb,probability,1",
            *_four_weights("twice", 1, 0, 0, 0),
            "twice,probability,1",
            "twice,mood,1",
        ],
        "capacities": [
            "second,division_purchase,top_percent,0.2,,true",
            "everybody_twice,division_purchase,hybrid,2,,false",
        ],
        "thresholds": ["0", "101"],
    }
    for seed, rows in planted.items():
        path = project / "seeds" / f"{seed}.csv"
        path.write_text(path.read_text() + "".join(f"{row}\n" for row in rows))
    tasks = project / "seeds" / "tasks.csv"
    lonely = tasks.read_text().splitlines()[1].replace("division_purchase", "lonely")
    tasks.write_text(tasks.read_text() + lonely + "\n")


def _four_weights(policy: str, *weights: float) -> list[str]:
    """Return the rows of a policy's weights."""
    signals = ("probability", "affinity", "similarity", "expected_value")
    return [f"{policy},{signal},{weight}" for signal, weight in zip(signals, weights, strict=True)]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    """The rows each check of the settings complains about."""
    project = copy_project(tmp_path_factory.mktemp("settings") / "project")
    _plant(project)
    dbt(project, "build", "--select", "resource_type:seed", "--store-failures")
    results = json.loads((project / "target" / "run_results.json").read_text())["results"]
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        return {
            result["unique_id"].split(".")[2]: connection.execute(
                f"select * from {result['relation_name']} order by all"
            ).fetchall()
            for result in results
            if result["status"] == "fail"
        }


def _rows_of(check: str, found: dict[str, list[tuple]]) -> list[tuple]:
    """Return what the one check of this name complains about."""
    (name,) = (name for name in found if name.startswith(check))
    return found[name]


def test_a_policy_that_blends_has_four_weights_and_a_rule_of_thumb_none(
    found: dict[str, list[tuple]],
) -> None:
    assert _rows_of(FOUR_WEIGHTS, found) == [
        ("none", "weighted_sum", 0, None),
        ("three", "product", 3, 3.0),
        ("thumb", "recency", 1, 1.0),
        ("twice", "product", 6, 3.0),
        ("zero", "weighted_sum", 4, 0.0),
    ]


def test_a_weight_is_not_negative_and_not_given_twice(found: dict[str, list[tuple]]) -> None:
    assert _rows_of(WEIGHT_BOUNDS, found) == [(-0.5,)]
    assert _rows_of(WEIGHT_ONCE, found) == [("twice", "probability", 2)]
    assert [signal for signal, _ in _rows_of(SIGNALS, found)] == ["mood"]


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (ONE_ACTIVE_POLICY, [("division_purchase", 2), ("lonely", 0)]),
        (ONE_CHALLENGER, [("lonely", 0)]),
        (ONE_ACTIVE_CAPACITY, [("division_purchase", 2), ("lonely", 0)]),
    ],
)
def test_a_task_has_one_active_policy_one_challenger_and_one_active_capacity(
    check: str, expected: list[tuple], found: dict[str, list[tuple]]
) -> None:
    assert _rows_of(check, found) == expected


def test_a_share_of_the_list_lies_between_nothing_and_all(found: dict[str, list[tuple]]) -> None:
    assert _rows_of(THRESHOLD_BOUNDS, found) == [(0,), (101,)]
    assert _rows_of(SHARE_BOUNDS, found) == [(2.0,)]
