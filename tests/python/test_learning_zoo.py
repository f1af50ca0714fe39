"""Data nobody can learn from, or that looks odd: a model, an abstention with its reason, or one
sentence. Never a number that is none.

The cases are listed below: the change to a sound world, and what must come of it.
"""

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import (
    candidates,
    feature_list,
    no_guards,
    offers_of,
    registry,
    scored,
    tasks,
    trained,
    with_column,
    world,
)

from foresale.frames import HOUSE_KEY
from foresale.settings import UserError
from foresale.train import train

Frames = tuple[pa.Table, pa.Table]
LAST = date(2023, 12, 31)
NAN, INFINITE = float("nan"), float("inf")
SOUND = world(offers=("cad",), entity_count=200)
TWO = world(entity_count=200)


def _outcome(chosen: Callable[[dict], bool], value: int, frames: Frames = SOUND) -> Frames:
    """Return the frames with this outcome where a label is observed and chosen."""
    labels, features = frames
    outcome = [
        value if row["outcome"] is not None and chosen(row) else row["outcome"]
        for row in labels.to_pylist()
    ]
    return with_column(labels, "outcome", outcome), features


def _feature(name: str, value: Callable[[int], object], type_: pa.DataType) -> Frames:
    """Return the frames with another value of a feature, by its place."""
    labels, features = SOUND
    values = pa.array([value(at) for at in range(features.num_rows)], type_)
    return labels, with_column(features, name, values)


def _features(value: Callable[[pa.Field], object]) -> Frames:
    """Return the frames with one value for each feature."""
    labels, features = SOUND
    for field in features.schema:
        if field.name not in HOUSE_KEY:
            values = pa.array([value(field)] * features.num_rows, field.type)
            features = with_column(features, field.name, values)
    return labels, features


def _kept(chosen: pc.Expression, frames: Frames = TWO) -> Frames:
    return tuple(table.filter(chosen) for table in frames)


def _called(offer_id: str) -> Frames:
    """Return the frames with another name of the offer."""
    return tuple(with_column(table, "offer_id", [offer_id] * table.num_rows) for table in SOUND)


def _constant(field: pa.Field) -> object:
    return {"bool": True, "string": "a"}.get(str(field.type), 1)


IS_CAD, IS_LATEST = pc.field("offer_id") == "cad", pc.field("cutoff_date") == pa.scalar(LAST)
MANY_POSITIVES = "positives in 400 train and select rows; 30 are needed."
ABSTAINED = {
    "no positives": (_outcome(lambda _: True, 0), f"Only 0 {MANY_POSITIVES}"),
    "all positives": (
        _outcome(lambda _: True, 1),
        "All 200 train rows have the same outcome (1).",
    ),
    "one class in the train rows": (
        _outcome(lambda row: row["cutoff_role"] == "train", 0),
        "All 200 train rows have the same outcome (0).",
    ),
    "five customers": (
        world(offers=("cad",), entity_count=5),
        "Only 3 positives in 10 train and select rows; 30 are needed.",
    ),
    "one customer": (
        world(offers=("cad",), entity_count=1),
        "Only 0 positives in 2 train and select rows; 30 are needed.",
    ),
    "no row at all": (
        (SOUND[0].filter(~pc.field("outcome").is_valid()), SOUND[1]),
        "There are no train rows with an observed outcome (0 select rows).",
    ),
    "constant features": (_features(_constant), "None of 2 candidates gave usable predictions."),
    "all-null features": (
        _features(lambda _: None),
        "None of 2 candidates gave usable predictions.",
    ),
}
LEARNED = {
    "nan and infinity in a feature": _feature(
        "some_share", lambda at: (NAN, INFINITE, -INFINITE, at / 1000)[at % 4], pa.float64()
    ),
    "infinity alone in a feature": _feature("some_share", lambda _: INFINITE, pa.float64()),
    "a feature of 1e300": _feature(
        "some_share", lambda at: (1e300, -1e300, 0.5)[at % 3], pa.float64()
    ),
    "the largest whole numbers": _feature(
        "amount_cents", lambda at: (2**63 - 1, -(2**63), at)[at % 3], pa.int64()
    ),
    "a category for each row": _feature("segment", str, pa.string()),
    "odd categories": _feature("segment", lambda at: f'l\'e "{at % 3}" é\n😀', pa.string()),
    "an offer with quotes": _called('o\'brien "set"'),
    "an offer like a statement": _called("x'; drop table offers; --"),
    "an offer with spaces": _called(" large  format "),
    "an offer in other letters": _called("日本 „é“ 😀"),
}
REFUSED = {
    "a house key twice": (
        (SOUND[0], pa.concat_tables([SOUND[1], SOUND[1].slice(0, 1)])),
        "The features frame has 1001 rows but 1000 different keys",
    ),
    "a label twice": (
        (pa.concat_tables([SOUND[0], SOUND[0].slice(0, 1)]), SOUND[1]),
        "The labels frame has 601 rows but 600 different keys",
    ),
    "a row without its key": (
        (
            SOUND[0],
            with_column(SOUND[1], "entity_id", [None, *SOUND[1]["entity_id"].to_pylist()[1:]]),
        ),
        "The features frame has rows without entity_id",
    ),
    "a feature of an unknown type": (
        (SOUND[0], SOUND[1].append_column("since_day", SOUND[1]["cutoff_date"])),
        r"Feature since_day has type date32\[day\], which cannot be learned from",
    ),
    "an outcome of 2": (
        _outcome(lambda row: row["entity_id"] == "100000", 2),
        "offer cad has observed labels whose outcome",
    ),
}


def _scores(models: pa.Table, features: pa.Table) -> list[dict]:
    """Return the scores, each a number that may be published."""
    rows = scored(registry(models), features).to_pylist()
    assert all(1e-6 <= row["probability"] <= 1 - 1e-6 for row in rows)
    return rows


@pytest.mark.parametrize("case", ABSTAINED)
def test_what_cannot_be_learned_abstains_and_the_observed_rate_speaks(case: str) -> None:
    (labels, features), reason = ABSTAINED[case]
    models = trained(labels, features)
    (row,) = [row for row in models.to_pylist() if row["status"] in ("abstained", "selected")]
    assert (row["status"], row["reason"]) == ("abstained", reason)
    scores = _scores(models, features)
    assert {row["rung"] for row in scores} <= {"prior"}
    assert all(row["reason"].endswith(reason) for row in scores)
    assert bool(scores) == (case != "no row at all")


@pytest.mark.parametrize("case", LEARNED)
def test_odd_values_and_names_are_learned_and_scored_like_others(case: str) -> None:
    labels, features = LEARNED[case]
    models = trained(labels, features)
    assert sorted(models["status"].to_pylist()) == ["rejected", "selected"]
    scores = _scores(models, features)
    assert len(scores) == 400
    assert {(row["rung"], row["offer_id"]) for row in scores} == {
        ("model", labels["offer_id"][0].as_py())
    }
    assert len({row["probability"] for row in scores}) > 50


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_right_is_one_sentence(case: str) -> None:
    (labels, features), sentence = REFUSED[case]
    with pytest.raises(UserError, match=sentence):
        trained(labels, features)


def test_one_class_per_offer_leaves_the_other_offers_alone() -> None:
    labels, features = _outcome(lambda row: row["offer_id"] == "print", 1, TWO)
    models = trained(labels, features).to_pylist()
    print_rows = [row for row in models if row["offer_id"] == "print"]
    assert [row["reason"] for row in print_rows] == [
        "All 200 train rows have the same outcome (1)."
    ]
    alone = trained(*_kept(IS_CAD)).to_pylist()
    assert [row for row in models if row["offer_id"] == "cad"] == alone


def test_an_offer_of_the_last_cutoff_abstains_and_has_no_score_yet() -> None:
    labels, features = _kept(IS_CAD | IS_LATEST)
    models = trained(labels, features)
    (new,) = [row for row in models.to_pylist() if row["offer_id"] == "print"]
    assert (new["status"], new["scores_from_date"]) == ("abstained", None)
    assert new["reason"] == "There are no train rows with an observed outcome (0 select rows)."
    assert {row["offer_id"] for row in _scores(models, features)} == {"cad"}


def test_an_offer_that_is_not_sold_any_more_says_what_its_model_was_chosen_by() -> None:
    gone = _outcome(lambda row: row["cutoff_role"] != "train", 0)
    (selected,) = [row for row in trained(*gone).to_pylist() if row["status"] == "selected"]
    assert selected["reason"] == (
        "First usable candidate in order, because all 200 select rows end alike; "
        "not calibrated: none is shown to be better later (none 0.12404)."
    )
    assert max(row["probability"] for row in _scores(trained(*gone), gone[1])) < 0.75


def test_with_every_theme_switched_off_there_is_nothing_to_learn_from() -> None:
    names = [name for name in SOUND[1].column_names if name not in HOUSE_KEY]
    with pytest.raises(UserError, match=r"set is_active to true for one in seeds/feature_themes"):
        trained(*SOUND, inactive=names)


def test_without_a_recipe_there_is_nothing_to_try() -> None:
    labels, features = SOUND
    calibrators = candidates().filter(pc.field("kind") == "calibrator")
    models = train(
        labels=labels,
        offers=offers_of(labels),
        features=features,
        feature_list=feature_list(features),
        entity="customer",
        tasks=tasks(),
        candidates=calibrators,
        guards=no_guards(),
    )
    assert models["reason"].to_pylist() == ["None of 0 candidates gave usable predictions."]


@pytest.mark.parametrize("value", [NAN, INFINITE, -INFINITE, 1e300, -1e300, None])
def test_a_model_meets_values_it_never_saw(value: float | None) -> None:
    labels, features = SOUND
    models = trained(labels, features)
    odd = with_column(features, "some_share", pa.array([value] * features.num_rows, pa.float64()))
    odd = with_column(odd, "segment", ["never seen"] * features.num_rows)
    probabilities = np.array([row["probability"] for row in _scores(models, odd)])
    assert np.isfinite(probabilities).all()
    assert len(probabilities) == 400
