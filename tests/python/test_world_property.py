"""The planted property market: its truth is exact and learnable, and the records agree with it."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score
from world_reader import World, table, written

from foresale.world.parcels import (
    HALF_YEAR_STEPS,
    LAST_STEP,
    YEAR_STEPS,
    Parcels,
    make_parcels,
)
from foresale.world.profile import PROFILES, IntArray
from foresale.world.property_history import LISTED, PropertyHistory, simulate_property
from foresale.world.property_process import Process
from foresale.world.property_truth import CUTOFF_STEPS, TASKS, true_probability

# Windows that do not overlap, half years and years, the last one over on the last complete day and
# the first one after the years in which most parcels are bought whatever else happens.
CUTOFFS = tuple(
    LAST_STEP - steps * number
    for steps, count in ((HALF_YEAR_STEPS, 12), (YEAR_STEPS, 6))
    for number in range(1, count + 1)
)
AUC_BANDS = {
    "seller_listing": (0.75, 0.85),
    "property_distress": (0.75, 0.87),
    "property_sale": (0.75, 0.85),
}
RATES = {
    "seller_listing": (0.06, 0.11),
    "property_distress": (0.05, 0.09),
    "property_sale": (0.1, 0.17),
}
TABLES = {
    *("parcels", "owners", "transfers", "listing_events"),
    *("engagements", "distress_events", "valuations", "parcel_permits"),
}
Market = tuple[Parcels, Process, PropertyHistory]


@pytest.fixture(scope="module")
def clean_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return written(tmp_path_factory.mktemp("clean"), dirty=False)


@pytest.fixture(scope="module")
def market() -> Market:
    """The market of the small world, without writing a file."""
    parcels = make_parcels(PROFILES["small"], 1)
    return (parcels, *simulate_property(parcels, 1, (*CUTOFFS, *CUTOFF_STEPS)))


def events(task_id: str, history: PropertyHistory) -> IntArray:
    """Return step and parcel of everything the task asks about."""
    if task_id == "property_distress":
        return history.distress
    if task_id == "property_sale":
        return np.stack([history.transfers.step, history.transfers.parcel], axis=1)
    return history.listing_events[history.listing_events[:, 3] == LISTED][:, :2]


def chance_and_outcome(task_id: str, market: Market, cutoff: int) -> pd.DataFrame:
    """Return chance, outcome and the situations a chance depends on, one row per parcel."""
    parcels, process, history = market
    state = history.states[cutoff]
    step, parcel = events(task_id, history).T
    outcome = np.zeros(len(parcels))
    outcome[parcel[(step >= cutoff) & (step < cutoff + steps_of(task_id))]] = 1
    frame = pd.DataFrame(
        {
            "chance": true_probability(task_id, process, state, cutoff),
            "outcome": outcome,
            "listed": state.is_listed,
            "bought lately": ~state.may_trade(cutoff),
            "withdrawn": state.is_withdrawn(cutoff),
            "distressed": state.is_distressed(cutoff),
            "engaged": state.is_engaged(cutoff),
            "of a company": state.kind == 1,
            "absentee": state.is_absentee,
            "never bought": state.sold_step < 0,
        }
    )
    return frame[process.exists(cutoff)]


def steps_of(task_id: str) -> int:
    return YEAR_STEPS if task_id == "property_sale" else HALF_YEAR_STEPS


def test_the_default_market_is_the_same_on_every_machine(market: Market) -> None:
    # Changes only when the planted process is changed on purpose; a machine must not change it.
    _, process, history = market
    whole = hashlib.sha256(history.transfers.price.tobytes() + history.listing_events.tobytes())
    for task_id in TASKS:
        state = history.states[LAST_STEP]
        whole.update(true_probability(task_id, process, state, LAST_STEP).tobytes())
    assert whole.hexdigest()[:16] == "d9c6e7cc890d9189"


@pytest.mark.parametrize("task_id", TASKS)
def test_what_happens_is_as_frequent_as_the_truth_says_in_every_tenth_and_situation(
    market: Market, task_id: str
) -> None:
    cutoffs = [one for one in CUTOFFS if (LAST_STEP - one) % steps_of(task_id) == 0]
    rows = pd.concat(chance_and_outcome(task_id, market, cutoff) for cutoff in cutoffs)
    order = np.argsort(rows.chance.to_numpy(), kind="stable")
    tenths = [rows.iloc[part] for part in np.array_split(order, 10)]
    situations = {name: rows[rows[name]] for name in rows.columns[2:]}
    for name, part in (*enumerate(tenths), *situations.items(), ("all", rows)):
        assert len(part) > 200, name
        error = np.sqrt((part.chance * (1 - part.chance)).sum())
        assert abs(part.outcome.sum() - part.chance.sum()) < 4 * error + 1e-9, name
    low, high = AUC_BANDS[task_id]
    assert low < roc_auc_score(rows.outcome, rows.chance) < high
    low, high = RATES[task_id]
    assert low < rows.chance.mean() < high


@pytest.mark.parametrize("task_id", TASKS)
def test_the_truth_is_that_of_the_files(clean_world: World, task_id: str) -> None:
    truth = pd.read_parquet(clean_world.root / "truth" / "property_probabilities.parquet")
    truth["cutoff_date"] = truth.cutoff_date.astype(str)
    parcels = table(clean_world, "parcels").groupby("parcel_id").recorded_at.min().str[:10]
    mine = truth[truth.task_id == task_id]
    assert sorted(mine.cutoff_date.unique()) == ["2024-01-02", "2024-07-05", "2025-01-01"]
    for cutoff, part in mine.groupby("cutoff_date"):
        assert set(part.parcel_id) == set(parcels[parcels <= str(cutoff)].index)
        assert part.parcel_id.is_unique
        assert part.probability.between(0, 1).all()
    # The window of the first cutoff is over: its events are in the files.
    name, column = {
        "seller_listing": ("listing_events", "event_date"),
        "property_distress": ("distress_events", "event_date"),
        "property_sale": ("transfers", "sold_date"),
    }[task_id]
    rows = table(clean_world, name)
    if task_id == "seller_listing":
        rows = rows[rows.event_kind == "listed"]
    first, last = "2024-01-02", "2025-01-01" if task_id == "property_sale" else "2024-06-30"
    happened = set(rows[(rows[column] > first) & (rows[column] <= last)].parcel_id)
    part = mine[mine.cutoff_date == first]
    outcome = part.parcel_id.isin(happened)
    error = np.sqrt((part.probability * (1 - part.probability)).sum())
    assert abs(outcome.sum() - part.probability.sum()) < 4 * error
    assert roc_auc_score(outcome, part.probability) > 0.7
    assert not outcome[part.probability == 0].any()


def test_the_truth_does_not_depend_on_what_comes_after_the_cutoff(market: Market) -> None:
    parcels, process, history = market
    cutoff = CUTOFF_STEPS[0]
    _, cut_short = simulate_property(parcels, 1, (cutoff,), end=cutoff + 1)
    assert len(cut_short.distress) < len(history.distress)
    for task_id in TASKS:
        first, second = (
            true_probability(task_id, process, one.states[cutoff], cutoff)
            for one in (history, cut_short)
        )
        assert np.array_equal(first, second)


def test_all_tables_are_written_and_begin_and_end_when_they_should(clean_world: World) -> None:
    assert clean_world.summary.rows_by_table.keys() >= TABLES
    latest = []
    for name, column, first in (
        ("transfers", "sold_date", "2012-01"),
        ("listing_events", "event_date", "2012-0"),
        ("engagements", "engaged_date", "2019-0"),
        ("distress_events", "event_date", "2019-0"),
        ("valuations", "valued_date", "2019-01"),
        ("parcel_permits", "issued_date", "2019-0"),
    ):
        rows = table(clean_world, name)
        assert rows[column].min().startswith(first), name
        assert (rows[column] <= rows.recorded_at.str[:10]).all(), name
        assert rows.recorded_at.between("2024-11-15", "2025-01-02 12:00:00").any(), name
        latest.append(rows.recorded_at.max())
    assert "2025-01-01" < max(latest) <= "2025-01-02 12:00:00"


def test_ids_lead_to_records_that_were_known_in_time(clean_world: World) -> None:
    known_parcels = table(clean_world, "parcels").groupby("parcel_id").recorded_at.min()
    known_owners = table(clean_world, "owners").groupby("owner_id").recorded_at.min()
    for name in TABLES - {"parcels", "owners", "parcel_permits"}:
        rows = table(clean_world, name)
        assert (rows.parcel_id.map(known_parcels) <= rows.recorded_at).all(), name
    transfers = table(clean_world, "transfers")
    bought = transfers[transfers.owner_id != ""]
    assert (bought.owner_id.map(known_owners) <= bought.recorded_at).all()
    assert 0.98 < len(bought) / len(transfers) < 1


def test_a_listing_ends_in_a_sale_of_the_same_day_or_is_withdrawn(clean_world: World) -> None:
    steps = table(clean_world, "listing_events")
    sold = steps[steps.event_kind == "sold"]
    transfers = table(clean_world, "transfers")
    both = sold.merge(
        transfers, left_on=["parcel_id", "event_date"], right_on=["parcel_id", "sold_date"]
    )
    assert len(both) > 0.98 * len(sold)
    assert (both.ask_price == both.price).all()
    listed = steps[steps.event_kind == "listed"].listing_id
    assert listed.is_unique
    assert not steps[steps.event_kind.isin(["sold", "withdrawn"])].listing_id.duplicated().any()


def test_bulk_sales_late_records_and_cheap_offers_are_planted(clean_world: World) -> None:
    transfers = table(clean_world, "transfers")
    late = pd.to_datetime(transfers.recorded_at) - pd.to_datetime(transfers.sold_date)
    assert 0.03 < (late > pd.Timedelta(days=10)).mean() < 0.1
    assert late.max() < pd.Timedelta(days=47)
    bulks = transfers.groupby(["sold_date", "price", "owner_id"]).parcel_id.nunique()
    assert (bulks >= 3).sum() >= 3
    assert bulks.max() <= 40
    # Every planted deed is a sale on the market.
    assert (transfers.price.astype(float) >= 10_000).all()
    valuations = table(clean_world, "valuations").sort_values("recorded_at")
    latest = valuations.drop_duplicates("parcel_id", keep="last").set_index("parcel_id")
    bare = latest.value_low.astype(float) - pd.to_numeric(latest.rehab_high)
    steps = table(clean_world, "listing_events")
    offers = steps[(steps.event_kind == "listed") & (steps.event_date >= "2024-01-01")]
    is_cheap = offers.ask_price.astype(float) < offers.parcel_id.map(bare) * 0.95
    assert 0.01 < is_cheap.mean() < 0.25
    middle = offers.parcel_id.map(latest.value_mid.astype(float))
    assert np.corrcoef(middle, offers.ask_price.astype(float))[0, 1] > 0.8


def test_companies_resell_distressed_parcels_at_a_gain_and_at_a_loss(market: Market) -> None:
    _, _, history = market
    transfers = history.transfers
    frame = pd.DataFrame({name: getattr(transfers, name) for name in ("step", "parcel", "kind")})
    frame["price"] = np.where(transfers.bulk >= 0, np.nan, transfers.price)
    frame = frame.sort_values(["parcel", "step"])
    later = frame.groupby("parcel").shift(-1)
    distress = pd.DataFrame(history.distress, columns=["event_step", "parcel"])
    bought = frame.assign(gain=later.price - frame.price)[frame.kind == 1].dropna()
    flips = bought.merge(distress, on="parcel")
    flips = flips[flips.event_step.between(flips.step - 108, flips.step - 1)]
    gains = flips.drop_duplicates(["parcel", "step"]).gain
    assert len(gains) > 150
    assert 0.05 < (gains < 20_000).mean() < 0.6
    assert (gains < 0).mean() > 0.01
