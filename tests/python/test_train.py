"""Training gives a row per candidate, chooses forward in time, and abstains with a reason."""

import json
from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import (
    LINEAR,
    TREES,
    VINTAGE,
    candidates,
    feature_list,
    no_guards,
    offers_of,
    shuffled,
    tasks,
    trained,
    with_column,
    with_older_vintage,
    world,
)

from foresale.settings import UserError
from foresale.train import TRAIN_SCHEMA, train


@pytest.fixture(scope="module")
def frames():
    return world()


@pytest.fixture(scope="module")
def rows(frames):
    return trained(*frames)


def _only(labels, features, offer_id="cad"):
    return tuple(
        table.filter(pc.equal(table["offer_id"], offer_id)) for table in (labels, features)
    )


def _changed(labels, role, column, value):
    """Return the labels with one column set for the rows of one role."""
    pairs = zip(labels["cutoff_role"].to_pylist(), labels[column].to_pylist(), strict=True)
    return with_column(labels, column, [value if found == role else old for found, old in pairs])


def test_every_offer_has_a_row_per_candidate_and_one_is_selected(rows):
    assert rows.schema == TRAIN_SCHEMA
    keys = [(row["offer_id"], row["candidate_id"]) for row in rows.to_pylist()]
    assert keys == [(o, c) for o in ("cad", "print") for c in ("elastic_net", "xgboost")]
    for offer_id in ("cad", "print"):
        part = [row for row in rows.to_pylist() if row["offer_id"] == offer_id]
        (selected,) = [row for row in part if row["status"] == "selected"]
        assert selected["select_log_loss"] == min(row["select_log_loss"] for row in part)
        assert selected["select_roc_auc"] > 0.7
        assert selected["select_lift_at_10"] > 1.5
        (rejected,) = [row for row in part if row["status"] == "rejected"]
        assert rejected["model_json"] is rejected["golden_rows_json"] is None
        assert selected["candidate_id"] in rejected["reason"]


def test_a_row_tells_what_was_learned_from(frames, rows):
    row = rows.to_pylist()[0]
    labels = _only(*frames)[0].to_pandas()
    calibrate = labels[labels["cutoff_role"] == "calibrate"]["outcome"]
    assert row["window_periods_used"] == 6
    assert (row["train_row_count"], row["select_row_count"], row["entity_count"]) == (400,) * 3
    assert row["calibrate_positive_count"] == calibrate.sum()
    chosen = next(one for one in rows.to_pylist() if one["status"] == "selected")
    assert (chosen["learned_row_count"], chosen["entity_count"]) == (1200, 400)
    assert row["prior_probability"] == calibrate.sum() / 400
    assert row["first_train_cutoff_date"] == date(2021, 12, 31)
    assert row["last_learned_cutoff_date"] == date(2022, 12, 31)
    assert row["scores_from_date"] == date(2023, 6, 30)
    assert json.loads(row["cutoffs_json"]) == {
        "train": ["2021-12-31"],
        "select": ["2022-06-30"],
        "calibrate": ["2022-12-31"],
    }
    assert json.loads(row["parameters_json"]) == LINEAR
    assert json.loads(row["feature_list_json"]) == [
        "amount_cents",
        "has_contract",
        "segment",
        "some_share",
    ]


def test_permuted_rows_and_columns_give_the_same_rows(frames, rows):
    labels, features = frames
    again = trained(shuffled(labels), shuffled(features, seed=8))
    assert again.equals(rows)
    other_columns = features.select(sorted(features.column_names, reverse=True))
    models = trained(labels, other_columns)
    assert models["model_sha256"].equals(rows["model_sha256"])


def test_training_never_reads_the_holdout(frames, rows):
    labels, features = frames
    outcome = [
        None if role == "holdout" else old
        for role, old in zip(
            labels["cutoff_role"].to_pylist(), labels["outcome"].to_pylist(), strict=True
        )
    ]
    assert trained(with_column(labels, "outcome", outcome), features).equals(rows)


def test_a_feature_of_the_future_changes_nothing_that_was_learned(frames, rows):
    labels, features = frames
    later = pc.greater(features["cutoff_date"], pa.scalar(date(2022, 12, 31)))
    share = pc.if_else(later, -1.0, features["some_share"])
    assert trained(labels, with_column(features, "some_share", share)).equals(rows)


def test_relations_of_duckdb_train_the_same_models(frames, rows):
    labels, features = frames
    connection = duckdb.connect()
    tables = {
        "labels": labels,
        "offers": offers_of(labels),
        "features": features,
        "feature_list": feature_list(features),
        "guards": no_guards(),
        "tasks": tasks(),
        "candidates": candidates(),
    }
    relations = {name: connection.from_arrow(table) for name, table in tables.items()}
    result = train(**relations, entity="customer", session=connection)
    assert isinstance(result, pa.Table)
    assert result.equals(rows)


@pytest.mark.parametrize("order", [("elastic_net", "xgboost"), ("xgboost", "elastic_net")])
def test_without_select_rows_the_first_candidate_is_taken_and_says_so(frames, order):
    labels, features = _only(*frames)
    labels = _changed(labels, "select", "label_status", "purged")
    table = trained(labels, features, seed_rows=candidates(order=order))
    first, second = table.to_pylist()
    assert (first["candidate_id"], first["status"]) == (order[0], "selected")
    assert first["reason"].startswith("First usable candidate in order, because there are no selec")
    assert (second["status"], second["select_log_loss"]) == ("rejected", None)


def test_without_calibrate_rows_nothing_is_calibrated_and_the_model_waits_all_the_same(frames):
    labels, features = _only(*frames)
    table = trained(_changed(labels, "calibrate", "label_status", "purged"), features)
    (row,) = [row for row in table.to_pylist() if row["status"] == "selected"]
    assert row["calibrator_id"] == "none"
    assert "not calibrated: no select and calibrate rows" in row["reason"]
    assert row["scores_from_date"] == row["vintage_date"] == date(2023, 6, 30)
    assert row["prior_probability"] == row["select_positive_count"] / row["select_row_count"]


def test_one_positive_too_few_abstains_with_the_numbers(frames):
    labels, features = _only(*frames)
    known = labels.filter(pc.is_in(labels["cutoff_role"], pa.array(["train", "select"])))
    positives = pc.sum(known["outcome"]).as_py()
    assert (
        "abstained"
        not in trained(labels, features, minimum_positive_count=positives)["status"].to_pylist()
    )
    (row,) = trained(labels, features, minimum_positive_count=positives + 1).to_pylist()
    assert (row["candidate_id"], row["status"]) == ("none", "abstained")
    assert row["reason"] == (
        f"Only {positives} positives in 800 train and select rows; {positives + 1} are needed."
    )
    assert row["model_json"] is None
    assert row["prior_probability"] == row["calibrate_positive_count"] / 400
    assert row["scores_from_date"] == date(2023, 6, 30)


def test_fifty_outcomes_are_enough_and_forty_nine_are_not(frames):
    labels, features = _only(*frames)
    days = labels["cutoff_role"].to_numpy(zero_copy_only=False)
    known = np.isin(days, ["train", "select"])
    for count, status in ((50, "selected"), (49, "abstained")):
        # of the rows to learn from only so many were observed: half of them to compare on
        kept = np.flatnonzero(days == "train")[: count // 2]
        kept = [*kept, *np.flatnonzero(days == "select")[: count - count // 2]]
        seen = np.where(
            np.isin(np.arange(len(days)), kept) | ~known, labels["label_status"], "lost"
        )
        few = with_column(labels, "label_status", seen.tolist())
        table = trained(few, features, minimum_positive_count=1, minimum_label_count=50)
        assert status in table["status"].to_pylist()
    (row,) = table.to_pylist()
    assert row["reason"] == (
        "Only 49 train and select rows with an observed outcome; 50 are needed."
    )


def test_a_row_for_another_entity_is_not_tried(frames):
    seed = candidates(order=("elastic_net", "random_forest"))
    for entity, tried in (
        ("customer", ["elastic_net", "random_forest"]),
        ("car_lead", ["elastic_net"]),
    ):
        entities = pa.array([None, entity, None, None, None], pa.string())
        table = trained(*_only(*frames), seed_rows=with_column(seed, "entity", entities))
        assert table["candidate_id"].to_pylist() == tried


def test_one_class_or_no_rows_abstain(frames):
    labels, features = _only(*frames)
    (one,) = trained(_changed(labels, "train", "outcome", 0), features).to_pylist()
    assert one["reason"] == "All 400 train rows have the same outcome (0)."
    (none,) = trained(_changed(labels, "train", "label_status", "purged"), features).to_pylist()
    assert none["reason"].startswith("There are no train rows with an observed outcome")
    unseen = with_column(labels, "label_status", ["censored"] * labels.num_rows)
    (row,) = trained(unseen, features).to_pylist()
    assert row["status"] == "abstained"
    assert row["scores_from_date"] is row["prior_probability"] is None
    assert row["window_periods_used"] is None


def test_a_candidate_that_does_not_settle_is_never_selected(frames):
    seed = candidates(linear={**LINEAR, "maximum_iterations": 1})
    first, second = trained(*_only(*frames), seed_rows=seed).to_pylist()
    assert first["status"] == "degenerate"
    assert first["reason"] == "It did not converge in 1 iterations."
    assert second["status"] == "selected"
    assert second["reason"].startswith("Lowest log loss of 1 usable candidates")


def test_candidates_that_say_the_same_for_everybody_end_in_abstention(frames):
    labels, features = _only(*frames)
    features = features.select(["entity_id", "offer_id", "cutoff_date", "always_one_count"])
    table = trained(labels, features)
    assert table["status"].to_pylist() == ["degenerate", "degenerate", "abstained"]
    assert table["reason"].to_pylist()[2] == "None of 2 candidates gave usable predictions."
    strong = candidates(linear={**LINEAR, "C": 1e-9}, trees={**TREES, "min_child_weight": 1e9})
    table = trained(*_only(*frames), seed_rows=strong)
    assert (
        table["reason"].to_pylist()[:2]
        == ["It gives all 400 fitting rows the same probability."] * 2
    )


def test_two_tasks_are_learned_apart(frames):
    labels, features = _only(*frames)
    other = with_column(labels, "task_id", ["other"] * labels.num_rows)
    seed = pa.concat_tables([tasks(), with_column(tasks(100_000), "task_id", ["other"])])
    both = pa.concat_tables([labels, other])
    table = train(
        labels=both,
        offers=offers_of(both),
        features=features,
        feature_list=feature_list(features),
        guards=no_guards(),
        entity="customer",
        tasks=seed,
        candidates=candidates(),
    )
    states = [(row["task_id"], row["status"]) for row in table.to_pylist()]
    assert states[0] == ("other", "abstained")
    assert [task_id for task_id, _ in states] == ["other", "purchase", "purchase"]


def test_two_vintages_are_learned_apart_and_the_newer_as_if_it_were_alone(frames, rows):
    both = trained(*with_older_vintage(*frames))
    newer = pc.equal(both["vintage_date"], pa.scalar(VINTAGE))
    assert both.filter(newer).equals(rows)
    older = both.filter(pc.invert(newer))
    assert set(older["scores_from_date"].to_pylist()) == {date(2022, 12, 31)}
    assert set(older["model_sha256"].to_pylist()).isdisjoint(rows["model_sha256"].drop_null())
    keys = [(row["offer_id"], row["vintage_date"]) for row in both.to_pylist()]
    assert keys == sorted(keys)


def test_a_vintage_without_labels_abstains(frames):
    labels, features = _only(*frames)
    offers = offers_of(labels)
    empty = with_column(offers, "vintage_date", [date(2020, 6, 30)])
    table = train(
        labels=labels,
        offers=pa.concat_tables([offers, empty]),
        features=features,
        feature_list=feature_list(features),
        guards=no_guards(),
        entity="customer",
        tasks=tasks(),
        candidates=candidates(),
    )
    first = table.to_pylist()[0]
    assert (first["vintage_date"], first["status"]) == (date(2020, 6, 30), "abstained")
    assert first["scores_from_date"] is None
    assert table["status"].to_pylist()[1:].count("selected") == 1


def test_an_offer_asked_for_twice_is_refused(frames):
    labels, features = _only(*frames)
    with pytest.raises(UserError, match="The offers frame has 2 rows but 1 different keys"):
        train(
            labels=labels,
            offers=pa.concat_tables([offers_of(labels)] * 2),
            features=features,
            feature_list=feature_list(features),
            guards=no_guards(),
            entity="customer",
            tasks=tasks(),
            candidates=candidates(),
        )


def test_a_feature_that_is_switched_off_enters_no_model_and_no_list(frames, rows):
    off = trained(*frames, inactive=("amount_cents", "some_share"))
    for row in off.to_pylist():
        assert json.loads(row["feature_list_json"]) == ["has_contract", "segment"]
        for text in (row["model_json"], row["golden_rows_json"]):
            assert text is None or "amount_cents" not in text
    without = frames[1].drop_columns(["amount_cents", "some_share"])
    assert off.equals(trained(frames[0], without))
    assert not off.equals(rows)


def test_a_column_the_list_does_not_name_is_refused(frames):
    labels, features = _only(*frames)
    other = with_column(feature_list(features), "entity", ["property"] * 6)
    for listed in (feature_list(features).slice(0, 5), other):
        with pytest.raises(UserError, match=r"has .*, which the feature list does not"):
            train(
                labels=labels,
                offers=offers_of(labels),
                features=features,
                feature_list=listed,
                guards=no_guards(),
                entity="customer",
                tasks=tasks(),
                candidates=candidates(),
            )


def test_empty_frames_train_an_empty_table(frames):
    labels, features = frames
    table = train(
        labels=labels.slice(0, 0),
        offers=offers_of(labels).slice(0, 0),
        features=features.slice(0, 0),
        feature_list=feature_list(features),
        guards=no_guards(),
        entity="customer",
        tasks=tasks().slice(0, 0),
        candidates=candidates().slice(0, 0),
    )
    assert (table.num_rows, table.schema) == (0, TRAIN_SCHEMA)


def test_a_task_without_a_seed_row_or_with_a_bad_one_is_named(frames):
    labels, features = _only(*frames)
    lost = with_column(labels, "task_id", ["lost"] * labels.num_rows)
    with pytest.raises(UserError, match="Task lost has labels but no row in the seed tasks"):
        trained(lost, features)
    for column, value in (
        ("random_seed", -1),
        ("minimum_positive_count", 0),
        ("minimum_label_count", 0),
        ("minimum_select_auc", 1.5),
    ):
        with pytest.raises(UserError, match=f"Task purchase in the .* has {column} = {value}: use"):
            train(
                labels=labels,
                offers=offers_of(labels),
                features=features,
                feature_list=feature_list(features),
                guards=no_guards(),
                entity="customer",
                tasks=with_column(tasks(), column, [value]),
                candidates=candidates(),
            )


def test_a_model_without_signal_does_not_beat_its_base_rate(frames):
    labels, features = _only(*frames)
    outcome = np.random.default_rng(9).permutation(labels["outcome"].fill_null(0).to_numpy())
    table = trained(with_column(labels, "outcome", outcome), features)
    for row in table.to_pylist():
        assert row["select_roc_auc"] is None or abs(row["select_roc_auc"] - 0.5) < 0.1
