"""What tells the outcome alone is measured exactly, dropped where it is too good, and recorded."""

import json
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import (
    VINTAGE,
    guards,
    leak_guards,
    shuffled,
    trained,
    with_column,
    with_older_vintage,
    world,
)

from foresale.frames import BOOLEAN, CATEGORY, NUMBER, feature_kinds
from foresale.guard import GUARD_SCHEMA, dropped_features, guard, single_feature_auc
from foresale.metrics import roc_auc
from foresale.settings import UserError

KEY = ["entity_id", "offer_id", "cutoff_date"]


@pytest.fixture(scope="module")
def frames():
    return world()


def leaking(labels, features, *, noise, offers=("cad", "print"), seed=5):
    """Return the frames with a feature that is the outcome, with some noise, for these offers."""
    drawn = np.random.default_rng(seed).normal(size=features.num_rows)
    outcome = dict(zip(zip(*(labels[name].to_pylist() for name in KEY), strict=True),
                       labels["outcome"].to_pylist(), strict=True))  # fmt: skip
    known = [
        (outcome[key] or 0) if key[1] in offers else 0
        for key in zip(*(features[name].to_pylist() for name in KEY), strict=True)
    ]
    return labels, features.append_column("call_count", pa.array(np.array(known) + noise * drawn))


def _auc(outcome, values, kind, minimum_category_rows=1):
    column = pa.chunked_array([pa.array(values)])
    return single_feature_auc(np.array(outcome), column, kind, minimum_category_rows)


def test_a_number_counts_whichever_way_round_and_ties_half():
    assert _auc([0, 0, 1, 1], [1, 2, 3, 4], NUMBER) == 1.0
    assert _auc([1, 1, 0, 0], [1, 2, 3, 4], NUMBER) == 1.0
    assert _auc([0, 1, 0, 1], [5, 5, 5, 5], NUMBER) == 0.5
    assert _auc([0, 1, 1, 0], [1.0, 1.0, 2.0, 3.0], NUMBER) == 0.625
    assert _auc([0, 1, 0, 1], [False, True, False, True], BOOLEAN) == 1.0


def test_not_existing_stands_below_or_above_all_numbers():
    assert _auc([1, 1, 0, 0], [None, None, 3.0, 4.0], NUMBER) == 1.0
    assert _auc([1, 1, 0, 0], [None, 5.0, 4.0, 3.0], NUMBER) == 1.0
    assert _auc([1, 0, 1, 0], [None, None, None, None], NUMBER) == 0.5


def test_levels_of_a_category_stand_in_the_order_of_their_rates():
    assert _auc([1, 0, 1, 0], ["b", "a", "c", "a"], CATEGORY) == 1.0
    assert _auc([1, 0, 1, 0], [None, "a", None, "a"], CATEGORY) == 1.0
    assert _auc([1, 0, 1, 0], ["a", "a", "a", "a"], CATEGORY) == 0.5


def test_levels_of_too_few_rows_are_one_level():
    outcome, values = [1, 1, 0, 0, 1, 0, 0], ["a", "a", "b", "b", "c", "d", None]
    assert _auc(outcome, values, CATEGORY, 1) == 1.0
    # a, then c with d and nothing: 2 of 2, 1 of 3, then b: 0 of 2
    assert _auc(outcome, values, CATEGORY, 2) == (4 + 4 + 1 + 2) / 12
    assert _auc(outcome, values, CATEGORY, 3) == 0.5


def test_noise_of_thousands_of_levels_is_honest_and_a_category_that_is_the_outcome_is_not():
    random = np.random.default_rng(3)
    outcome = (random.random(5000) < 0.05).astype(int)
    noise = random.integers(0, 2500, 5000)
    postal_code = [f"{100000 + at}" for at in noise]
    assert _auc(outcome, postal_code, CATEGORY, 1) > 0.95
    assert _auc(outcome, postal_code, CATEGORY, 20) < 0.6
    representative = [f"R{at % 200}" for at in noise]
    assert _auc(outcome, representative, CATEGORY, 20) < 0.85
    stage = [("won", f"open {at}")[1 - bought] for at, bought in zip(noise, outcome, strict=True)]
    assert _auc(outcome, stage, CATEGORY, 20) == 1.0


def test_the_limit_of_rows_is_a_setting(frames):
    labels, features = frames
    names = [f"S{at // 3}" for at in range(features.num_rows)]
    features = with_column(features, "segment", names)
    settings = {"labels": labels, "offers": _offers(labels), "features": features}
    measured = {
        limit: guard(**settings, limits=leak_guards(limit)).to_pylist() for limit in (None, 1, 20)
    }
    segments = {
        limit: [row["single_feature_auc"] for row in rows if row["feature_name"] == "segment"]
        for limit, rows in measured.items()
    }
    assert min(segments[1]) > 0.7
    assert segments[None] == segments[1]
    assert segments[20] == [0.5, 0.5]


def test_one_class_or_no_rows_tell_nothing():
    assert _auc([1, 1], [1, 2], NUMBER) is None
    assert _auc([], pa.array([], pa.float64()), NUMBER) is None
    assert _auc([0, 0], ["a", "b"], CATEGORY) is None


def test_it_is_the_auc_of_the_metrics_on_the_rows_a_model_is_fitted_on(frames):
    labels, features = frames
    table = _guard(labels, _offers(labels), features)
    assert table.schema == GUARD_SCHEMA
    rows = {(row["offer_id"], row["feature_name"]): row for row in table.to_pylist()}
    joined = labels.to_pandas().merge(features.to_pandas(), on=KEY)
    fitted = joined[joined["cutoff_role"].isin(["train", "select"])]
    for offer_id, part in fitted.groupby("offer_id"):
        outcome = part["outcome"].to_numpy().astype(int)
        expected = roc_auc(outcome, part["some_share"].to_numpy())
        row = rows[offer_id, "some_share"]
        assert row["single_feature_auc"] == max(expected, 1 - expected)
        assert (row["row_count"], row["positive_count"]) == (800, outcome.sum())
    assert {name for _, name in rows} == set(feature_kinds(features))


def test_nothing_is_dropped_of_honest_features_and_the_models_are_as_without_guards(frames):
    found = guards(*frames)
    strongest = max(found["single_feature_auc"].to_pylist())
    assert 0.7 < strongest < 0.95
    assert dropped_features(found) == {}
    assert trained(*frames, guarded=found).equals(trained(*frames))


@pytest.mark.parametrize("noise", [0.0, 0.1, 0.4])
def test_a_planted_leak_is_dropped_recorded_and_in_no_model(frames, noise):
    labels, features = leaking(*frames, noise=noise)
    found = guards(labels, features)
    recorded = found.filter(found["is_dropped"]).to_pylist()
    assert [(row["offer_id"], row["feature_name"]) for row in recorded] == [
        ("cad", "call_count"),
        ("print", "call_count"),
    ]
    assert min(row["single_feature_auc"] for row in recorded) > 0.95
    unguarded, guarded = trained(labels, features), trained(labels, features, guarded=found)
    assert "call_count" in unguarded["model_json"].drop_null().to_pylist()[0]
    assert guarded.equals(trained(*frames))


def test_what_leaks_for_one_offer_is_learned_from_for_the_other(frames):
    labels, features = leaking(*frames, noise=0.3, offers=("print",))
    table = trained(labels, features, guarded=guards(labels, features))
    lists = {row["offer_id"]: json.loads(row["feature_list_json"]) for row in table.to_pylist()}
    assert "call_count" in lists["cad"]
    assert "call_count" not in lists["print"]


def test_a_vintage_is_judged_by_what_was_over_by_then(frames):
    labels, features = with_older_vintage(*frames)
    newer = pa.scalar(date(2022, 6, 30))
    outcome = labels.filter(pc.equal(labels["vintage_date"], pa.scalar(VINTAGE)))["outcome"]
    leak = pc.if_else(
        pc.equal(features["cutoff_date"], newer),
        outcome.cast(pa.float64()),
        features["some_share"],
    )
    found = guards(labels, with_column(features, "some_share", leak), highest_auc=0.7)
    dropped = {key[2] for key, names in dropped_features(found).items() if "some_share" in names}
    assert dropped == {VINTAGE}


def test_neither_later_outcomes_nor_the_order_of_rows_change_what_is_measured(frames):
    labels, features = frames
    found = guards(labels, features)
    hidden = [
        1 if role in ("calibrate", "holdout") else old
        for role, old in zip(
            labels["cutoff_role"].to_pylist(), labels["outcome"].to_pylist(), strict=True
        )
    ]
    assert guards(with_column(labels, "outcome", hidden), features).equals(found)
    assert guards(shuffled(labels), shuffled(features, seed=8)).equals(found)


def test_an_offer_without_rows_has_its_features_and_no_figure(frames):
    labels, features = (frame.slice(0, 0) for frame in frames)
    table = _guard(labels, _offers(frames[0]), features)
    assert table.num_rows == 12
    assert set(table["row_count"].to_pylist()) == {0}
    assert table["single_feature_auc"].null_count == 12
    assert _guard(labels, _offers(labels), features).num_rows == 0


def test_when_every_feature_is_dropped_the_offer_abstains(frames):
    table = trained(*frames, guarded=guards(*frames, highest_auc=0.4))
    assert table["status"].to_pylist() == ["abstained", "abstained"]
    assert set(table["reason"].to_pylist()) == {
        "No feature is left: all are switched off or taken by a guard."
    }


def test_a_feature_judged_twice_is_refused(frames):
    found = guards(*frames)
    with pytest.raises(UserError, match="The guards frame has 13 rows but 12 different keys"):
        dropped_features(pa.concat_tables([found, found.slice(0, 1)]))


def _guard(labels, offers, features):
    return guard(labels=labels, offers=offers, features=features, limits=leak_guards())


def _offers(labels):
    return labels.group_by(["task_id", "offer_id", "vintage_date"]).aggregate([])
