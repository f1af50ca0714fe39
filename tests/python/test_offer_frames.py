"""Labels meet features row by row, and only rows that may teach are read."""

from datetime import date

import pyarrow as pa
import pytest
from learning_world import offers_of, shuffled, with_column, with_older_vintage, world

from foresale.frames import to_table
from foresale.offer_frames import (
    FEATURE_KEY,
    LABEL_KEY,
    read_learning_rows,
    used_labels,
)
from foresale.settings import UserError


def _frames(labels, features):
    rows = read_learning_rows(
        to_table(used_labels(labels), sort_by=LABEL_KEY),
        to_table(features, sort_by=FEATURE_KEY),
    )
    return [rows.frame(offer) for offer in offers_of(labels).to_pylist()]


def test_each_label_stands_beside_the_features_of_its_own_key():
    labels, features = world(entity_count=3)
    marks = [
        f"{row['entity_id']} {row['offer_id']} {row['cutoff_date']}" for row in features.to_pylist()
    ]
    features = features.select(["entity_id", "offer_id", "cutoff_date"]).append_column(
        "mark", pa.array(marks)
    )
    for frame in _frames(shuffled(labels), shuffled(features)):
        keys = [
            f"{row['entity_id']} {frame.offer_id} {row['cutoff_date']}"
            for row in frame.labels.to_pylist()
        ]
        assert frame.features["mark"].to_pylist() == keys
        assert len(keys) == 9  # three roles; holdout and score are not there


def test_holdout_and_unobserved_rows_are_left_out():
    labels, features = world(offers=("cad",), entity_count=3)
    status = [
        "purged" if role == "select" else "observed" for role in labels["cutoff_role"].to_pylist()
    ]
    (frame,) = _frames(with_column(labels, "label_status", status), features)
    assert set(frame.role.tolist()) == {"train", "calibrate"}
    assert frame.cutoffs("train", "calibrate") == [date(2021, 12, 31), date(2022, 12, 31)]
    assert frame.labels_end("train", "calibrate") == date(2023, 6, 30)
    assert frame.labels_end("select") is None


def test_an_offer_without_observed_rows_is_still_there():
    labels, features = world(offers=("cad",), entity_count=3)
    labels = with_column(labels, "label_status", ["censored"] * labels.num_rows)
    (frame,) = _frames(labels, features)
    assert (frame.offer_id, len(frame.outcome)) == ("cad", 0)


def test_a_label_without_features_is_named():
    labels, features = world(offers=("cad",), entity_count=3)
    with pytest.raises(UserError, match=r"1 observed labels .* entity 100000, offer cad"):
        _frames(labels, features.slice(1))


def test_a_role_that_reaches_into_the_next_is_refused():
    labels, features = world(offers=("cad",), entity_count=3)
    wide = with_column(labels, "window_end_date", [date(2022, 7, 31)] * labels.num_rows)
    with pytest.raises(
        UserError, match="train label windows up to 2022-07-31, past its first sele"
    ):
        _frames(wide, features)


def test_a_label_window_that_ends_after_the_vintage_date_is_refused():
    labels, features = world(offers=("cad",), entity_count=3)
    early = with_column(labels, "vintage_date", [date(2023, 6, 29)] * labels.num_rows)
    with pytest.raises(
        UserError, match="label windows up to 2023-06-30, past the vintage date 2023-06-29"
    ):
        _frames(early, features)


def test_a_vintage_has_its_own_labels_and_hashes_as_if_it_were_alone():
    labels, features = world(offers=("cad",), entity_count=3)
    (alone,) = _frames(labels, features)
    older, newer = _frames(*with_older_vintage(labels, features))
    assert (older.vintage_date, newer.vintage_date) == (date(2022, 12, 31), alone.vintage_date)
    assert newer.sha256() == alone.sha256() != older.sha256()
    assert set(older.role.tolist()) == {"train", "calibrate"}
    assert older.cutoffs("train", "calibrate") == [date(2021, 12, 31), date(2022, 6, 30)]


def test_an_outcome_that_is_no_outcome_is_refused():
    labels, features = world(offers=("cad",), entity_count=3)
    for wrong in (None, 2):
        outcome = [wrong, *labels["outcome"].to_pylist()[1:]]
        with pytest.raises(UserError, match="offer cad has observed labels whose outcome"):
            _frames(with_column(labels, "outcome", outcome), features)


def test_repeated_rows_are_refused():
    labels, features = world(offers=("cad",), entity_count=3)
    with pytest.raises(UserError, match="The labels frame has 10 rows but 9 different keys"):
        _frames(pa.concat_tables([labels, labels.slice(0, 1)]), features)
    with pytest.raises(UserError, match="The features frame has 16 rows but 15 different keys"):
        _frames(labels, pa.concat_tables([features, features.slice(0, 1)]))


def test_the_hash_of_a_frame_knows_outcomes_but_not_the_order_that_came_in():
    labels, features = world(offers=("cad",), entity_count=3)
    (frame,) = _frames(labels, features)
    (again,) = _frames(shuffled(labels), shuffled(features))
    flipped = [1 - labels["outcome"][0].as_py(), *labels["outcome"].to_pylist()[1:]]
    (other,) = _frames(with_column(labels, "outcome", flipped), features)
    assert frame.sha256() == again.sha256() != other.sha256()
