"""Entities drawn anew, all rows of one together: what holds beyond those that were there."""

import numpy as np

from foresale.metrics import DECIMALS, Doubles, Integers

# How often entities are drawn where only a yes or no is asked: the 95% end of so many draws varies
# by a twenty-fifth of its distance from the mean.
DRAW_COUNT = 1000
# Fewer entities repeat their own chance when drawn anew (with twenty the variance of the draws is a
# twentieth too small).
LEAST_ENTITIES = 20
# Whole billionths add up to the same in any order.
SCALE = 10**DECIMALS


def entity_sums(values: Doubles, entities: list[str]) -> tuple[Integers, Integers]:
    """Return the sum of the values of each entity, in whole billionths, and how many they are."""
    _, place, rows = np.unique(np.array(entities), return_inverse=True, return_counts=True)
    sums = np.zeros(len(rows), dtype=np.int64)
    np.add.at(sums, place, np.rint(values * SCALE).astype(np.int64))
    return sums, rows.astype(np.int64)


def drawn_means(sums: Integers, rows: Integers, *, draws: int, seed: int) -> list[float]:
    """Return the mean of the values for each draw of as many entities as there are, put back.

    The cluster bootstrap (B. Efron and R. Tibshirani 1993, An Introduction to the Bootstrap,
    chapter 13); differences of two models on the same rows make it a paired one.
    """
    count, random = len(rows), np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        times = np.bincount(random.integers(0, count, count), minlength=count)
        found.append(int(times @ sums) / int(times @ rows) / SCALE)
    return found


def is_lower(values: Doubles, entities: list[str], *, confidence: float, seed: int) -> bool:
    """Return whether the mean of the values is below zero in that share of the draws.

    Fewer than twenty entities show nothing.
    """
    sums, rows = entity_sums(values, entities)
    if len(rows) < LEAST_ENTITIES:
        return False
    found = drawn_means(sums, rows, draws=DRAW_COUNT, seed=seed)
    return bool(np.quantile(found, confidence) < 0.0)
