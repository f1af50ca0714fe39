"""With outcomes dealt out by chance nothing can be learned: where something is, it leaks."""

from collections.abc import Callable, Iterator
from math import sqrt
from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import House
from learning_world import no_guards, registry, scored

from foresale.learned import ABSTAINED
from foresale.metrics import Integers, roc_auc
from foresale.train import train

KEY = ["entity_id", "offer_id", "cutoff_date"]
SHUFFLES = (1, 2)
# Both ends of a normal distribution outside of which 1% lies.
NINETY_NINE = 2.576

Leak = Callable[[pd.DataFrame, pd.Series], pd.Series]


class Frames(NamedTuple):
    """What the trainer reads of the newest vintage, and the outcomes it is judged on."""

    learned: pa.Table
    judged: pa.Table
    features: pa.Table
    feature_list: pa.Table
    tasks: pa.Table
    candidates: pa.Table


@pytest.fixture(scope="module")
def frames(tiny_house: House) -> Frames:
    customers = "labels.learning_labels where entity = 'customer'"
    newest = f"select max(vintage_date) from {customers}"
    holdout = "cutoff_role = 'holdout' and label_status = 'observed'"
    queries = [
        f"from {customers} and vintage_date = ({newest})",
        f"from labels.labels_customer where {holdout} order by {', '.join(KEY)}",
        f"from features.features_customer order by {', '.join(KEY)}",
        "from features.feature_list",
        "from settings.tasks",
        "from settings.candidates",
    ]
    with duckdb.connect(str(tiny_house.project / "warehouse.duckdb"), read_only=True) as connection:
        return Frames(*(connection.sql(query).to_arrow_table() for query in queries))


def dealt(labels: pd.DataFrame, seed: int) -> pd.Series:
    """Return the outcomes by key, dealt out anew within each offer and cutoff."""
    random = np.random.default_rng(seed)
    ordered = labels.sort_values(KEY)
    outcome = ordered.groupby(["offer_id", "cutoff_date"], sort=True)["outcome"].transform(
        lambda part: random.permutation(part.to_numpy())
    )
    return pd.Series(outcome.to_numpy(), index=pd.MultiIndex.from_frame(ordered[KEY]))


def auc_of_chance(frames: Frames, leak: Leak | None = None) -> tuple[float, float]:
    """Return (AUC over offers and shuffles, the distance from 0.5 that chance keeps in 99 of 100).

    Scores know nothing of outcomes that were dealt out by chance, so in each offer the Mann-Whitney
    U has mean n1 * n0 / 2 and variance n1 * n0 * (n1 + n0 + 1) / 12, ties make it less.
    """
    won = pairs = variance = 0.0
    for seed in SHUFFLES:
        for outcome, probability in _judged(frames, leak, seed):
            positives = int(outcome.sum())
            both = positives * (len(outcome) - positives)
            won += (roc_auc(outcome, probability) or 0.0) * both
            pairs += both
            variance += both * (len(outcome) + 1) / 12
    return won / pairs, NINETY_NINE * sqrt(variance) / pairs


def _judged(frames: Frames, leak: Leak | None, seed: int) -> Iterator[tuple[Integers, np.ndarray]]:
    """Yield for each offer the dealt outcomes of the holdout and what a model says of them."""
    columns = [*KEY, "outcome"]
    parts = [frames.learned.select(columns).to_pandas(), frames.judged.select(columns).to_pandas()]
    outcomes = dealt(pd.concat(parts), seed)
    features = frames.features
    listed = frames.feature_list
    if leak is not None:
        leaked = leak(features.to_pandas(), outcomes)
        features = features.append_column("call_count", pa.array(leaked, from_pandas=True))
        extra = {"entity": "customer", "theme": "calls", "feature_name": "call_count"}
        extra |= {"data_type": "double", "description": "", "is_active": True, "is_ablated": False}
        extra |= {"monotone_sign": 0, "prior_weight": 0.0}
        extra_row = pa.Table.from_pylist([extra], schema=listed.schema)
        listed = pa.concat_tables([listed, extra_row])
    learned = _with_outcomes(frames.learned, outcomes)
    models = train(
        labels=learned,
        offers=learned.group_by(["task_id", "offer_id", "vintage_date"]).aggregate([]),
        features=features,
        feature_list=listed,
        guards=no_guards(),
        entity="customer",
        tasks=frames.tasks,
        candidates=frames.candidates,
    )
    judged = _with_outcomes(frames.judged, outcomes).select(columns).to_pandas()
    said = scored(registry(models), features).to_pandas()
    # what tells nothing is called so, and the rate speaks; a leak tells a lot
    assert set(said["rung"]) == ({"prior"} if leak is None else {"pooled_model"})
    reasons = [row["reason"] for row in models.to_pylist() if row["status"] == ABSTAINED]
    assert all(reason.startswith("no_signal: ") for reason in reasons)
    joined = judged.merge(said, on=KEY, validate="one_to_one")
    assert len(joined) == len(judged) > 0
    for _, part in joined.groupby("offer_id"):
        yield part["outcome"].to_numpy(dtype=np.int64), part["probability"].to_numpy()


def _with_outcomes(labels: pa.Table, outcomes: pd.Series) -> pa.Table:
    keys = pd.MultiIndex.from_frame(labels.select(KEY).to_pandas())
    values = pa.array(outcomes.reindex(keys).to_numpy(), pa.int64())
    return labels.set_column(labels.column_names.index("outcome"), "outcome", values)


def rate_of_its_like(features: pd.DataFrame, outcomes: pd.Series) -> pd.Series:
    """Return the rate of buyers among the customer's like on that day, its own outcome included."""
    alike = ["offer_id", "cutoff_date", "industry", "size_band", "region"]
    known = features.assign(
        outcome=outcomes.reindex(pd.MultiIndex.from_frame(features[KEY])).values
    )
    return known.groupby(alike, dropna=False)["outcome"].transform("mean")


def test_outcomes_dealt_out_by_chance_cannot_be_told(frames: Frames) -> None:
    auc, distance = auc_of_chance(frames)

    assert distance < 0.08
    assert abs(auc - 0.5) < distance


def test_a_feature_that_knows_the_outcomes_it_is_judged_on_is_found(frames: Frames) -> None:
    auc, distance = auc_of_chance(frames, rate_of_its_like)

    assert auc - 0.5 > distance


def test_dealing_keeps_how_many_bought_of_each_offer_on_each_day(frames: Frames) -> None:
    labels = frames.judged.select([*KEY, "outcome"]).to_pandas()
    again = dealt(labels, 1).rename("outcome").reset_index()
    groups = ["offer_id", "cutoff_date"]

    assert again.groupby(groups)["outcome"].sum().equals(labels.groupby(groups)["outcome"].sum())
    assert not again.equals(labels)
    assert pc.sum(frames.judged["outcome"]).as_py() > 20
