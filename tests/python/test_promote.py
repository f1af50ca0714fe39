"""The champion goes on speaking until another model is shown to be better, or it cannot go on."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import (
    VINTAGE,
    candidates,
    feature_list,
    no_guards,
    shuffled,
    trained,
    with_column,
    world,
)
from learning_world import tasks as learning_tasks

from foresale.model_row import sha256
from foresale.paired import Difference, Side
from foresale.promote import CHALLENGE_SCHEMA, challenge, decided
from foresale.settings import UserError

LIMITS = {
    "confidence_share": 0.95,
    "minimum_gain_share": 0.005,
    "calibration_margin": 0.01,
    "lift_loss_share": 0.02,
    "minimum_positive_count": 10,
}
SIDE = ("status", "entity_count", "scores_from_date", "model_json", "model_sha256")
SIDE += ("golden_rows_json",)
LINEAR_ALONE = candidates(order=("elastic_net",))
HALF_OF_THEM = ("amount_cents", "has_contract")


def _tasks():
    table = learning_tasks()
    return table.append_column("bootstrap_count", pa.array([200]))


def _limits(**changed):
    values = {**LIMITS, **changed}
    return pa.table({"limit_id": list(values), "value": pa.array(values.values(), pa.float64())})


def _side(row, window=6):
    """Return one side of a contender from a row of `train`; an abstention where there is none."""
    found = {name: row[name] for name in SIDE}
    found["model_id"] = row["model_sha256"] or f"prior of {row['reason']}"
    return {**found, "window_periods": window}


def _contenders(challenger, incumbent):
    row = {"task_id": "purchase", "offer_id": "cad", "vintage_date": VINTAGE}
    row |= {f"challenger_{name}": value for name, value in challenger.items()}
    row |= {f"incumbent_{name}": value for name, value in incumbent.items()}
    return pa.Table.from_pylist([row])


def _judged(frames, challenger, incumbent, *, inactive=(), guards=None, **changed):
    labels, features = frames
    table = challenge(
        contenders=_contenders(challenger, incumbent),
        labels=labels.drop_columns(["vintage_date"]),
        features=features,
        feature_list=feature_list(features, inactive=inactive),
        guards=no_guards() if guards is None else guards,
        entity="customer",
        tasks=_tasks(),
        limits=_limits(**changed),
    )
    assert table.schema == CHALLENGE_SCHEMA
    (row,) = table.to_pylist()
    return row


def _selected(labels, features, **options):
    rows = trained(labels, features, seed_rows=LINEAR_ALONE, **options).to_pylist()
    return _side(next(row for row in rows if row["status"] in ("selected", "abstained")))


def _of(labels, entities):
    return labels.filter(pc.is_in(labels["entity_id"], pa.array(entities)))


@pytest.fixture(scope="module")
def frames():
    return world(offers=("cad",), entity_count=400)


@pytest.fixture(scope="module")
def model(frames):
    return _selected(*frames)


@pytest.fixture(scope="module")
def weaker(frames):
    return _selected(*frames, inactive=HALF_OF_THEM)


@pytest.fixture(scope="module")
def abstained(frames):
    return _selected(*frames, minimum_positive_count=100_000)


NOBODY = dict.fromkeys([*SIDE, "model_id", "window_periods"])


def test_a_model_that_is_shown_to_be_better_is_promoted(frames, model, weaker):
    row = _judged(frames, model, weaker)

    assert row["decision"] == "promote"
    assert row["difference_upper"] < 0
    assert row["challenger_log_loss"] < row["incumbent_log_loss"]
    assert (row["row_count"], row["entity_count"]) == (400, 400)
    assert 0 < row["power"] < 1


def test_a_model_that_is_worse_is_not(frames, model, weaker):
    row = _judged(frames, weaker, model)

    assert row["decision"] == "keep"
    assert row["reason"].endswith("worse.")


def test_the_order_of_the_rows_does_not_matter(frames, model, weaker):
    assert _judged(tuple(map(shuffled, frames)), model, weaker) == _judged(frames, model, weaker)


def test_the_first_is_promoted_and_nobody_stands_against_itself(frames, model, abstained):
    assert _judged(frames, model, NOBODY)["decision"] == "promote"
    assert _judged(frames, abstained, NOBODY)["decision"] == "promote"
    row = _judged(frames, model, model)
    assert (row["decision"], row["holdout_sha256"]) == ("keep", None)


def test_abstentions_give_way_and_do_not_take_over(frames, model, abstained):
    other = {**abstained, "model_id": "another"}

    assert _judged(frames, model, abstained)["decision"] == "promote"
    assert _judged(frames, abstained, model)["decision"] == "keep"
    assert _judged(frames, abstained, other)["decision"] == "promote"


def test_a_champion_that_cannot_go_on_is_replaced_even_by_an_abstention(
    frames, model, weaker, abstained
):
    labels, features = frames
    texts = [str(value) for value in features["amount_cents"].to_pylist()]
    dropped = pa.Table.from_pylist(
        [
            {
                "task_id": "purchase",
                "offer_id": "cad",
                "vintage_date": VINTAGE,
                "feature_name": "amount_cents",
                "is_dropped": True,
            }
        ]
    )
    gone = (labels, features.drop_columns(["amount_cents"]))
    changed = (labels, with_column(features, "amount_cents", texts))
    unregistered = {**NOBODY, "model_id": "gone", "window_periods": 6}
    cases = [
        ("lack amount_cents", _judged(gone, weaker, model)),
        ("changed the type of amount_cents", _judged(changed, weaker, model)),
        ("lack amount_cents", _judged(frames, weaker, model, inactive=HALF_OF_THEM)),
        ("lack amount_cents", _judged(frames, abstained, model, guards=dropped)),
        ("no longer in the registry", _judged(frames, abstained, unregistered)),
        ("looks 12 periods ahead", _judged(frames, weaker, {**model, "window_periods": 12})),
        (
            "learned from days up to 2023-07-31",
            _judged(frames, weaker, {**model, "scores_from_date": date(2023, 7, 31)}),
        ),
    ]

    for words, row in cases:
        assert row["decision"] == "promote", words
        assert words in row["reason"]


def test_a_tampered_champion_is_no_reason_to_prefer_another(frames, model, weaker):
    text = model["model_json"].replace("elastic_net", "elastic_met", 1)

    with pytest.raises(UserError, match="not the one that was stored"):
        _judged(frames, weaker, {**model, "model_json": text})
    assert sha256(text) != model["model_sha256"]


def test_a_holdout_of_few_decides_nothing(frames, model, weaker):
    row = _judged(frames, model, weaker, minimum_positive_count=1000)

    assert row["decision"] == "inconclusive"
    assert row["reason"].startswith("The holdout is too small: ")
    assert row["holdout_sha256"] is not None


def test_a_limit_that_is_missing_is_one_sentence(frames, model, weaker):
    with pytest.raises(UserError, match="promotion_limits has no lift_loss_share: add"):
        _judged(frames, model, weaker, lift_loss_share=None)


OLD = Side(0.4, 0.01, 0.01, 3.0)
BETTER = Difference(-0.01, -0.02, -0.001, 0.5)
NO_NOISE = {"level_error": 0.0, "shape_error": 0.0}
SAME = Side(0.39, 0.01, 0.01, 3.0)


@pytest.mark.parametrize(
    ("new", "found", "decision"),
    [
        (SAME, BETTER, "promote"),
        (SAME, Difference(-0.01, -0.02, 0.0, 0.5), "inconclusive"),
        (SAME, Difference(-0.002, -0.02, -0.001, 0.5), "keep"),
        (SAME, Difference(-0.0021, -0.02, -0.001, 0.5), "promote"),
        (SAME, Difference(0.0, -0.002, 0.001, 0.5), "keep"),
        (SAME, Difference(0.0, -0.0021, 0.001, 0.5), "inconclusive"),
        (SAME, Difference(0.01, 0.001, 0.02, 0.5), "keep"),
        (Side(0.39, -0.02, 0.01, 3.0), BETTER, "promote"),
        (Side(0.39, -0.0201, 0.01, 3.0), BETTER, "keep"),
        (Side(0.39, 0.01, 0.0201, 3.0), BETTER, "keep"),
        (Side(0.39, 0.01, 0.01, 2.94), BETTER, "promote"),
        (Side(0.39, 0.01, 0.01, 2.93), BETTER, "keep"),
    ],
)
def test_each_condition_decides_at_its_edge(new, found, decision):
    assert decided(new, OLD, found, NO_NOISE, LIMITS)[0] == decision


def test_a_calibration_error_that_chance_explains_does_not_count():
    off = Side(0.39, 0.035, 0.055, 3.0)
    enough = {"level_error": 0.025, "shape_error": 0.045}

    assert decided(off, OLD, BETTER, enough, LIMITS)[0] == "promote"
    for name in enough:
        assert decided(off, OLD, BETTER, {**enough, name: 0.0249}, LIMITS)[0] == "keep"


def test_the_same_procedure_is_hardly_ever_promoted_over_itself_and_a_worse_one_never():
    """24 worlds: models of two halves of the entities, and one with half of the features."""
    equal, worse, better = [], [], []
    for seed in range(24):
        labels, features = frames = world(offers=("cad",), entity_count=600, seed=100 + seed)
        entities = np.random.default_rng(seed).permutation(pc.unique(labels["entity_id"]))
        one, other = (
            _selected(_of(labels, half), features) for half in (entities[:300], entities[300:])
        )
        few = _selected(_of(labels, entities[300:]), features, inactive=HALF_OF_THEM)
        equal.append(_judged(frames, one, other)["decision"])
        worse.append(_judged(frames, few, one)["decision"])
        better.append(_judged(frames, one, few)["decision"])

    assert equal.count("promote") <= 1
    assert worse.count("promote") == 0
    assert better.count("promote") >= 20
