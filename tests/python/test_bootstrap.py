"""A difference is shown by many entities, not by many rows of few."""

from functools import partial

import numpy as np
import pytest

from foresale import bootstrap
from foresale.bootstrap import drawn_means, entity_sums

is_lower = partial(bootstrap.is_lower, confidence=0.95, seed=7)


def _rows(count, mean, seed=1):
    return np.random.default_rng(seed).normal(mean, 1.0, count)


def test_what_is_lower_by_chance_alone_is_not_shown():
    shown = [is_lower(_rows(200, 0.0, seed), [str(at) for at in range(200)]) for seed in range(100)]
    assert sum(shown) <= 10
    assert is_lower(_rows(200, -0.5), [str(at) for at in range(200)])
    assert not is_lower(_rows(200, 0.5), [str(at) for at in range(200)])


def test_the_rows_of_an_entity_are_drawn_together():
    # eight entities with fifty equal rows each: as rows they would look like four hundred
    few = np.repeat(_rows(8, -0.3), 50)
    alone = [str(at) for at in range(400)]
    together = [str(at // 50) for at in range(400)]
    assert is_lower(few, alone)
    assert not is_lower(few, together)


def test_the_draws_hang_on_the_seed_and_on_nothing_else():
    rows, entities = _rows(60, -0.2), [str(at // 2) for at in range(60)]
    order = np.random.default_rng(1).permutation(60)
    turned = entity_sums(rows[order], [entities[at] for at in order])
    first, other = (
        drawn_means(*entity_sums(rows, entities), draws=9, seed=seed) for seed in (3, 4)
    )
    assert first == drawn_means(*turned, draws=9, seed=3)
    assert first != other
    assert np.mean(first) == pytest.approx(np.mean(rows), abs=0.3)
