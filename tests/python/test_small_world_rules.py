"""Fifty rated leads of the world a newcomer gets: enough for a model, and it keeps to the rules."""

from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from conftest import House
from learning_world import with_column
from test_early import expected_auc

from foresale.metrics import Doubles
from foresale.model_row import load_model, predict
from foresale.offer_frames import FEATURE_KEY, LABEL_KEY, used_labels
from foresale.train import train

LEADS = {
    "car_lead_sold": ("car_lead", "lead_id"),
    "contractor_lead_won": ("contractor_lead", "account_id || '/' || lead_id"),
}
RECORDS, DRAWS, FEWER_DRAWS = 50, 100, 25
STRENGTHS = '"C":[0-9.]+,"prior_C":[0-9.]+'
_HOLDOUT = """
    select features.*, truth.probability as chance
    from features.features_{entity} as features
    inner join labels.labels_{entity} as labels using (entity_id, offer_id, cutoff_date)
    inner join '{truth}' as truth
        on features.entity_id = {entity_id} and features.cutoff_date = truth.cutoff_date
    where labels.cutoff_role = 'holdout' and labels.label_status = 'observed'
    order by features.cutoff_date, features.entity_id
"""


class Leads(NamedTuple):
    """What the trainer reads of leads, and later ones with the chance they truly had."""

    labels: pa.Table
    features: pa.Table
    settings: dict[str, Any]
    held_out: pa.Table
    chance: Doubles


@pytest.fixture(scope="module", params=LEADS)
def leads(request: pytest.FixtureRequest, small_house: House) -> Leads:
    entity, entity_id = LEADS[request.param]
    truth = small_house.project / "truth" / f"{entity}_probabilities.parquet"
    settings = {
        "offers": f"from labels.learning_offers where entity = '{entity}'",
        "feature_list": "from features.feature_list",
        "guards": "from training.feature_guards",
        "tasks": "from settings.tasks",
        "candidates": "from settings.candidates",
    }
    with duckdb.connect(str(small_house.project / "warehouse.duckdb"), read_only=True) as warehouse:
        labels = warehouse.sql(f"from labels.learning_labels where entity = '{entity}'")
        features = warehouse.sql(f"from features.features_{entity}")
        held_out = warehouse.sql(_HOLDOUT.format(entity=entity, entity_id=entity_id, truth=truth))
        later = held_out.to_arrow_table()
        return Leads(
            used_labels(
                labels.to_arrow_table().sort_by([(name, "ascending") for name in LABEL_KEY])
            ),
            features.to_arrow_table().sort_by([(name, "ascending") for name in FEATURE_KEY]),
            {name: warehouse.sql(query).to_arrow_table() for name, query in settings.items()}
            | {"entity": entity},
            later,
            later["chance"].to_numpy(),
        )


def draws_not_worse(leads: Leads, count: int = DRAWS, **changes: pa.Table) -> tuple[float, float]:
    """Return (part of the draws in which a model spoke, part of these not below the rules' AUC)."""
    rules = expected_auc(leads.held_out["rules_points_count"].to_numpy(), leads.chance)
    entities = np.unique(leads.labels["entity_id"].to_numpy(zero_copy_only=False))
    draws, gains = np.random.default_rng(50), []
    for _ in range(count):
        drawn = pa.array(draws.choice(entities, RECORDS, replace=False))
        part, rows = (
            table.filter(pc.is_in(table["entity_id"], drawn))
            for table in (leads.labels, leads.features)
        )
        models = train(labels=part, features=rows, **{**leads.settings, **changes}).to_pylist()
        for row in models:
            if row["status"] == "selected":
                said = predict(load_model(row), leads.held_out).calibrated
                gains.append(expected_auc(said, leads.chance) - rules)
    return len(gains) / count, float(np.mean(np.array(gains) >= 0.0))


def test_fifty_records_are_not_worse_than_the_rules_in_nine_of_ten_draws(leads: Leads) -> None:
    spoke, not_worse = draws_not_worse(leads)
    assert spoke > 0.9
    assert not_worse >= 0.9


def test_without_the_prior_they_are(leads: Leads) -> None:
    seed, listed = leads.settings["candidates"], leads.settings["feature_list"]
    ordinary = pc.replace_substring_regex(seed["parameters"], STRENGTHS, '"C":0.05,"prior_C":0.05')
    nothing = pc.multiply(listed["prior_weight"], 1e-9)
    _, not_worse = draws_not_worse(
        leads,
        FEWER_DRAWS,
        candidates=with_column(seed, "parameters", ordinary.to_pylist()),
        feature_list=with_column(listed, "prior_weight", nothing.to_pylist()),
    )
    assert not_worse < 0.9
