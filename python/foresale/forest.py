"""A random forest as plain arrays: fitting, log odds, and what moved a row on its paths."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from foresale.metrics import DECIMALS, Doubles, Integers, bounded

Singles = npt.NDArray[np.float32]

# Node values are added as whole billionths: a sum of integers knows no order.
UNIT = 10**DECIMALS
# So many rows the share of all fitting rows weighs in the value of a node.
PRIOR_ROWS = 2
# Rows times trees that are walked at once: what fits into the cache of a processor.
CELLS_AT_ONCE = 2**17


@dataclass(frozen=True, eq=False)
class ForestEstimator:
    """Binary trees laid end to end: `roots` holds the first node of each, the rest is per node.

    `feature` is the encoded column that is asked (0 in a leaf). A row goes left where its value, in
    single precision, is at most the threshold, and where it is missing and `missing_left` is 1.
    `left` and `right` of a leaf are the leaf itself. `value` is the probability in billionths.
    """

    roots: Integers
    feature: Integers
    threshold: Singles
    missing_left: Integers
    left: Integers
    right: Integers
    value: Integers


def fit_forest(
    parameters: dict[str, Any], matrix: Doubles, outcome: Integers, seed: int
) -> ForestEstimator:
    """Return the forest learned from an encoded matrix in the tree style and outcomes of 0 and 1.

    Method: L. Breiman (2001), Random forests. `features_per_split` is the part of the columns that
    every split may choose from. The value of a node is its share of positives after PRIOR_ROWS more
    rows with the share of all rows: Laplace's rule, so no path is ever impossible or certain.
    """
    from sklearn.ensemble import RandomForestClassifier

    model = RandomForestClassifier(
        n_estimators=parameters["trees"],
        max_depth=parameters["max_depth"],
        min_samples_leaf=parameters["minimum_leaf_rows"],
        max_features=float(parameters["features_per_split"]),
        n_jobs=1,
        random_state=seed,
    )
    model.fit(matrix.astype(np.float32), outcome)
    share = float(outcome.sum()) / len(outcome)
    # the fitted model is what will be read back, so golden rows are checked against the same arrays
    return forest_from_state(_state([one.tree_ for one in model.estimators_], share))


def forest_logits(forest: ForestEstimator, matrix: Doubles) -> Doubles:
    """Return the log odds of the mean probability of the leaves, rounded, shape (rows,)."""
    whole = len(forest.roots) * UNIT
    found = np.empty(len(matrix), dtype=np.float64)
    for rows, part in _parts(forest, matrix):
        *_, (_, leaves) = _steps(forest, part)
        total = forest.value[leaves].sum(axis=1)
        found[rows] = np.log(total / (whole - total))
    return np.round(found, DECIMALS) + 0.0


def forest_contributions(forest: ForestEstimator, matrix: Doubles) -> tuple[Doubles, float]:
    """Return (contribution per encoded column, shape (rows, columns); base value), in log odds.

    On its way through a tree a row changes the value of its node, and the change belongs to the
    column that was asked (A. Saabas 2014, Interpreting random forests; the package
    treeinterpreter). The changes of a row add up to the distance of its probability from that of
    the roots; they are stretched by one factor per row to the distance of the log odds.
    """
    rows_count, width = matrix.shape
    whole = len(forest.roots) * UNIT
    base = int(forest.value[forest.roots].sum()) / whole
    found = np.zeros((rows_count, width), dtype=np.float64)
    for rows, part in _parts(forest, matrix):
        moved = np.zeros(len(part) * width, dtype=np.float64)
        for node, after in _steps(forest, part):
            row_at, tree_at = np.nonzero(node != after)
            left, reached = node[row_at, tree_at], after[row_at, tree_at]
            # whole numbers far below 2^53: exact, whatever the order
            change = (forest.value[reached] - forest.value[left]).astype(np.float64)
            moved += np.bincount(row_at * width + forest.feature[left], change, len(moved))
        found[rows] = moved.reshape(len(part), width) / whole
    return found * _stretch(found.sum(axis=1), base)[:, np.newaxis], float(
        np.log(base / (1.0 - base))
    )


def forest_state(forest: ForestEstimator) -> dict[str, Any]:
    """Return the forest as plain lists for JSON: probabilities, thresholds in their few digits."""
    return {
        "roots": forest.roots.tolist(),
        "feature": forest.feature.tolist(),
        # the shortest text of a number of single precision is half as long as that of its double
        "threshold": [float(str(one)) for one in forest.threshold],
        "missing_left": forest.missing_left.tolist(),
        "left": forest.left.tolist(),
        "right": forest.right.tolist(),
        "value": (forest.value / UNIT).tolist(),
    }


def forest_from_state(state: dict[str, Any]) -> ForestEstimator:
    """Return the forest that `forest_state` described."""
    whole = {
        name: np.array(state[name], dtype=np.int64)
        for name in ("roots", "feature", "missing_left", "left", "right")
    }
    value = np.rint(np.array(state["value"], dtype=np.float64) * UNIT).astype(np.int64)
    return ForestEstimator(
        **whole, threshold=np.array(state["threshold"], dtype=np.float32), value=value
    )


def _state(trees: list[Any], share: float) -> dict[str, Any]:
    sizes = [int(tree.node_count) for tree in trees]
    roots = np.cumsum([0, *sizes[:-1]])
    start = np.repeat(roots, sizes)
    itself = np.arange(len(start))
    left, right, feature, missing_left = (
        np.concatenate([np.asarray(getattr(tree, name), dtype=np.int64) for tree in trees])
        for name in ("children_left", "children_right", "feature", "missing_go_to_left")
    )
    leaf = left < 0
    threshold = np.concatenate([tree.threshold for tree in trees])
    rows = np.concatenate([tree.weighted_n_node_samples for tree in trees])
    shares = np.concatenate([tree.value[:, 0, 1] for tree in trees])
    # shares are quotients of counts; the counts are whole
    value = bounded((np.rint(shares * rows) + PRIOR_ROWS * share) / (rows + PRIOR_ROWS))
    forest = ForestEstimator(
        roots=roots,
        feature=np.where(leaf, 0, feature),
        threshold=np.where(leaf, np.float32(0), _singles(threshold)),
        missing_left=np.where(leaf, 0, missing_left),
        left=np.where(leaf, itself, left + start),
        right=np.where(leaf, itself, right + start),
        value=np.rint(value * UNIT).astype(np.int64),
    )
    return forest_state(forest)


def _singles(thresholds: Doubles) -> Singles:
    """Return the largest numbers of single precision that are not above: they part rows alike.

    A split of the missing from the known has an infinite threshold, which JSON cannot write; no
    encoded value is above the largest number.
    """
    limit = float(np.finfo(np.float32).max)
    nearest = np.clip(thresholds, -limit, limit).astype(np.float32)
    below = np.nextafter(nearest, np.float32(-np.inf))
    return np.asarray(np.where(nearest > thresholds, below, nearest) + np.float32(0))


def _parts(forest: ForestEstimator, matrix: Doubles) -> Iterator[tuple[slice, Singles]]:
    size = max(1, CELLS_AT_ONCE // len(forest.roots))
    for start in range(0, len(matrix), size):
        rows = slice(start, start + size)
        yield rows, np.ascontiguousarray(matrix[rows], dtype=np.float32)


def _steps(forest: ForestEstimator, part: Singles) -> Iterator[tuple[Integers, Integers]]:
    """Yield (nodes, nodes one step on), shape (rows, trees); the last are all leaves."""
    rows = np.arange(len(part))[:, np.newaxis]
    node = np.tile(forest.roots, (len(part), 1))
    while True:
        asked = part[rows, forest.feature[node]]
        goes_left = np.where(
            np.isnan(asked), forest.missing_left[node] == 1, asked <= forest.threshold[node]
        )
        after = np.where(goes_left, forest.left[node], forest.right[node])
        yield node, after
        if (node == after).all():
            return
        node = after


def _stretch(shift: Doubles, base: float) -> Doubles:
    """Return log odds per probability between the base and the base plus the shift."""
    distance = np.log1p(shift / base) - np.log1p(-shift / (1.0 - base))
    steep = 1.0 / (base * (1.0 - base))
    stretch = np.full(len(shift), steep)
    np.divide(distance, shift, out=stretch, where=shift != 0.0)
    return stretch
