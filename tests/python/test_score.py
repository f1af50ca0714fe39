"""Every row of an offer gets one probability, from the model or from the observed rate."""

from datetime import date

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import (
    confidence_limits,
    registry,
    scored,
    shuffled,
    trained,
    with_column,
    with_older_vintage,
    world,
)

from foresale import metrics
from foresale.intervals import read_limits
from foresale.score import SCORE_SCHEMA, read_scorers, score, score_batch, speaking_models
from foresale.settings import UserError


@pytest.fixture(scope="module")
def frames():
    return world()


@pytest.fixture(scope="module")
def models(frames):
    """Return a registry in which `cad` has a model and `print` abstained."""
    labels, features = frames
    few = pc.and_(pc.equal(labels["offer_id"], "print"), pc.equal(labels["cutoff_role"], "train"))
    outcome = pc.if_else(few, 0, labels["outcome"])
    return registry(trained(with_column(labels, "outcome", outcome), features))


@pytest.fixture(scope="module")
def scores(models, frames):
    return scored(models, frames[1])


def test_every_feature_row_from_the_first_allowed_day_is_scored_once(scores):
    assert scores.schema == SCORE_SCHEMA
    keys = scores.select(["task_id", "entity_id", "offer_id", "cutoff_date"]).to_pandas()
    assert not keys.duplicated().any()
    assert len(keys) == 2 * 2 * 400
    assert set(keys["cutoff_date"]) == {date(2023, 6, 30), date(2023, 12, 31)}
    assert keys.equals(keys.sort_values(list(keys.columns), ignore_index=True))


def test_the_model_speaks_where_there_is_one_and_the_observed_rate_elsewhere(scores, models):
    table = scores.to_pandas()
    model, prior = (table[table["offer_id"] == offer_id] for offer_id in ("cad", "print"))
    assert set(model["rung"]) == {"model"}
    assert model["reason"].isna().all()
    assert set(prior["rung"]) == {"prior"}
    (abstained,) = [row for row in models.to_pylist() if row["status"] == "abstained"]
    assert set(prior["probability"]) == {round(abstained["prior_probability"], 9)}
    assert set(prior["reason"]) == {
        "The observed rate of the offer, because no model was trained: "
        "All 400 train rows have the same outcome (0)."
    }
    assert set(prior["model_id"]) == {"prior-print"}


def test_probabilities_are_near_the_outcomes_of_the_holdout(scores, frames):
    labels = frames[0].filter(pc.equal(frames[0]["cutoff_role"], "holdout")).to_pandas()
    key = ["task_id", "entity_id", "offer_id", "cutoff_date"]
    joined = labels.merge(scores.to_pandas(), on=key, validate="one_to_one")
    cad = joined[joined["offer_id"] == "cad"]
    outcome, probability = cad["outcome"].to_numpy(dtype=np.int64), cad["probability"].to_numpy()
    assert metrics.roc_auc(outcome, probability) > 0.75
    assert abs(probability.mean() - outcome.mean()) < 0.06


def test_probabilities_are_rounded_and_inside_the_published_range(scores):
    for name in ("probability", "uncalibrated_probability"):
        values = scores[name].to_numpy()
        assert values.min() >= 1e-6
        assert values.max() <= 1 - 1e-6
        assert (np.round(values, 9) == values).all()


def test_a_probability_of_a_model_lies_in_its_interval_and_of_none_has_none(scores):
    table = scores.to_pandas()
    model, prior = (table[table["rung"] == rung] for rung in ("model", "prior"))
    assert (model["probability_lower"] <= model["probability"]).all()
    assert (model["probability"] <= model["probability_upper"]).all()
    assert (model["probability_lower"] < model["probability_upper"]).all()
    assert model["probability_lower"].nunique() > 3
    assert set(model["confidence"]) == {"medium"}
    assert prior[["probability_lower", "probability_upper"]].isna().all(axis=None)
    assert set(prior["confidence"]) == {"none"}


def test_scoring_again_from_shuffled_rows_gives_the_same_table(scores, models, frames):
    assert scored(shuffled(models), shuffled(frames[1])).equals(scores)


def test_a_batch_scores_like_the_whole_frame(scores, models, frames):
    (scorer, _) = read_scorers(speaking_models(models))
    limits = read_limits(confidence_limits())
    lead = frames[1].filter(
        pc.and_(pc.equal(frames[1]["entity_id"], "100007"), pc.equal(frames[1]["offer_id"], "cad"))
    )
    batch = score_batch(scorer, lead, limits).to_pylist()
    found = scores.filter(pc.equal(scores["entity_id"], "100007")).to_pylist()
    assert [row for row in batch if row["cutoff_date"] >= date(2023, 6, 30)] == [
        row for row in found if row["offer_id"] == "cad"
    ]


def test_a_duckdb_relation_gives_the_same_table(scores, models, frames):
    connection = duckdb.connect()
    tables = {"models": models, "features": frames[1], "limits": confidence_limits()}
    relations = {name: connection.from_arrow(table) for name, table in tables.items()}
    assert score(**relations, session=connection).equals(scores)


def test_offers_without_a_models_row_are_not_scored(models, frames):
    only_cad = models.filter(pc.equal(models["offer_id"], "cad"))
    assert set(scored(only_cad, frames[1])["offer_id"].to_pylist()) == {"cad"}


def test_an_offer_that_never_had_a_label_is_not_scored(models, frames):
    never = with_column(models, "scores_from_date", pa.nulls(models.num_rows, pa.date32()))
    assert scored(never, frames[1]).num_rows == 0


def test_empty_frames_score_an_empty_table(models, frames):
    nothing = scored(models.slice(0, 0), frames[1].slice(0, 0))
    assert (nothing.num_rows, nothing.schema) == (0, SCORE_SCHEMA)
    assert scored(models.slice(0, 0), frames[1]).num_rows == 0
    assert scored(models, frames[1].slice(0, 0)).num_rows == 0


def test_a_missing_input_column_names_offer_model_and_column(models, frames):
    with pytest.raises(UserError, match="model of task purchase, offer cad lack some_share"):
        scored(models, frames[1].drop_columns(["some_share"]))


def test_a_new_feature_column_does_not_disturb_an_old_model(scores, models, frames):
    wider = frames[1].append_column("new_count", pa.array([1] * frames[1].num_rows))
    assert scored(models, wider).equals(scores)


def test_a_tampered_model_is_refused(models, frames):
    texts = [(text or "").replace("0", "1", 1) for text in models["model_json"].to_pylist()]
    with pytest.raises(UserError, match="sha256 differs"):
        scored(with_column(models, "model_json", texts), frames[1])


def test_a_row_is_scored_by_the_newest_model_that_is_old_enough(scores, models, frames):
    labels, features = frames
    both = registry(trained(*with_older_vintage(labels, features)))
    older = both.filter(pc.equal(both["scores_from_date"], pa.scalar(date(2022, 12, 31))))
    cad = features.filter(pc.equal(features["offer_id"], "cad"))
    table = scored(shuffled(both), cad)
    newer = pc.greater_equal(table["cutoff_date"], pa.scalar(date(2023, 6, 30)))
    assert table.filter(newer).equals(scores.filter(pc.equal(scores["offer_id"], "cad")))
    rest = table.filter(pc.invert(newer))
    assert set(rest["cutoff_date"].to_pylist()) == {date(2022, 12, 31)}
    day = pc.equal(cad["cutoff_date"], pa.scalar(date(2022, 12, 31)))
    assert rest.equals(scored(older, cad.filter(day)))


def test_an_older_abstention_speaks_until_there_is_a_model(models, frames):
    (model,) = [row for row in models.to_pylist() if row["status"] == "selected"]
    abstained = {
        **model,
        "status": "abstained",
        "reason": "Too few.",
        "model_id": "prior-old",
        "scores_from_date": date(2022, 12, 31),
    }
    rows = pa.Table.from_pylist([model, abstained], schema=models.schema)
    table = scored(rows, frames[1])
    rungs = {row["cutoff_date"]: row["rung"] for row in table.to_pylist()}
    assert rungs == {
        date(2022, 12, 31): "prior",
        date(2023, 6, 30): "model",
        date(2023, 12, 31): "model",
    }


def test_two_models_for_one_offer_from_one_day_are_refused(models, frames):
    twice = pa.concat_tables([models, models.slice(0, 1)])
    with pytest.raises(UserError, match="The models frame has 3 rows but 2 different keys"):
        scored(twice, frames[1])


def test_a_row_without_id_or_prior_is_refused(models, frames):
    for column, type_, sentence in [
        ("model_id", pa.string(), "has no model_id"),
        ("prior_probability", pa.float64(), "abstained without a prior_probability"),
        ("confidence_bins_json", pa.string(), "has no confidence_bins_json"),
    ]:
        broken = with_column(models, column, pa.nulls(models.num_rows, type_))
        with pytest.raises(UserError, match=sentence):
            scored(broken, frames[1])
    renamed = with_column(models, "model_id", ["x", "y"])
    with pytest.raises(UserError, match="model_id beside its model_sha256"):
        scored(renamed, frames[1])
