"""Whether a difference holds beyond the entities that happened to be there."""

import numpy as np

from foresale.metrics import Doubles

# How often the entities are drawn anew, and in what part of the draws a difference must hold.
DRAW_COUNT = 1000
SHOWN_SHARE = 0.95
LEAST_ENTITIES = 20


def is_lower(differences: Doubles, entities: list[str], seed: int) -> bool:
    """Return whether the sum of the differences of rows is below zero in 95 of 100 draws.

    The rows of an entity are drawn together, as many entities as there are, with replacement (the
    paired cluster bootstrap; B. Efron and R. Tibshirani 1993, An Introduction to the Bootstrap).
    Fewer than twenty entities show nothing: drawn anew, so few repeat their own chance.
    """
    _, place = np.unique(np.array(entities), return_inverse=True)
    if len(set(entities)) < LEAST_ENTITIES:
        return False
    sums = np.bincount(place, weights=differences)
    draws = np.random.default_rng(seed)
    totals = [sums[draws.integers(0, len(sums), len(sums))].sum() for _ in range(DRAW_COUNT)]
    return bool(np.quantile(totals, SHOWN_SHARE) < 0.0)
