"""The seed candidates is read strictly: a misspelt parameter must not silently be a default."""

import json

import pytest
from learning_world import LINEAR, candidates, with_column

from foresale.candidates import read_candidates
from foresale.settings import UserError


def test_candidates_come_in_their_order():
    estimators, calibrators = read_candidates(candidates(order=("xgboost", "elastic_net")))
    assert [one.candidate_id for one in estimators] == ["xgboost", "elastic_net"]
    assert [one.candidate_id for one in calibrators] == ["none", "platt", "isotonic"]
    assert estimators[1].parameters == LINEAR


def test_a_family_may_go_by_the_name_other_engines_have_for_it():
    seed = candidates()
    other = {"elastic_net": "logreg", "xgboost": "lgbm"}
    families = [other.get(name, name) for name in seed["family"].to_pylist()]
    assert read_candidates(with_column(seed, "family", families)) == read_candidates(seed)


@pytest.mark.parametrize(
    ("column", "value", "sentence"),
    [
        ("kind", "model", "kind model: use estimator or calibrator"),
        ("family", "forest", "family forest: use elastic_net, xgboost"),
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
        read_candidates(with_column(seed, column, values))


def test_a_missing_column_of_the_seed_is_named():
    with pytest.raises(UserError, match="The seed candidates has no column family"):
        read_candidates(candidates().drop_columns(["family"]))


def test_an_empty_seed_holds_no_candidates():
    assert read_candidates(candidates().slice(0, 0)) == ([], [])
