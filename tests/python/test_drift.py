"""Drift that is planted is found and named; where nothing drifts, hardly a night alarms."""

import csv
import json
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from house import PROJECT

from foresale.drift import ALWAYS_WATCHED, DRIFT_SCHEMA, drift
from foresale.drift_days import nearest_days, split
from foresale.frames import rows_on
from foresale.settings import UserError

LEARNED, HELD_OUT, TODAY = date(2023, 6, 30), date(2024, 6, 30), date(2024, 12, 31)
YEAR_AGO = date(2022, 12, 31)
OFFERS = ("cad", "print", "service")
FEATURE_COUNT = 60
LEVELS = np.array(["north", "south", "east", "west", "rare"])


def limits(**changes):
    """Return the seed of the project, with other values of false_alarm_share for some alerts."""
    with (PROJECT / "seeds" / "alert_limits.csv").open(encoding="utf-8", newline="") as lines:
        rows = [{**row, **changes.get(row["alert_id"], {})} for row in csv.DictReader(lines)]
    numbers = ("limit_value", "false_alarm_share", "habit_factor")
    return pa.Table.from_pylist(
        [
            {"alert_id": row["alert_id"]} | {name: float(row[name] or "nan") for name in numbers}
            for row in rows
        ]
    )


def matrix(random, day, size, offers=OFFERS):
    """Return features that hang together as in life: most are the customer's, the same for all
    offers; counts with ties, mostly zero, often missing, levels and flags among them."""
    hidden = random.normal(size=(size, 6))
    weights = np.random.default_rng(1).normal(size=(6, FEATURE_COUNT))
    drawn = hidden @ weights * 0.6 + random.normal(size=(size, FEATURE_COUNT)) * 0.8
    shapes = {
        0: lambda x: x,
        1: lambda x: np.floor(np.exp(x)),
        2: lambda x: np.where(x < 1, 0.0, x),
        3: lambda x: np.where(x > 0.3, np.nan, x),
        4: lambda x: LEVELS[np.digitize(x, [-0.8, 0, 0.8, 3])],
        5: lambda x: x > 1.8,
    }
    columns = {
        f"feature_{at}_count": pa.array(shapes[at % 6](drawn[:, at]), from_pandas=True)
        for at in range(FEATURE_COUNT)
    }
    one = pa.table({"entity_id": [f"{at}" for at in range(size)], **columns})
    parts = [one.append_column("offer_id", pa.array([offer] * size)) for offer in offers]
    rows = pa.concat_tables(parts)
    return rows.append_column("cutoff_date", pa.array([day] * rows.num_rows))


def keyed(random, day, size, **values):
    """Return a row per offer and entity with the task and these columns."""
    return pa.table(
        {
            "task_id": ["buy"] * size * len(OFFERS),
            "entity_id": [f"{at}" for at in range(size)] * len(OFFERS),
            "offer_id": np.repeat(OFFERS, size),
            "cutoff_date": [day] * size * len(OFFERS),
            **values,
        }
    )


def night(seed, size, days=(LEARNED,)):
    """Return the frames of a run in which nothing drifts, as `drift` takes them."""
    random = np.random.default_rng(seed)
    features = pa.concat_tables(matrix(random, day, size) for day in (*days, TODAY))
    said, happened, valued = [], [], []
    for day in (*days, HELD_OUT, TODAY):
        probability = random.beta(2, 8, size * len(OFFERS))
        outcome = (random.random(len(probability)) < probability).astype(int)
        expected = np.round(probability * 1e5 * np.exp(random.normal(size=len(probability)) / 2))
        profit = np.round(outcome / probability * expected * random.exponential(1, len(outcome)))
        if day != days[0]:
            said.append(keyed(random, day, size, probability=probability))
            valued.append(
                keyed(
                    random,
                    day,
                    size,
                    expected_value_cents=expected.astype(int),
                    expected_value_percentile=np.argsort(np.argsort(expected)) / len(expected),
                )
            )
        if day != TODAY:
            happened.append(
                keyed(
                    random,
                    day,
                    size,
                    outcome=outcome,
                    realised_gross_profit_cents=profit.astype(int),
                    label_status=["observed"] * len(outcome),
                )
            )
    return {
        "models": champions(days),
        "features": features,
        "feature_list": feature_list(features),
        "predictions": pa.concat_tables(said),
        "outcomes": pa.concat_tables(happened),
        "signals": pa.concat_tables(valued),
        "limits": limits(),
        "entity": "customer",
    }


def champions(days):
    by_role = {"train": [f"{day}" for day in days[:-1]], "select": [f"{days[-1]}"]}
    return pa.table(
        {
            "task_id": ["buy"] * len(OFFERS),
            "offer_id": list(OFFERS),
            "cutoffs_json": [json.dumps(by_role)] * len(OFFERS),
        }
    )


def feature_list(features):
    names = [
        name
        for name in features.column_names
        if name not in ("entity_id", "offer_id", "cutoff_date")
    ]
    return pa.table(
        {
            "entity": ["customer"] * len(names),
            "feature_name": names,
            "theme": ["some"] * len(names),
            "is_active": [True] * len(names),
            "is_ablated": [False] * len(names),
        }
    )


def alarms(frames):
    """Return (alert, offer, subject) of what lies beyond its limit."""
    found = drift(**frames)
    beyond = found.filter(pc.greater(found["drift_value"], found["limit_value"]))
    return {(row["alert_id"], row["offer_id"], row["subject"]) for row in beyond.to_pylist()}


def changed(table, day, column, change):
    """Return the table with the column's values of the day put through the function."""
    at = table.column_names.index(column)
    values = table.column(column).to_pandas()
    here = (table.column("cutoff_date").to_pandas() == day).to_numpy()
    values = values.astype(object)
    values[here] = change(values[here].to_numpy())
    return table.set_column(
        at, column, pa.array(values, table.schema.field(column).type, from_pandas=True)
    )


@pytest.mark.parametrize(("size", "nights"), [(200, 200), (2000, 20)])
def test_where_nothing_drifts_at_most_two_nights_in_a_hundred_alarm(size, nights):
    found = [alarms(night([size, at], size)) for at in range(nights)]

    assert sum(map(bool, found)) <= 0.02 * nights, [each for each in found if each]


@pytest.fixture(scope="module")
def quiet():
    """A night of 2,000 customers on which nothing drifts, and whose alarms are none."""
    frames = night(5, 2000)
    assert alarms(frames) == set()
    return frames


def test_a_row_says_what_is_compared_and_why_it_is_no_alarm(quiet):
    found = drift(**quiet)
    rows = {(row["alert_id"], row["offer_id"], row["subject"]): row for row in found.to_pylist()}

    assert found.schema == DRIFT_SCHEMA
    assert len(rows) == found.num_rows == 2 * FEATURE_COUNT + 4 * len(OFFERS) + 3
    feature = rows["feature_drift", "all", "feature_0_count"]
    assert (feature["reference_date"], feature["cutoff_date"]) == (LEARNED, TODAY)
    # six thousand rows of two thousand customers
    assert (feature["reference_count"], feature["current_count"]) == (2000, 2000)
    assert (feature["metric"], feature["limit_value"]) == ("psi", 0.1)
    score = rows["score_drift", "cad", "probability"]
    assert (score["reference_date"], score["cutoff_date"]) == (HELD_OUT, TODAY)
    bias = rows["calibration_bias", "cad", "probability"]
    assert (bias["cutoff_date"], bias["metric"]) == (HELD_OUT, "level_error")


def _shifted(values):
    return values + 0.5 * np.std(values.astype(float))


def _moved_to_one(values):
    return np.where((values == "south") & (np.arange(len(values)) % 10 < 8), "east", values)


def _partly_lost(values):
    return np.where(np.arange(len(values)) % 5 == 0, None, values)


def _each(alert, subject):
    return {(alert, offer, subject) for offer in OFFERS}


@pytest.mark.parametrize(
    ("frame", "day", "column", "change", "found"),
    [
        (
            "features",
            TODAY,
            "feature_0_count",
            _shifted,
            {("feature_drift", "all", "feature_0_count")},
        ),
        (
            "features",
            TODAY,
            "feature_4_count",
            _moved_to_one,
            {("feature_drift", "all", "feature_4_count")},
        ),
        (
            *("features", TODAY, "feature_6_count", _partly_lost),
            {(f"{what}_drift", "all", "feature_6_count") for what in ("feature", "coverage")},
        ),
        (
            *("predictions", TODAY, "probability", lambda values: values**0.8),
            _each("score_drift", "probability") | _each("level_drift", "probability"),
        ),
        # narrower around the same mean: another distribution, the same level
        (
            *("predictions", TODAY, "probability", lambda values: 0.1 + values / 2),
            _each("score_drift", "probability"),
        ),
        (
            *("outcomes", HELD_OUT, "outcome", lambda values: values * (np.arange(6000) % 2)),
            _each("prevalence_drift", "outcome") | _each("calibration_bias", "probability"),
        ),
        (
            *("signals", TODAY, "expected_value_cents", lambda values: values * 2),
            {("value_drift", "all", "expected_value_cents")},
        ),
        (
            *("outcomes", HELD_OUT, "realised_gross_profit_cents", np.sort),
            {("value_drift", "all", "realised_gross_profit_cents")},
        ),
    ],
)
def test_a_planted_drift_is_found_and_nothing_else(quiet, frame, day, column, change, found):
    assert alarms({**quiet, frame: changed(quiet[frame], day, column, change)}) == found


def test_what_moves_with_the_season_is_habit_once_a_season_was_learned():
    frames = night(6, 2000, days=(YEAR_AGO, LEARNED))
    winter = changed(frames["features"], TODAY, "feature_0_count", _shifted)
    winters = changed(winter, YEAR_AGO, "feature_0_count", _shifted)
    deeper = changed(winters, TODAY, "feature_0_count", _shifted)

    assert alarms(frames) == set()
    assert alarms({**frames, "features": winter}) == {("feature_drift", "all", "feature_0_count")}
    assert alarms({**frames, "features": winters}) == set()
    # twice as far as ever is no season any more
    assert alarms({**frames, "features": deeper}) == {("feature_drift", "all", "feature_0_count")}


def unmeasured(frames):
    """Return for each alert that has a row without figures why."""
    rows = [row for row in drift(**frames).to_pylist() if row["metric"] == "none"]
    figures = ("drift_value", "limit_value", "reference_date", "reference_count")
    assert all(row[name] is None for row in rows for name in figures)
    return {row["alert_id"]: row["reason"] for row in rows}


@pytest.mark.parametrize("gone", [date(2019, 6, 30), LEARNED + timedelta(days=1)])
def test_where_the_ladder_lost_the_days_of_the_champion_the_nearest_stand_for_them(quiet, gone):
    kept = {**quiet, "models": champions([gone])}
    rows = [row for row in drift(**kept).to_pylist() if row["reason"]]

    assert alarms(kept) == set()
    assert {row["alert_id"] for row in rows} == {"feature_drift", "coverage_drift"}
    assert len(rows) == 2 * FEATURE_COUNT
    assert {(row["reference_date"], row["reason"]) for row in rows} == {
        (
            LEARNED,
            f"The model learned from days up to {gone}, which today's ladder does not have; the "
            f"nearest that it has is {LEARNED}.",
        )
    }
    moved = changed(kept["features"], TODAY, "feature_0_count", _shifted)
    assert alarms({**kept, "features": moved}) == {("feature_drift", "all", "feature_0_count")}
    assert all(row["reason"] is None for row in drift(**quiet).to_pylist())


def test_days_learned_from_are_matched_one_by_one():
    first = date(2024, 1, 1)
    learned = [first + timedelta(days=at) for at in (0, 90, 180)]
    nearest = [day + timedelta(days=1) for day in learned]

    assert nearest_days(learned, [*nearest, date(2024, 12, 31)]) == nearest
    assert nearest_days(learned, learned) == learned
    # of two as near the earlier; what is long gone has one for all
    assert nearest_days([first], [date(2024, 1, 2), date(2023, 12, 31)]) == [date(2023, 12, 31)]
    assert nearest_days(learned, [date(2030, 1, 1), date(2029, 1, 1)]) == [date(2029, 1, 1)]
    assert nearest_days(learned, []) == []


def test_what_cannot_be_compared_at_all_has_a_row_that_says_why():
    frames = night(9, 50)
    only_today = {
        name: rows_on(frames[name], [TODAY])
        for name in ("features", "predictions", "outcomes", "signals")
    }
    silent = {**frames, "predictions": only_today["predictions"]}
    new = {**frames, **only_today}
    absent = {**frames, "features": rows_on(frames["features"], [LEARNED])}

    before = f"There is no day before {TODAY} to compare it with."
    assert unmeasured(frames) == {}
    assert unmeasured(silent) == {"score_drift": before}
    assert unmeasured(new) == dict.fromkeys(ALWAYS_WATCHED, before)
    assert unmeasured(absent) == dict.fromkeys(
        ALWAYS_WATCHED, f"Nobody asked about on {TODAY} has features."
    )


def test_rows_taken_for_independent_would_alarm_where_nothing_drifts():
    frames = night([200, 0], 200)
    rows = frames["features"]
    alone = pa.array([f"{at}" for at in range(rows.num_rows)])
    frames["features"] = rows.set_column(rows.column_names.index("entity_id"), "entity_id", alone)

    assert alarms(night([200, 0], 200)) == set()
    assert {alert for alert, _, _ in alarms(frames)} == {"feature_drift"}


def test_today_is_compared_with_leads_of_the_ages_that_past_days_look_at():
    frames = night(7, 2000)
    rows = frames["features"]
    is_today = pc.equal(rows["cutoff_date"], pa.scalar(TODAY)).to_numpy()
    # every other lead of today is older than any that is looked at on past days, and unlike them
    is_old = is_today & (np.array(rows["entity_id"].to_pylist()).astype(int) % 2 == 1)
    frames["features"] = changed(
        rows.append_column("lead_age_days", pa.array(np.where(is_old, 50, 7))),
        TODAY,
        "feature_0_count",
        lambda values: values + 9 * is_old[is_today],
    )
    frames["predictions"] = changed(
        frames["predictions"],
        TODAY,
        "probability",
        lambda values: np.where(is_old[is_today], 0.9, values),
    )
    frames["feature_list"] = feature_list(frames["features"])

    assert alarms(frames) == set()
    # where all of today are older, nothing can be said of them, and that is said
    frames["features"] = changed(frames["features"], TODAY, "lead_age_days", lambda ages: ages + 99)
    found = set(drift(**frames)["alert_id"].to_pylist())
    assert found - {*ALWAYS_WATCHED} == {"prevalence_drift", "value_drift", "calibration_bias"}
    reason = f"Nobody asked about on {TODAY} is as old as those asked about before."
    assert unmeasured(frames) == dict.fromkeys(ALWAYS_WATCHED, reason)


def test_days_in_a_row_are_compared_as_one_and_earlier_ones_in_its_length():
    first = date(2024, 1, 1)
    january = [first + timedelta(days=at) for at in range(6)]
    march = [date(2024, 3, 1) + timedelta(days=at) for at in range(3)]

    assert split([*march, *january]) == (march, january, [january[3:], january[:3]])
    assert split([*january, march[0]]) == (march[:1], january, [[day] for day in january[::-1]])
    assert split(january) is None
    # of many days some, and never only one weekday
    _, _, earlier = split([first + timedelta(days=at) for at in range(420)] + [date(2026, 1, 1)])
    assert len(earlier) <= 60
    assert len({day.weekday() for (day,) in earlier}) == 7


def test_without_a_learned_or_a_scored_day_there_is_nothing_to_compare():
    frames = night(8, 50)

    assert drift(**{**frames, "predictions": frames["predictions"].slice(0, 0)}).num_rows == 0
    assert drift(**{**frames, "models": frames["models"].slice(0, 0)}).num_rows == 0


@pytest.mark.parametrize("share", ["", "0", "1"])
def test_a_limit_without_a_share_of_false_alarms_is_refused(share):
    frames = night(8, 50) | {"limits": limits(score_drift={"false_alarm_share": share})}

    with pytest.raises(UserError, match="alert_limits has no row score_drift with"):
        drift(**frames)
