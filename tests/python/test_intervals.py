"""The range around a probability, at its edges and as often right as it says."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from scipy.stats import beta

from foresale.intervals import (
    Bin,
    Confidence,
    Limits,
    bounds,
    confidence_bins,
    confidence_from_json,
    confidence_json,
    label_windows,
    level_variance,
    read_limits,
    shape_beyond_chance,
    word,
)
from foresale.jeffreys import jeffreys_interval, widened
from foresale.settings import UserError

HIGH = Limits("high", 200, 0.03)
MEDIUM = Limits("medium", 50, None)


def names(count, repeats=1):
    """Return an entity per row, each in so many rows one after the other."""
    return [f"E{at // repeats:05d}" for at in range(count)]


def simulated(random, count, repeats=1, shift=0.0):
    """Return (said, outcome, truth); all rows of an entity end alike."""
    truth = np.repeat(random.beta(1.0, 4.0, count // repeats), repeats)
    truth = np.clip(truth, 0.002, 0.998)
    said = 1.0 / (1.0 + (1.0 - truth) / truth * np.exp(-shift))
    drawn = np.repeat(random.random(count // repeats), repeats)
    return said, (drawn < truth).astype(np.int64), truth


@pytest.mark.parametrize(
    ("positives", "rows"), [(0, 1), (1, 1), (0, 30), (30, 30), (3, 40), (2.5, 17.25), (900, 40_000)]
)
def test_the_interval_is_the_quantiles_of_the_beta_distribution(positives, rows):
    lower, upper = jeffreys_interval(positives, rows)
    a, b = positives + 0.5, rows - positives + 0.5

    assert lower == (0.0 if positives == 0 else pytest.approx(beta.ppf(0.05, a, b), abs=1e-10))
    assert upper == (1.0 if positives == rows else pytest.approx(beta.ppf(0.95, a, b), abs=1e-10))


def test_a_level_that_varies_widens_and_one_that_does_not_changes_nothing():
    plain = jeffreys_interval(20, 100)
    assert widened(*plain, 20, 100, 0.0) == pytest.approx(plain, abs=1e-9)
    lower, upper = widened(*plain, 20, 100, 0.04)
    assert lower < plain[0] - 0.01
    assert upper > plain[1] + 0.01
    assert widened(0.0, 0.1, 0, 20, 0.04)[0] == 0.0
    assert widened(0.9, 1.0, 20, 20, 0.04)[1] == 1.0


def test_bins_are_as_many_as_their_rows_and_buyers_carry():
    said = np.linspace(0.01, 0.5, 600)
    assert len(confidence_bins(said, np.ones(600, dtype=np.int64), names(600))) == 10
    assert len(confidence_bins(said, np.arange(600) % 20 == 0, names(600))) == 6
    assert len(confidence_bins(said[:299], np.ones(299, dtype=np.int64), names(299))) == 9
    # twenty rows of each of thirty entities
    assert len(confidence_bins(said, np.ones(600, dtype=np.int64), names(600, 20))) == 1
    assert confidence_bins(said[:0], np.zeros(0, dtype=np.int64), []) == ()
    nobody = confidence_bins(said, np.zeros(600, dtype=np.int64), names(600))
    assert [(one.highest, one.rows, one.lower) for one in nobody] == [(None, 600, 0.0)]


def test_equal_probabilities_share_a_bin():
    said = np.repeat([0.1, 0.2, 0.3], [50, 500, 50])
    found = confidence_bins(said, np.ones(600, dtype=np.int64), names(600))
    assert [(one.highest, one.rows) for one in found] == [(0.2, 550), (None, 50)]


def test_rows_of_one_entity_are_no_more_evidence_than_one_of_them():
    said, outcome = np.full(400, 0.25), (np.arange(400) // 4 % 4 == 0).astype(np.int64)
    (once,) = confidence_bins(said[::4], outcome[::4], names(100))
    (often,) = confidence_bins(said, outcome, names(400, 4))
    assert (often.lower, often.upper) == (once.lower, once.upper)
    assert often.rows == 400


def test_every_probability_lies_in_its_own_interval():
    bins = (Bin(0.2, 50, 5, 0.05, 0.18), Bin(None, 50, 30, 0.5, 0.7))
    lower, upper = bounds(
        Confidence(bins, 35, 0.0, 0.0), np.array([0.01, 0.1, 0.2, 0.200000001, 0.6, 0.9])
    )
    assert lower.tolist() == [0.01, 0.05, 0.05, 0.200000001, 0.5, 0.5]
    assert upper.tolist() == [0.18, 0.18, 0.2, 0.7, 0.7, 0.9]
    assert bounds(Confidence((), 35, None, 0.0), np.array([0.1])) is None


@pytest.mark.parametrize(
    ("buyers", "error", "said"),
    [
        (200, 0.03, "high"),
        (199, 0.03, "medium"),
        (200, 0.030001, "medium"),
        (200, None, "medium"),
        (50, 0.5, "medium"),
        (49, 0.0, "low"),
    ],
)
def test_a_word_is_given_from_its_limits_on(buyers, error, said):
    assert word(Confidence((), buyers, error, 0.0), [HIGH, MEDIUM]) == said


def test_a_word_without_a_row_is_refused_and_an_empty_limit_is_none():
    rows = {
        "confidence": ["high", "medium"],
        "minimum_buyer_count": [200, 50],
        "highest_shape_error": pa.array([0.03, None]),
    }
    assert read_limits(pa.table(rows)) == [HIGH, MEDIUM]
    with pytest.raises(UserError, match="confidence_limits has no row for medium: add one"):
        read_limits(pa.table(rows).slice(0, 1))


def test_what_is_stored_is_read_back_whole():
    for bins in ((), (Bin(0.25, 50, 5, 0.05, 0.125), Bin(None, 50, 30, 0.5, 0.75))):
        confidence = Confidence(bins, 35, 0.015625, 0.25)
        assert confidence_from_json(confidence_json(confidence)) == confidence


def test_only_the_shape_counts_and_only_beyond_chance():
    random = np.random.default_rng(3)
    said, outcome, _ = simulated(random, 20_000)
    assert shape_beyond_chance(said, outcome, names(20_000)) < 0.005
    assert shape_beyond_chance(said + 0.1, outcome, names(20_000)) < 0.01
    flat = np.clip(0.2 + 0.4 * (said - 0.2), 0.0, 1.0)
    assert shape_beyond_chance(flat, outcome, names(20_000)) > 0.05
    assert shape_beyond_chance(said[:0], outcome[:0], []) is None
    said, outcome, _ = simulated(random, 20_000, repeats=50)
    assert (
        shape_beyond_chance(said, outcome, names(20_000, 50))
        < 0.02
        < shape_beyond_chance(said, outcome, names(20_000))
    )


def test_windows_are_counted_back_from_the_newest_cutoff():
    newest = date(2024, 6, 30)
    days = [newest - timedelta(days=before) for before in (0, 179, 180, 359, 360)]
    labels = pa.table(
        {"cutoff_date": days, "window_end_date": [day + timedelta(days=180) for day in days]}
    )
    assert label_windows(labels).tolist() == [0, 0, 1, 1, 2]
    assert label_windows(labels.slice(0, 0)).tolist() == []


def test_the_variance_of_the_level_is_found_where_there_is_one_and_not_where_there_is_none():
    random = np.random.default_rng(5)
    quiet, restless = [], []
    for _ in range(20):
        for found, deviation in ((quiet, 0.0), (restless, 0.4)):
            parts = [simulated(random, 2000, shift=random.normal(0, deviation)) for _ in range(6)]
            said, outcome = (np.concatenate([part[at] for part in parts]) for at in (0, 1))
            windows = np.repeat(np.arange(6), 2000)
            found.append(level_variance(said, outcome, names(12_000), windows))
    assert np.mean(quiet) < 0.005
    assert 0.08 < np.mean(restless) < 0.24
    one = np.zeros(12_000, dtype=np.int64)
    assert level_variance(said, outcome, names(12_000), one) == 0.0


@pytest.mark.parametrize("repeats", [1, 4])
def test_the_true_rate_lies_in_nine_of_ten_intervals(repeats):
    random = np.random.default_rng(11)
    found = Counter()
    for _ in range(60):
        said, outcome, truth = simulated(random, 4000, repeats)
        bins = confidence_bins(said, outcome, names(4000, repeats))
        edges = [one.highest for one in bins[:-1]]
        place = np.searchsorted(edges, said, side="left")
        for at, one in enumerate(bins):
            found[one.lower <= truth[place == at].mean() <= one.upper] += 1
    assert 0.85 <= found[True] / found.total() <= 0.96
