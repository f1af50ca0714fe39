"""Counts of articles bought together in, the few factors that tell baskets apart best out.

The matrix of customers by articles (1 where bought) is never built: its right singular vectors
are the eigenvectors of the matrix of pair counts, and the first of them are the best picture of
that matrix in so few numbers (Eckart and Young). They are found with Jacobi's rotations, the
disjoint ones at once, from sums, products, quotients and roots of single numbers in a fixed
order: no library for linear algebra, whose order hangs on threads and processors, has a part in
it. The weights go out as whole millionths, so whatever is added up of them is exact.
"""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.frames import from_table, require_columns, require_unique, to_table
from foresale.settings import UserError

PAIR_KEY = ("cutoff_date", "sku", "other_sku")
FACTORS_SCHEMA = pa.schema(
    [
        ("cutoff_date", pa.date32()),
        ("sku", pa.string()),
        ("factor_order", pa.int64()),
        ("basket_weight", pa.int64()),
        ("offer_weight", pa.int64()),
    ]
)
MILLION = 1_000_000
# Part of the largest eigenvalue below which a factor is nothing but rounding.
NOTHING = 1e-9
_CONVERGED = 1e-13
_MAXIMUM_SWEEPS = 40

Numbers = np.ndarray[Any, np.dtype[np.float64]]


def factorise(*, pairs: Any, settings: Any, entity: str, session: Any = None) -> Any:
    """Return one row per cutoff, article and factor, the strongest factor first.

    `pairs`: cutoff_date, sku, other_sku (not before sku) and buyer_count, each pair once; a pair
    of an article with itself counts its buyers, a pair that is missing has none. `settings`: the
    seed basket_settings, whose row of the entity says how many factors are kept. The sum of
    `basket_weight` over the articles of a basket is its place, the mean of `offer_weight` over
    the articles of an offer is the place of the offer, in millionths of the same axes. Raises
    UserError for settings or pairs that cannot be right.
    """
    factor_count = _factor_count(to_table(settings, sort_by=["entity"]), entity)
    counts = to_table(pairs, sort_by=PAIR_KEY)
    require_columns(counts, ["buyer_count"], "The pairs of articles")
    require_unique(counts, PAIR_KEY, "The pairs of articles")
    tables = [FACTORS_SCHEMA.empty_table()]
    days = counts.column("cutoff_date")
    for day in days.unique():
        skus, matrix = _pair_matrix(counts.filter(pc.equal(days, day)))
        basket, offer = _weights(matrix, factor_count)
        kept = basket.shape[1]
        columns = [
            pa.array([day.as_py()] * (len(skus) * kept), pa.date32()),
            pa.array([sku for sku in skus for _ in range(kept)], pa.string()),
            pa.array(list(range(1, kept + 1)) * len(skus), pa.int64()),
            pa.array(basket.ravel().astype(np.int64)),
            pa.array(offer.ravel().astype(np.int64)),
        ]
        tables.append(pa.table(columns, schema=FACTORS_SCHEMA))
    return from_table(pa.concat_tables(tables).combine_chunks(), session)


def eigenpairs(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """Return the eigenvalues of a symmetric matrix, largest first, and their vectors as rows.

    Of equal eigenvalues (to nine digits of the largest) the vector whose largest entry comes
    first goes first, and that entry is positive: one matrix has one answer, bit for bit.
    """
    values, vectors = _rotated(matrix)
    largest = np.abs(np.round(vectors, 9)).argmax(axis=1)
    signs = np.where(vectors[np.arange(len(vectors)), largest] < 0, -1.0, 1.0)
    scale = float(np.abs(values).max(initial=0.0)) or 1.0
    order = np.lexsort((largest, -np.round(values / scale, 9)))
    return values[order], (vectors * signs[:, None])[order]


def _factor_count(settings: pa.Table, entity: str) -> int:
    require_columns(settings, ["factor_count"], "The seed basket_settings")
    require_unique(settings, ["entity"], "The seed basket_settings")
    for row in settings.to_pylist():
        if row["entity"] == entity:
            if row["factor_count"] is None or row["factor_count"] < 1:
                raise UserError(
                    f"Entity {entity} in the seed basket_settings needs a factor_count of at "
                    "least 1."
                )
            return int(row["factor_count"])
    raise UserError(f"The seed basket_settings has no row for {entity}: add one.")


def _pair_matrix(counts: pa.Table) -> tuple[list[str], Numbers]:
    first, second = counts.column("sku").to_pylist(), counts.column("other_sku").to_pylist()
    buyers = counts.column("buyer_count").to_pylist()
    skus = sorted({*first, *second})
    places = {sku: place for place, sku in enumerate(skus)}
    matrix = np.zeros((len(skus), len(skus)))
    for sku, other, count in zip(first, second, buyers, strict=True):
        if sku > other or count is None or count < 1:
            raise UserError(
                f"The pair {sku} and {other} has {count} buyers: give each pair once, the "
                "smaller sku first, with at least one buyer."
            )
        matrix[places[sku], places[other]] = matrix[places[other], places[sku]] = count
    return skus, matrix


def _weights(matrix: Numbers, factor_count: int) -> tuple[Numbers, Numbers]:
    values, vectors = eigenpairs(matrix)
    values, vectors = values[:factor_count], vectors[:factor_count]
    something = values > NOTHING * values[:1]
    values, vectors = values[something], vectors[something]
    # A singular value is the root of its eigenvalue; only their proportion counts.
    strengths = np.sqrt(values / values[:1])
    return (
        np.rint(vectors.T * MILLION),
        np.rint((vectors * strengths[:, None]).T * MILLION),
    )


def _rotated(matrix: Numbers) -> tuple[Numbers, Numbers]:
    """Return the eigenvalues in no order and their vectors as rows."""
    size = len(matrix)
    half = (size + 1) // 2
    # An odd matrix gets an empty row, which no rotation touches.
    turned = np.zeros((2 * half, 2 * half))
    turned[:size, :size] = matrix
    vectors = np.eye(2 * half)
    for _ in range(_MAXIMUM_SWEEPS):
        if _is_diagonal(turned):
            break
        for _ in range(2 * half - 1):
            cosine, sine = _rotation(turned, half)
            turned = _turned(_turned(turned, cosine, sine).T, cosine, sine)
            vectors = _turned(vectors, cosine, sine)
    # Every sweep ends in the order in which it began.
    return np.diagonal(turned)[:size].copy(), vectors[:size, :size]


def _is_diagonal(matrix: Numbers) -> bool:
    beside = np.abs(matrix)
    largest = float(np.diagonal(beside).max(initial=0.0))
    np.fill_diagonal(beside, 0.0)
    return float(beside.max(initial=0.0)) <= _CONVERGED * largest


def _rotation(matrix: Numbers, half: int) -> tuple[Numbers, Numbers]:
    """Return cosine and sine of the angles that make row i and row half + i independent."""
    upper = np.diagonal(matrix)[:half]
    lower = np.diagonal(matrix)[half:]
    beside = np.diagonal(matrix, half)
    is_apart = beside == 0
    ratio = (lower - upper) / np.where(is_apart, 1.0, 2.0 * beside)
    # Beyond this the square would be infinite and the angle is nothing anyway.
    ratio = np.clip(ratio, -1e150, 1e150)
    tangent = np.where(ratio < 0, -1.0, 1.0) / (np.abs(ratio) + np.sqrt(ratio * ratio + 1.0))
    tangent = np.where(is_apart, 0.0, tangent)
    cosine = 1.0 / np.sqrt(tangent * tangent + 1.0)
    return cosine[:, None], (tangent * cosine)[:, None]


def _turned(rows: Numbers, cosine: Numbers, sine: Numbers) -> Numbers:
    half = len(rows) // 2
    upper, lower = rows[:half], rows[half:]
    top = cosine * upper - sine * lower
    bottom = sine * upper + cosine * lower
    if half == 1:
        return np.concatenate([top, bottom])
    # As in a tournament: the first stays, the others move on, so everybody meets everybody.
    return np.concatenate([top[:1], bottom[:1], top[1:-1], bottom[1:], top[-1:]])
