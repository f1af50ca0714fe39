"""The measures of the quality benchmark, on lists short enough to count by hand."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from quality_contenders import policy_score, without_signal
from quality_heuristics import bgnbd_times_share, frequency_times_popularity, recency
from quality_measures import Contender, Curve, compared, measures
from quality_recipe import recipe_blend

from foresale.metrics import lift_at_k, roc_auc

EVEN = np.ones(10)


def test_the_curve_gives_the_auc_and_the_lift_of_the_project_with_ties() -> None:
    outcome = np.array([1, 0, 1, 0, 0, 1, 0, 0, 1, 0])
    score = np.array([0.9, 0.9, 0.9, 0.5, 0.5, 0.5, 0.4, 0.2, 0.2, 0.1])
    curve = Curve(score, outcome.astype(np.float64))
    assert curve.auc(EVEN) == pytest.approx(roc_auc(outcome, score))
    for percent in (10, 20, 50):
        lift = curve.captured(EVEN, percent / 100) / (percent / 100)
        assert lift == pytest.approx(lift_at_k(outcome, score, percent))


def test_a_customer_drawn_twice_counts_as_two() -> None:
    outcome = np.array([1.0, 0.0, 1.0, 0.0])
    score = np.array([4.0, 3.0, 2.0, 1.0])
    twice = Curve(score, outcome).auc(np.array([2.0, 1.0, 1.0, 0.0]))
    repeated = Curve(score[[0, 0, 1, 2]], outcome[[0, 0, 1, 2]]).auc(np.ones(4))
    assert twice == pytest.approx(repeated)


def _test_pairs() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "entity_id": ["a", "a", "b", "b", "c", "c", "d", "d"],
            "offer_id": ["x", "y"] * 4,
            "cutoff_date": pd.to_datetime("2024-06-30").date(),
            "has_bought": [True, False, True, True, False, False, False, True],
            "outcome": [1, 1, 0, 1, 0, 0, 1, 0],
            "realised_revenue_cents": [100, 300, 0, 400, 0, 200, 500, 0],
            "realised_gross_profit_cents": [10, 30, 0, 40, 0, -20, 50, 0],
            "value_if_won_cents": [0, 400, 100, 400, 100, 400, 100, 400],
            "value_otherwise_cents": 0,
        }
    )


def test_measures_tell_all_pairs_from_those_that_never_bought() -> None:
    test = _test_pairs()
    score = np.array([8.0, 2.0, 7.0, 1.0, 6.0, 5.0, 4.0, 3.0]) / 10
    told = {
        name: measure(np.ones(8))
        for name, measure in measures(test, Contender("one", score, score, score, 0.0)).items()
    }
    never = (~test["has_bought"]).to_numpy()
    outcome = test["outcome"].to_numpy()
    assert told["auc_all"] == pytest.approx(roc_auc(outcome, score))
    assert told["auc_never"] == pytest.approx(roc_auc(outcome[never], score[never]))
    assert told["brier"] == pytest.approx(((score - outcome) ** 2).mean())
    # the first tenth of eight pairs is eight tenths of the first
    assert told["buyers_capture_10_all"] == pytest.approx(0.8 / 4)
    assert told["revenue_capture_10_all"] == pytest.approx(0.8 * 100 / 1500)
    # a loss is no profit of a purchase
    assert told["profit_capture_10_all"] == pytest.approx(0.8 * 10 / 130)


def test_a_contender_against_itself_has_no_change_and_a_worse_one_has() -> None:
    test = _test_pairs()
    best = test["outcome"].to_numpy(dtype=np.float64)
    each = {
        name: [Contender(name, score, score, score, 0.0)]
        for name, score in (("best", best), ("same", best), ("worst", 1.0 - best))
    }
    told = compared([test], each, "best")
    assert told["same"]["lift_20_all"]["change"] == 0.0
    assert told["same"]["brier"]["change_high"] == 0.0
    assert told["worst"]["lift_20_all"]["change"] == -1.0
    assert told["worst"]["brier"]["change_low"] == 1.0


def test_the_blend_is_of_percentiles_within_the_division_and_the_policy_of_money() -> None:
    test = _test_pairs()
    key = test[["entity_id", "offer_id", "cutoff_date"]]
    features = key.assign(affinity_max_lift_12m=1.0, embedding_similarity=0.0)
    p = np.array([0.1, 0.9, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6])
    tied = 0.3 * 2.5 / 4
    blend = recipe_blend(test, features, p)
    assert blend[0] == pytest.approx(0.6 / 4 + tied + 0.1 / 4)
    assert blend[1] == pytest.approx(0.6 + tied + 0.1)
    assert policy_score(p, test)[1] == pytest.approx(0.9 * 2.0)
    assert policy_score(p, test)[0] == pytest.approx(0.1 * 0.1)


def test_without_signal_offers_keep_their_rates_and_customers_other_outcomes() -> None:
    pairs = pd.concat(
        [
            _test_pairs().assign(entity_id=lambda one, at=at: one["entity_id"] + at)
            for at in "123456789"
        ]
    )
    frame = pa.Table.from_pandas(pairs, preserve_index=False)
    dealt = without_signal({"labels": frame, "test": frame})["labels"].to_pandas()
    rates = pairs.groupby("offer_id")["outcome"].sum()
    assert dealt.groupby("offer_id")["outcome"].sum().equals(rates)
    assert (dealt["outcome"].to_numpy() != pairs["outcome"].to_numpy()).mean() > 0.2


def test_rules_of_thumb_put_who_bought_lately_and_often_first() -> None:
    test = _test_pairs()
    days = pd.to_datetime(["2024-06-30", "2024-05-31", "2024-03-31", "2022-01-31"])
    history = pd.DataFrame(
        {
            "entity_id": ["a", "a", "a", "b"],
            "offer_id": ["x", "x", "y", "y"],
            "event_month": days.date,
            "order_count": [2, 1, 1, 1],
        }
    )
    assert recency(test, history).argmax() == 0
    assert recency(test, history)[3] > recency(test, history)[4]
    often = frequency_times_popularity(test, history)
    assert often[0] == pytest.approx(4 * 3 / 4)
    assert often[2:].max() == 0.0
    expected = bgnbd_times_share(test, history, 6)
    assert expected.argmax() == 0
    assert expected[1] > expected[3] > expected[5] == 0.0
