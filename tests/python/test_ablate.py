"""Without a theme that carries the signal a model is worse, without an idle one it is not."""

import pyarrow.compute as pc
import pytest
from learning_world import (
    candidates,
    feature_list,
    no_guards,
    registry,
    trained,
    with_column,
    with_older_vintage,
    world,
)

from foresale.ablate import ABLATE_SCHEMA, ablate
from foresale.settings import UserError


@pytest.fixture(scope="module")
def frames():
    return world(offers=("cad",))


@pytest.fixture(scope="module")
def models(frames):
    return registry(trained(*frames))


def _ablate(models, frames, guarded=None, **listed):
    return ablate(
        models=models,
        labels=frames[0],
        features=frames[1],
        feature_list=feature_list(frames[1], **listed),
        guards=no_guards() if guarded is None else guarded,
        entity="customer",
        candidates=candidates(),
    )


def test_the_theme_that_carries_the_signal_costs_the_most(models, frames):
    table = _ablate(models, frames, ablated=("amount_cents", "some_share", "always_one_count"))
    assert table.schema == ABLATE_SCHEMA
    idle, signal, noise = sorted(table.to_pylist(), key=lambda row: row["theme"])
    assert [idle["theme"], signal["theme"]] == ["always_one_count", "amount_cents"]
    assert (idle["status"], idle["removed_count"]) == ("unused", 0)
    assert idle["without_log_loss"] == idle["with_log_loss"]
    assert (signal["status"], signal["removed_count"], signal["row_count"]) == ("measured", 1, 400)
    assert signal["without_log_loss"] > signal["with_log_loss"] + 0.02
    assert signal["without_roc_auc"] < signal["with_roc_auc"] - 0.03
    assert abs(noise["without_roc_auc"] - noise["with_roc_auc"]) < 0.03


def test_what_is_learned_without_a_theme_is_what_is_learned_when_it_is_off(models, frames):
    (row,) = _ablate(models, frames, ablated=("amount_cents",)).to_pylist()
    off = registry(trained(*frames, inactive=("amount_cents",)))
    if off["candidate_id"][0].as_py() != row["candidate_id"]:
        pytest.fail("the world changed: the same recipe should win without the theme")
    (other,) = _ablate(off, frames, inactive=("amount_cents",), ablated=("some_share",)).to_pylist()
    for name in ("log_loss", "roc_auc", "lift_at_10"):
        assert row[f"without_{name}"] == other[f"with_{name}"]


def test_it_is_judged_on_calibrate_rows_of_its_own_vintage_only(models, frames):
    (row,) = _ablate(models, frames, ablated=("amount_cents",)).to_pylist()
    both = _ablate(models, with_older_vintage(*frames), ablated=("amount_cents",))
    assert both.to_pylist() == [row]
    labels = frames[0]
    hidden = pc.if_else(pc.equal(labels["cutoff_role"], "holdout"), 0, labels["outcome"])
    assert _ablate(
        models, (with_column(labels, "outcome", hidden), frames[1]), ablated=("amount_cents",)
    ).to_pylist() == [row]


def test_a_theme_is_missed_on_the_days_that_the_models_learned_from():
    labels, features = world()
    is_train = pc.equal(labels["cutoff_role"], "train")
    labels = labels.filter(pc.invert(pc.and_(is_train, pc.equal(labels["offer_id"], "print"))))
    models = registry(trained(labels, features))
    since = labels.filter(pc.not_equal(labels["cutoff_role"], "train"))
    found = _ablate(models, (labels, features), ablated=("some_share",))
    assert found.equals(_ablate(models, (since, features), ablated=("some_share",)))
    unsaid = with_column(models, "first_train_cutoff_date", [None, None])
    whole = _ablate(unsaid, (labels, features), ablated=("some_share",))
    assert whole["row_count"].equals(found["row_count"])
    assert not whole["with_log_loss"].equals(found["with_log_loss"])


def test_without_calibrate_rows_or_another_feature_nothing_is_measured(frames):
    labels, features = frames
    none = with_column(
        labels,
        "label_status",
        [
            "purged" if role == "calibrate" else "observed"
            for role in labels["cutoff_role"].to_pylist()
        ],
    )
    (row,) = _ablate(
        registry(trained(none, features)), (none, features), ablated=("amount_cents",)
    ).to_pylist()
    assert (row["row_count"], row["with_log_loss"], row["without_log_loss"]) == (0, None, None)
    alone = features.select(["entity_id", "offer_id", "cutoff_date", "amount_cents"])
    (row,) = _ablate(
        registry(trained(labels, alone)), (labels, alone), ablated=("amount_cents",)
    ).to_pylist()
    assert (row["status"], row["without_log_loss"]) == ("degenerate", None)
    assert row["reason"] == "No feature varies in the fitting rows."


def test_nothing_is_measured_of_inactive_themes_or_without_models(models, frames):
    for some_models, listed in (
        (models, {}),
        (models, {"ablated": ("some_share",), "inactive": ("some_share",)}),
        (models.slice(0, 0), {"ablated": ("some_share",)}),
        (with_column(models, "status", ["abstained"]), {"ablated": ("some_share",)}),
    ):
        nothing = _ablate(some_models, frames, **listed)
        assert (nothing.num_rows, nothing.schema) == (0, ABLATE_SCHEMA)


def test_a_tampered_model_and_a_lost_recipe_are_refused(models, frames):
    text = models["model_json"][0].as_py().replace("0", "1", 1)
    with pytest.raises(UserError, match="sha256 differs"):
        _ablate(with_column(models, "model_json", [text]), frames, ablated=("some_share",))
    lost = with_column(models, "candidate_id", ["lost"])
    with pytest.raises(UserError, match="was learned by lost, which the seed candidates does not"):
        _ablate(lost, frames, ablated=("some_share",))
