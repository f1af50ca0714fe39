"""The seed candidates is read strictly: a misspelt parameter must not silently be a default."""

import json

import pyarrow as pa
import pytest
from house import PROJECT
from learning_world import FOREST, LINEAR, TREES, candidates, with_column
from pyarrow import csv

from foresale.candidates import Candidate, read_candidates, stronger
from foresale.settings import UserError

TEXTS = csv.ConvertOptions(strings_can_be_null=True, column_types={"entity": pa.string()})


def test_candidates_come_in_their_order():
    estimators, calibrators = read_candidates(
        candidates(order=("xgboost", "elastic_net")), "customer"
    )
    assert [one.candidate_id for one in estimators] == ["xgboost", "elastic_net"]
    assert [one.candidate_id for one in calibrators] == ["none", "platt", "isotonic"]
    assert estimators[1].parameters == LINEAR


def test_a_row_of_an_entity_is_for_that_entity_only():
    seed = candidates(order=("elastic_net", "xgboost", "random_forest"))
    entities = [None, "car_lead", "contractor_lead", None, "car_lead", None]
    seed = with_column(seed, "entity", pa.array(entities, pa.string()))
    tried = {
        entity: [[one.candidate_id for one in rows] for rows in read_candidates(seed, entity)]
        for entity in ("customer", "contractor_lead", "car_lead")
    }
    assert tried == {
        "customer": [["elastic_net"], ["none", "isotonic"]],
        "contractor_lead": [["elastic_net", "random_forest"], ["none", "isotonic"]],
        "car_lead": [["elastic_net", "xgboost"], ["none", "platt", "isotonic"]],
    }


def test_the_project_tries_the_forest_for_contractors_and_for_nobody_else():
    seed = csv.read_csv(PROJECT / "seeds" / "candidates.csv", convert_options=TEXTS)
    pooled = ["pooled_average", "pooled_and_own", "pooled_xgboost", "pooled_elastic_net"]
    own, last = ["elastic_net", "xgboost"], ["average", "xgboost_deep"]
    for entity, expected in {
        "customer": [*pooled, *own, *last],
        "property": [*own, *last],
        "car_lead": [*own, *last, "car_lead_from_rules"],
        "contractor_lead": [*own, "random_forest", *last, "contractor_lead_from_rules"],
    }.items():
        estimators, calibrators = read_candidates(seed, entity)
        ids = [one.candidate_id for one in estimators]
        assert ids == expected
        assert [one.candidate_id for one in calibrators] == ["none", "level", "platt", "isotonic"]


def test_a_family_may_go_by_the_name_other_engines_have_for_it():
    seed = candidates()
    other = {"elastic_net": "logreg", "xgboost": "lgbm"}
    families = [other.get(name, name) for name in seed["family"].to_pylist()]
    assert read_candidates(with_column(seed, "family", families), "customer") == read_candidates(
        seed, "customer"
    )


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("kind", "model", "kind model: use estimator or calibrator"),
        ("family", "forest", "family forest: use elastic_net, prior_elastic_net, xgboost"),
        ("family", "platt", "family platt: use elastic_net"),
        ("parameters", "{C: 1}", "parameters that are not JSON"),
        ("parameters", "[1]", "must have exactly the parameters C, clip_at"),
        ("parameters", json.dumps({**LINEAR, "c": 1}), "must have exactly the parameters"),
        ("parameters", json.dumps({**LINEAR, "C": "1"}), "C = '1': use a number"),
        ("parameters", json.dumps({**LINEAR, "C": True}), "C = True: use a number"),
        ("candidate_order", 1, "repeats a candidate_id or candidate_order"),
        ("candidate_id", "xgboost", "repeats a candidate_id or candidate_order"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(column, value, sentence):
    seed = candidates()
    values = [value, *seed[column].to_pylist()[1:]]
    with pytest.raises(UserError, match=sentence.replace("(", r"\(")):
        read_candidates(with_column(seed, column, values), "customer")


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"early_stopping_rounds": -1}, "= -1: use a whole number from 0 to 10000"),
        ({"early_stopping_rounds": 2.5}, "= 2.5: use a whole number"),
        ({"rounds": 0}, "rounds = 0: use a whole number from 1"),
        ({"seeds": 0}, "seeds = 0: use a whole number from 1 to 5"),
        ({"seeds": 6}, "seeds = 6: use a whole number from 1 to 5"),
        ({"maximum_class_weight": 0.5}, "= 0.5: use a number from 1 to 1000"),
        ({"maximum_class_weight": float("nan")}, "= nan: use a number"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(parameters, sentence):
    seed = candidates(trees={**TREES, **parameters})
    with pytest.raises(UserError, match=f"Row xgboost of the seed candidates has .*{sentence}"):
        read_candidates(seed, "customer")


def test_the_limits_of_parameters_are_allowed():
    for limits in (
        {"early_stopping_rounds": 0, "seeds": 1, "maximum_class_weight": 1},
        {"early_stopping_rounds": 10_000, "seeds": 5, "maximum_class_weight": 1_000},
    ):
        (_, trees), _ = read_candidates(candidates(trees={**TREES, **limits}), "customer")
        assert trees.parameters == {**TREES, **limits}


def test_a_linear_fit_keeps_a_part_of_squares_for_columns_that_are_equal():
    for ratio in (0, 0.99):
        read_candidates(candidates(linear={**LINEAR, "l1_ratio": ratio}), "customer")
    with pytest.raises(UserError, match="l1_ratio = 1: use a number from 0 to 0"):
        read_candidates(candidates(linear={**LINEAR, "l1_ratio": 1}), "customer")


@pytest.mark.parametrize(
    ("family", "parameters", "changes"),
    [
        ("elastic_net", LINEAR, {"C": 0.125}),
        ("xgboost", TREES, {"max_depth": 2, "min_child_weight": 10, "lambda": 10}),
        (
            "xgboost",
            {**TREES, "max_depth": 1, "min_child_weight": 0, "lambda": 0},
            {"max_depth": 1, "min_child_weight": 1, "lambda": 1},
        ),
        ("random_forest", FOREST, {"minimum_leaf_rows": 20}),
    ],
)
def test_a_stronger_candidate_has_the_penalties_doubled_and_nothing_else(
    family, parameters, changes
):
    old = Candidate("one", family, parameters, 3, "customer")
    assert stronger(old) == Candidate("one", family, {**parameters, **changes}, 3, "customer")
    assert old.parameters == parameters


def test_a_missing_column_of_the_seed_is_named():
    with pytest.raises(UserError, match="The seed candidates has no column family"):
        read_candidates(candidates().drop_columns(["family"]), "customer")


def test_an_empty_seed_holds_no_candidates():
    assert read_candidates(candidates().slice(0, 0), "customer") == ([], [])
