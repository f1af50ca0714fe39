"""The interval of an area under the curve: by definition, by entity, and as wide as chance is."""

import math
from statistics import NormalDist

import numpy as np
import pytest

from foresale.auc_interval import Ranking, auc_interval

SURE = 0.99


def _ranking(entities, *, shift=0.0, rows=1, seed=1, positive_share=0.3):
    """Return entities with so many equal rows each, positives higher by the shift on average."""
    random = np.random.default_rng(seed)
    outcome = (random.random(entities) < positive_share).astype(np.int64)
    score = random.normal(size=entities) + shift * outcome
    names = [f"e{at}" for at in range(entities) for _ in range(rows)]
    return Ranking(np.repeat(outcome, rows), np.repeat(score, rows), names)


def _by_definition(one):
    """Return (area, variance) of DeLong, summed by entity as Obuchowski does, pair by pair."""
    won = np.flatnonzero(one.outcome == 1)
    lost = np.flatnonzero(one.outcome == 0)
    gap = one.score[won][:, None] - one.score[lost][None, :]
    above = (gap > 0) + (gap == 0) / 2
    area = above.mean()
    names = sorted(set(one.entities))
    sums = {name: [0.0, 0.0] for name in names}
    for at, row in enumerate(won):
        sums[one.entities[row]][0] += above[at].mean() - area
    for at, row in enumerate(lost):
        sums[one.entities[row]][1] += above[:, at].mean() - area
    ten, one_, both = (
        sum(f(*pair) for pair in sums.values())
        for f in (lambda a, _: a * a, lambda _, b: b * b, lambda a, b: a * b)
    )
    positive, negative = (len({one.entities[row] for row in rows}) for rows in (won, lost))
    count, m, n = len(names), len(won), len(lost)
    return area, (
        positive / (positive - 1) * ten / m**2
        + negative / (negative - 1) * one_ / n**2
        + 2 * count / (count - 1) * both / (m * n)
    )


def test_the_interval_is_delongs_by_entity():
    random = np.random.default_rng(3)
    one = Ranking(
        (random.random(60) < 0.4).astype(np.int64),
        np.round(random.random(60), 1),
        [f"e{at % 25}" for at in range(60)],
    )
    area, variance = _by_definition(one)
    found = auc_interval([one], SURE)

    reach = NormalDist().inv_cdf(SURE) * math.sqrt(variance)
    assert (found.auc, found.rows, found.positives) == (
        pytest.approx(area),
        60,
        int(one.outcome.sum()),
    )
    assert found.lower == pytest.approx(area - reach)
    assert found.upper == pytest.approx(area + reach)


def test_a_small_area_on_many_rows_is_shown_and_a_larger_one_on_few_is_not():
    # a shift of .178 deviations makes an area of .55
    many = auc_interval([_ranking(100_000, shift=0.178)], SURE)
    few = auc_interval([_ranking(200, shift=0.3)], SURE)

    assert many.auc == pytest.approx(0.55, abs=0.005)
    assert many.lower > 0.5
    assert few.auc > many.auc
    assert few.lower < 0.5


def test_chance_alone_is_taken_for_more_as_rarely_as_was_asked_for():
    for confidence, most in ((0.99, 0.02), (0.9, 0.12)):
        shown = [
            auc_interval([_ranking(150, seed=seed, rows=2)], confidence).lower > 0.5
            for seed in range(500)
        ]
        assert (1 - confidence) / 3 < np.mean(shown) <= most


def test_equal_rows_of_an_entity_tell_no_more_than_one():
    once, thrice = (auc_interval([_ranking(80, shift=1, rows=rows)], SURE) for rows in (1, 3))

    assert (thrice.auc, thrice.lower, thrice.upper) == pytest.approx(
        (once.auc, once.lower, once.upper)
    )


def test_rankings_are_compared_within_themselves_and_weigh_by_what_they_tell():
    low, high = _ranking(200, shift=1), _ranking(200, shift=1, seed=2)
    lifted = Ranking(high.outcome, high.score + 99, high.entities)
    narrow = auc_interval([low, lifted], SURE)
    alike = Ranking(np.ones(50, dtype=np.int64), np.arange(50.0), [f"e{at}" for at in range(50)])

    assert narrow == auc_interval([low, high], SURE)
    assert auc_interval([low, alike], SURE) == auc_interval([low], SURE)
    assert narrow.upper - narrow.lower < 0.85 * (
        auc_interval([low], SURE).upper - auc_interval([low], SURE).lower
    )


def test_of_a_single_buyer_nothing_can_be_said():
    one = _ranking(40, positive_share=0)
    bought = np.array([1, 1, *[0] * 38])
    same, other = (
        Ranking(bought, one.score, ["a", second, *one.entities[2:]]) for second in ("a", "b")
    )

    assert auc_interval([], SURE) is None
    assert auc_interval([one], SURE) is None
    assert auc_interval([same], SURE) is None
    assert auc_interval([other], SURE) is not None
