"""A better word of confidence is a better model, judged on customers it never saw."""

from datetime import date

import numpy as np
import pyarrow.compute as pc
import pytest
from learning_world import registry, scored, trained, world

from foresale.metrics import log_loss

SIZES = {"low": 60, "medium": 150, "high": 1200}
SEEDS = (1, 2, 3)
LATER = date(2023, 6, 30)


def skill(entity_count: int, seed: int) -> tuple[str, float]:
    """Return the word of a model learned from so many, and how much better than the rate it is."""
    models = registry(trained(*world(("cad",), entity_count, seed), minimum_positive_count=10))
    labels, features = world(("cad",), 4000, seed=100 + seed)
    said = scored(models, features)
    said = said.filter(pc.equal(said["cutoff_date"], LATER))
    labels = labels.filter(pc.equal(labels["cutoff_date"], LATER))
    # both come in the order of the entities
    assert said["entity_id"].to_pylist() == labels["entity_id"].to_pylist()
    outcome = labels["outcome"].to_numpy().astype(np.int64)
    loss = log_loss(outcome, said["probability"].to_numpy())
    of_the_rate = log_loss(outcome, np.full(len(outcome), outcome.mean()))
    assert loss is not None
    assert of_the_rate is not None
    (word,) = set(said["confidence"].to_pylist())
    return word, 1 - loss / of_the_rate


@pytest.fixture(scope="module")
def skills() -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for size in SIZES.values():
        for seed in SEEDS:
            word, value = skill(size, seed)
            found.setdefault(word, []).append(value)
    return found


def test_skill_falls_with_the_word(skills: dict[str, list[float]]) -> None:
    assert {word: len(found) for word, found in skills.items()} == dict.fromkeys(SIZES, len(SEEDS))
    high, medium, low = (np.mean(skills[word]) for word in ("high", "medium", "low"))
    assert high > medium + 0.01
    assert medium > low
