"""The factors of small matrices computed by hand, and that nothing but the counts decides them."""

import random
from datetime import date

import numpy as np
import pyarrow as pa
import pytest

from foresale.factorisation import FACTORS_SCHEMA, eigenpairs, factorise
from foresale.frame_hash import table_sha256
from foresale.settings import UserError

DAY, NEXT_DAY = date(2024, 3, 31), date(2024, 4, 30)


def _pairs(*rows: tuple[date, str, str, int]) -> pa.Table:
    schema = pa.schema(
        [
            ("cutoff_date", pa.date32()),
            ("sku", pa.string()),
            ("other_sku", pa.string()),
            ("buyer_count", pa.int64()),
        ]
    )
    columns = [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)], schema)


def _settings(factor_count: int | None = 2) -> pa.Table:
    return pa.table({"entity": ["customer"], "factor_count": pa.array([factor_count], pa.int64())})


def _factors(pairs: pa.Table, factor_count: int = 2) -> list[tuple[str, int, int, int]]:
    table = factorise(pairs=pairs, settings=_settings(factor_count), entity="customer")
    assert table.schema == FACTORS_SCHEMA
    return [
        (row["sku"], row["factor_order"], row["basket_weight"], row["offer_weight"])
        for row in table.to_pylist()
    ]


def _random_pairs(size: int) -> pa.Table:
    draw = random.Random(7)
    baskets = [[sku for sku in range(size) if draw.random() < 0.3] for _ in range(80)]
    rows = []
    for first in range(size):
        for second in range(first, size):
            count = sum(first in basket and second in basket for basket in baskets)
            if count:
                rows.append((DAY, f"S{first:02}", f"S{second:02}", count))
    return _pairs(*rows)


def test_two_articles_bought_together_have_the_factors_computed_by_hand() -> None:
    # [[5, 4], [4, 5]]: eigenvalues 9 and 1, axes (1, 1) and (1, -1) over root 2, roots 3 to 1
    pairs = _pairs((DAY, "A", "A", 5), (DAY, "A", "B", 4), (DAY, "B", "B", 5))

    assert _factors(pairs) == [
        ("A", 1, 707107, 707107),
        ("A", 2, 707107, 235702),
        ("B", 1, 707107, 707107),
        ("B", 2, -707107, -235702),
    ]


def test_the_strongest_factors_are_kept() -> None:
    # eigenvalues 16, 9 and 4: each article is an axis of its own
    pairs = _pairs((DAY, "A", "A", 4), (DAY, "B", "B", 16), (DAY, "C", "C", 9))

    assert _factors(pairs) == [
        ("A", 1, 0, 0),
        ("A", 2, 0, 0),
        ("B", 1, 1000000, 1000000),
        ("B", 2, 0, 0),
        ("C", 1, 0, 0),
        ("C", 2, 1000000, 750000),
    ]


def test_equal_eigenvalues_go_by_article() -> None:
    pairs = _pairs((DAY, "A", "A", 3), (DAY, "B", "B", 3), (DAY, "C", "C", 3))

    kept = [row for row in _factors(pairs) if row[2]]

    assert kept == [("A", 1, 1000000, 1000000), ("B", 2, 1000000, 1000000)]


def test_what_is_only_rounding_is_no_factor() -> None:
    # A and B are always bought together: the matrix has rank one
    pairs = _pairs((DAY, "A", "A", 4), (DAY, "A", "B", 4), (DAY, "B", "B", 4))

    assert _factors(pairs) == [("A", 1, 707107, 707107), ("B", 1, 707107, 707107)]


def test_one_article_is_its_own_factor() -> None:
    assert _factors(_pairs((DAY, "A", "A", 4))) == [("A", 1, 1000000, 1000000)]


def test_without_articles_there_is_nothing() -> None:
    assert _factors(_pairs()) == []


def test_each_cutoff_has_its_own_factors() -> None:
    pairs = _pairs((NEXT_DAY, "B", "B", 1), (DAY, "A", "A", 4))
    table = factorise(pairs=pairs, settings=_settings(), entity="customer")

    assert table.column("cutoff_date").to_pylist() == [DAY, NEXT_DAY]
    assert table.column("sku").to_pylist() == ["A", "B"]


@pytest.mark.parametrize("size", [12, 13])
def test_the_order_of_the_rows_changes_no_bit(size: int) -> None:
    pairs = _random_pairs(size)
    order = list(range(pairs.num_rows))
    random.Random(3).shuffle(order)
    shuffled = pairs.take(pa.array(order))

    first = factorise(pairs=pairs, settings=_settings(5), entity="customer")
    second = factorise(pairs=shuffled, settings=_settings(5), entity="customer")

    assert first.num_rows == 5 * size
    assert table_sha256(first) == table_sha256(second)


@pytest.mark.parametrize("size", [1, 2, 7, 12])
def test_the_eigenpairs_rebuild_the_matrix(size: int) -> None:
    draw = np.random.default_rng(11)
    baskets = (draw.random((50, size)) < 0.4).astype(float)
    matrix = baskets.T @ baskets

    values, vectors = eigenpairs(matrix)

    assert np.all(np.diff(values) <= 1e-9)
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(size), atol=1e-12)
    np.testing.assert_allclose(vectors.T @ np.diag(values) @ vectors, matrix, atol=1e-9)


def test_the_bytes_are_those_of_any_machine() -> None:
    table = factorise(pairs=_random_pairs(12), settings=_settings(5), entity="customer")

    assert table_sha256(table) == (
        "89b401242774cc91abe848acc36107ba5e27bd08b2e39a69a2f781f5641e1741"
    )


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        (_pairs((DAY, "B", "A", 1)), "smaller sku first"),
        (_pairs((DAY, "A", "A", 0)), "at least one buyer"),
        (_pairs((DAY, "A", "A", 1), (DAY, "A", "A", 1)), "different keys"),
        (_pairs((DAY, "A", "A", 1)).drop_columns(["buyer_count"]), "no column buyer_count"),
    ],
)
def test_pairs_that_cannot_be_right_are_refused(pairs: pa.Table, sentence: str) -> None:
    with pytest.raises(UserError, match=sentence):
        factorise(pairs=pairs, settings=_settings(), entity="customer")


@pytest.mark.parametrize("factor_count", [0, None])
def test_a_number_of_factors_is_demanded(factor_count: int | None) -> None:
    with pytest.raises(UserError, match="factor_count of at least 1"):
        factorise(pairs=_pairs(), settings=_settings(factor_count), entity="customer")


def test_an_entity_without_settings_is_named() -> None:
    with pytest.raises(UserError, match="no row for property"):
        factorise(pairs=_pairs(), settings=_settings(), entity="property")
