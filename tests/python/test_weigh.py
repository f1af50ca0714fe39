"""What moves the scores is summed exactly, whatever batches the rows come in."""

from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from learning_world import registry, shuffled, trained, with_column, world

from foresale.explain import contribution_matrix
from foresale.model_row import load_model
from foresale.settings import UserError
from foresale.weigh import WEIGH_SCHEMA, weigh

TODAY = date(2023, 12, 31)


@pytest.fixture(scope="module")
def frames():
    return world()


@pytest.fixture(scope="module")
def models(frames):
    return registry(trained(*frames))


@pytest.fixture(scope="module")
def weights(models, frames):
    return weigh(models=models, features=frames[1])


def test_the_sums_are_those_of_the_contributions_of_today(models, frames, weights):
    assert weights.schema == WEIGH_SCHEMA
    for row in models.to_pylist():
        model = load_model(row)
        features = frames[1].filter(
            pc.and_(
                pc.equal(frames[1]["offer_id"], row["offer_id"]),
                pc.equal(frames[1]["cutoff_date"], pa.scalar(TODAY)),
            )
        )
        means = np.abs(contribution_matrix(model, features)[0]).mean(axis=0)
        found = weights.filter(pc.equal(weights["offer_id"], row["offer_id"])).to_pylist()
        assert [one["feature_name"] for one in found] == model.input_names()
        assert {(one["row_count"], one["cutoff_date"]) for one in found} == {(400, TODAY)}
        for one, mean in zip(found, means, strict=True):
            assert one["contribution_billionths"] / 400 == pytest.approx(mean * 1e9, abs=1)


def test_batches_add_up_to_the_whole_to_the_last_digit(models, frames, weights):
    sums = {}
    for start, count in ((0, 1234), (1234, 2), (1236, 4000)):
        part = weigh(models=models, features=shuffled(frames[1]).slice(start, count))
        for row in part.to_pylist():
            if row["cutoff_date"] == TODAY:
                key = (row["offer_id"], row["feature_name"])
                old = sums.get(key, (0, 0))
                sums[key] = (
                    old[0] + row["row_count"],
                    old[1] + row["contribution_billionths"],
                )
    assert sums == {
        (row["offer_id"], row["feature_name"]): (
            row["row_count"],
            row["contribution_billionths"],
        )
        for row in weights.to_pylist()
    }


def test_a_tampered_model_is_refused_and_nothing_weighs_nothing(models, frames):
    texts = [text.replace("0", "1", 1) for text in models["model_json"].to_pylist()]
    with pytest.raises(UserError, match="sha256 differs"):
        weigh(models=with_column(models, "model_json", texts), features=frames[1])
    for some_models, rows in ((models.slice(0, 0), frames[1]), (models, frames[1].slice(0, 0))):
        nothing = weigh(models=some_models, features=rows)
        assert (nothing.num_rows, nothing.schema) == (0, WEIGH_SCHEMA)
