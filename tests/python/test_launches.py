"""An offer that came later is learned with the others from the days on which it was there."""

import json
from datetime import date

import pyarrow.compute as pc
import pytest
from learning_world import offers_of, registry, scored, trained, with_column, world

from foresale.frames import to_table
from foresale.launches import since_launch
from foresale.offer_frames import FEATURE_KEY, LABEL_KEY, read_learning_rows, used_labels

FIRST, SECOND, THIRD, FOURTH = (
    date(2021, 12, 31),
    date(2022, 6, 30),
    date(2022, 12, 31),
    date(2023, 6, 30),
)
ROLES = {FIRST: "train", SECOND: "select", THIRD: "calibrate"}
# Print came on the second day: since then there were four of seven positives.
POSITIVES = {"cad": {FIRST: 3, SECOND: 1, THIRD: 1}, "print": {SECOND: 1, THIRD: 1}}


def _frames(positives, roles=None):
    """Return the frames of offers with four rows, so many of them positive, on each day named."""
    roles = roles or ROLES
    labels, features = world(offers=tuple(positives), entity_count=4)
    keys = labels.select(["offer_id", "cutoff_date"]).to_pylist()
    days = [row["cutoff_date"] for row in keys]
    labels = with_column(labels, "cutoff_role", [roles.get(day, "score") for day in days])
    labels = with_column(labels, "vintage_date", [date(2023, 12, 31)] * len(days))
    counts = [positives[row["offer_id"]].get(row["cutoff_date"]) for row in keys]
    outcome = [int(at % 4 < (count or 0)) for at, count in enumerate(counts)]
    labels = with_column(labels, "outcome", outcome)
    labels = labels.filter([count is not None for count in counts])
    rows = read_learning_rows(
        to_table(used_labels(labels), sort_by=LABEL_KEY), to_table(features, sort_by=FEATURE_KEY)
    )
    return [rows.frame(offer) for offer in offers_of(labels).to_pylist()]


def _days(frame):
    return {role: frame.cutoffs(role) for role in ("train", "select", "calibrate")}


def test_more_than_half_of_the_positives_since_a_launch_cut_off_the_days_before():
    cad, printers = since_launch(_frames(POSITIVES), 1)
    assert _days(cad) == _days(printers) == {"train": [SECOND], "select": [THIRD], "calibrate": []}
    assert cad.counts("train") == printers.counts("train") == (4, 1)
    assert cad.features.num_rows == cad.labels.num_rows == len(cad.outcome) == 8
    assert cad.launched == "2022-06-30, the first of print"


def test_half_of_the_positives_cuts_off_nothing():
    frames = _frames({**POSITIVES, "print": {SECOND: 1, THIRD: 0}})
    assert sum(frame.counts("train")[1] for frame in frames) == 3
    assert sum(frame.counts("select", "calibrate")[1] for frame in frames) == 3
    assert since_launch(frames, 1) == frames


def test_an_offer_with_too_few_positives_to_be_fitted_cuts_off_nothing():
    frames = _frames(POSITIVES)
    assert frames[1].counts("train", "select")[1] == 1
    assert since_launch(frames, 2) == frames


def test_an_offer_that_ended_before_a_launch_is_not_forgotten():
    frames = _frames({**POSITIVES, "tape": {FIRST: 0}})
    assert since_launch(frames, 1) == frames
    there = since_launch(_frames({**POSITIVES, "tape": {FIRST: 0, SECOND: 0}}), 1)
    assert [frame.cutoffs("train") for frame in there] == [[SECOND]] * 3


def test_the_latest_of_the_launches_that_count_is_the_one():
    roles = {FIRST: "train", SECOND: "train", THIRD: "select", FOURTH: "calibrate"}
    counts = {FIRST: 1, SECOND: 1, THIRD: 1, FOURTH: 2}
    first, second = {**counts, FIRST: 0}, {THIRD: 1, FOURTH: 1}
    del first[FIRST]
    frames = since_launch(_frames({"cad": counts, "ink": first, "print": second}, roles), 1)
    assert [frame.labels["cutoff_date"][0].as_py() for frame in frames] == [THIRD] * 3
    late = since_launch(_frames({"cad": {**counts, FIRST: 4, SECOND: 4}, "ink": first}, roles), 1)
    assert [frame.labels["cutoff_date"][0].as_py() for frame in late] == [SECOND] * 2


@pytest.mark.parametrize(("minimum", "is_moved"), [(3, False), (4, True)])
def test_roles_move_where_the_train_rows_left_have_too_few_positives(minimum, is_moved):
    roles = {FIRST: "train", SECOND: "train", THIRD: "select", FOURTH: "calibrate"}
    print_counts = {SECOND: 2, THIRD: 2, FOURTH: 2}
    frames = _frames(
        {"cad": {FIRST: 4, SECOND: 1, THIRD: 1, FOURTH: 1}, "print": print_counts}, roles
    )
    moved = {"train": [SECOND, THIRD], "select": [FOURTH], "calibrate": []}
    stayed = {"train": [SECOND], "select": [THIRD], "calibrate": [FOURTH]}
    for frame in since_launch(frames, minimum):
        assert _days(frame) == (moved if is_moved else stayed)


def test_the_row_of_a_model_says_since_when_it_learned_and_how_sure_it_is():
    labels, features = world()
    early = pc.and_(pc.equal(labels["offer_id"], "print"), pc.equal(labels["cutoff_role"], "train"))
    models = registry(trained(labels.filter(pc.invert(early)), features))
    for row in models.to_pylist():
        assert row["reason"].endswith(
            "; learned from cutoffs since 2022-06-30, the first of print."
        )
        assert json.loads(row["cutoffs_json"]) == {
            "train": ["2022-06-30"],
            "select": ["2022-12-31"],
            "calibrate": [],
        }
        assert (row["train_row_count"], row["calibrate_row_count"]) == (400, 0)
        bins = json.loads(row["confidence_bins_json"])["bins"]
        assert sum(one["rows"] for one in bins) == row["select_row_count"] == 400
    assert scored(models, features)["probability_lower"].null_count == 0


def test_where_all_offers_were_there_nothing_is_said_of_launches():
    for row in registry(trained(*world())).to_pylist():
        assert row["status"] == "selected"
        assert "cutoffs since" not in row["reason"]
