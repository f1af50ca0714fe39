"""A difference is shown by many entities, not by many rows of few."""

import numpy as np

from foresale.bootstrap import is_lower


def _rows(count, mean, seed=1):
    return np.random.default_rng(seed).normal(mean, 1.0, count)


def test_what_is_lower_by_chance_alone_is_not_shown():
    shown = [
        is_lower(_rows(200, 0.0, seed), [str(at) for at in range(200)], 7) for seed in range(100)
    ]
    assert sum(shown) <= 10
    assert is_lower(_rows(200, -0.5), [str(at) for at in range(200)], 7)
    assert not is_lower(_rows(200, 0.5), [str(at) for at in range(200)], 7)


def test_the_rows_of_an_entity_are_drawn_together():
    # eight entities with fifty equal rows each: as rows they would look like four hundred
    few = np.repeat(_rows(8, -0.3), 50)
    alone = [str(at) for at in range(400)]
    together = [str(at // 50) for at in range(400)]
    assert is_lower(few, alone, 7)
    assert not is_lower(few, together, 7)


def test_the_same_seed_draws_the_same():
    rows, entities = _rows(60, -0.2), [str(at // 2) for at in range(60)]
    assert is_lower(rows, entities, 3) == is_lower(rows, entities, 3)
