"""The planted purchase process: its truth is exact, stable and worth learning."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from world_reader import World, table, written

from foresale.world.catalog import chosen
from foresale.world.customers import make_customers
from foresale.world.process import History, Process, simulate, true_probability
from foresale.world.profile import FIRST_TRUTH_MONTH, PROFILES

# Base rates of a division over half a year: small holds the stated band, with the sparse
# division at its lower end.
LOWEST_RATE, HIGHEST_RATE = 0.025, 0.31
# Half-year cutoffs whose label windows do not overlap.
CUTOFFS = ("2022-06-30", "2022-12-31", "2023-06-30", "2023-12-31")


@pytest.fixture(scope="module")
def clean_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return written(tmp_path_factory.mktemp("clean"), dirty=False)


@pytest.fixture(scope="module")
def planted() -> tuple[Process, History]:
    """The small world's customers and purchases, without writing a file."""
    profile = PROFILES["small"]
    process = Process.planted(
        make_customers(profile, 1), chosen(profile.division_ids), profile.base_shift
    )
    return process, simulate(process, 1)


def test_the_default_world_is_the_same_on_every_machine(planted: tuple[Process, History]) -> None:
    # Changes only when the planted process is changed on purpose; a machine must not change it.
    process, history = planted
    truth = true_probability(process, history, FIRST_TRUTH_MONTH)
    found = hashlib.sha256(history.bought_before.tobytes() + truth.tobytes()).hexdigest()
    assert found[:16] == "51ec154f40e090da"


def test_purchases_are_as_frequent_as_the_truth_says(clean_world: World) -> None:
    truth = pd.read_parquet(clean_world.root / "truth" / "purchase_probabilities.parquet")
    truth["cutoff_date"] = truth.cutoff_date.astype(str)
    truth = truth[truth.cutoff_date.isin(CUTOFFS)]
    lines = table(clean_world, "invoice_lines").merge(
        table(clean_world, "products")[["sku", "division_id"]]
    )
    sold = lines[(lines.quantity.astype(int) > 0) & (lines.gross_profit.astype(float) > 0)]
    bought = set()
    for cutoff in CUTOFFS:
        end = str((pd.Timestamp(cutoff) + pd.offsets.MonthEnd(6)).date())
        window = sold[(sold.sold_date > cutoff) & (sold.sold_date <= end)]
        bought |= set(
            zip(window.customer_id, window.division_id, [cutoff] * len(window), strict=True)
        )
    key = zip(truth.customer_id, truth.division_id, truth.cutoff_date, strict=True)
    outcome = np.array([one in bought for one in key])
    chance = truth.purchase_probability_6m.to_numpy()

    assert len(truth) > 3_000
    assert not outcome[chance == 0].any()
    for low, high in ((0.0, 0.1), (0.1, 0.25), (0.25, 0.5), (0.5, 1.0), (0.0, 1.0)):
        part = (chance > low) & (chance <= high)
        error = np.sqrt((chance[part] * (1 - chance[part])).sum())
        assert abs(outcome[part].sum() - chance[part].sum()) < 4 * error, (low, high)


def test_base_rates_stay_in_their_band_and_do_not_drift(planted: tuple[Process, History]) -> None:
    process, history = planted
    rates = []
    for month in (FIRST_TRUTH_MONTH + 12, FIRST_TRUTH_MONTH + 18, FIRST_TRUTH_MONTH + 24):
        buyers = history.count_between(36, month + 1).any(axis=1)
        rates.append(true_probability(process, history, month)[buyers].mean(axis=0))
    by_cutoff = np.array(rates)
    assert by_cutoff.min() > LOWEST_RATE
    assert by_cutoff.max() < HIGHEST_RATE
    assert (np.ptp(by_cutoff, axis=0) < 0.1 * by_cutoff.mean(axis=0) + 0.005).all()


def test_the_truth_does_not_depend_on_what_comes_after_the_cutoff(
    planted: tuple[Process, History],
) -> None:
    process, history = planted
    month = FIRST_TRUTH_MONTH + 12
    frozen_count, frozen_last = history.bought_before.copy(), history.last_before.copy()
    frozen_count[month + 2 :] = frozen_count[month + 1]
    frozen_last[month + 2 :] = frozen_last[month + 1]
    past_only = History(frozen_count, frozen_last)
    expected = true_probability(process, history, month)
    assert np.array_equal(true_probability(process, past_only, month), expected)
    assert not np.array_equal(true_probability(process, history, month - 1), expected)


def test_ranking_by_the_truth_beats_recency_and_frequency_in_every_division(
    planted: tuple[Process, History],
) -> None:
    process, history = planted
    month = FIRST_TRUTH_MONTH + 24
    buyers = history.count_between(36, month + 1).any(axis=1)
    chance = true_probability(process, history, month)[buyers]
    top = len(chance) // 10
    rules = (history.last_before[month + 1][buyers], history.count_between(36, month + 1)[buyers])
    for division in range(chance.shape[1]):
        best = np.sort(chance[:, division])[-top:].mean()
        for rule in rules:
            chosen_rows = np.argsort(-rule[:, division].astype(int), kind="stable")[:top]
            assert best > 1.1 * chance[chosen_rows, division].mean(), division
