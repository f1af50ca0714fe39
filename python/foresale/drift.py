"""How far today lies from the days before, and what of it is neither chance nor habit."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from foresale.drift_days import (
    Limit,
    comparable,
    days_before,
    learned_days,
    like,
    nearest_days,
    of_task,
    read_limits,
    runs,
    split,
    why_near,
    why_unmeasured,
)
from foresale.drift_measures import (
    EXPECTED,
    REALISED,
    Sample,
    Watched,
    distribution,
    level,
    level_error,
    missing_share,
    sample_of,
    stability,
    value_weighted,
)
from foresale.frames import (
    HOUSE_KEY,
    from_table,
    matching_rows,
    rows_on,
    to_table,
)
from foresale.metrics import DECIMALS, settled
from foresale.offer_frames import OBSERVED
from foresale.themes import active_columns

FEATURE, COVERAGE = "feature_drift", "coverage_drift"
SCORE, LEVEL, PREVALENCE, VALUE = "score_drift", "level_drift", "prevalence_drift", "value_drift"
BIAS = "calibration_bias"
ALERTS = (FEATURE, COVERAGE, SCORE, LEVEL, PREVALENCE, VALUE, BIAS)
# Whoever speaks today has features and says something; outcomes and money may yet come. With
# these go coverage and level.
ALWAYS_WATCHED = (FEATURE, SCORE)
# Features and money are looked at for all offers together.
ALL_OFFERS = "all"
NO_METRIC = "none"
_TEXTS = ("task_id", "offer_id", "alert_id", "subject", "metric")
_DOUBLES = ("reference_count", "current_count", "drift_value", "habit_value", "limit_value")
DRIFT_SCHEMA = pa.schema(
    [(name, pa.string()) for name in _TEXTS]
    + [("reference_date", pa.date32()), ("cutoff_date", pa.date32())]
    + [(name, pa.float64()) for name in _DOUBLES]
    + [("reason", pa.string())]
)


@dataclass(frozen=True)
class Sides:
    """The newest rows, those they are compared with, and those of as many days before."""

    current: Sample
    reference: Sample
    earlier: tuple[Sample, ...] = ()


# What is watched of one offer, given what the newest rows are compared with.
Watch = Callable[[Sample], Iterator[Watched]]
Comparison = tuple[str, Sides, Watched]


def drift(
    *,
    models: Any,
    features: Any,
    feature_list: Any,
    predictions: Any,
    outcomes: Any,
    signals: Any,
    limits: Any,
    entity: str,
    session: Any = None,
) -> Any:
    """Return one row per task, offer, alert, subject and metric, with its drift and its limit.

    `models`: the champions of the entity, with the days they learned from. `features`: house key
    and feature columns. `predictions`, `outcomes` and `signals`: probabilities, labels and expected
    values by task and house key. `limits`: the seed alert_limits. Features are compared with the
    last days of train and select, all else with the days before. Where today's ladder has not the
    days a champion learned from, the nearest it has stand for them, and the row says so. The limit
    is the largest of what matters, what chance exceeds that rarely, and how far earlier days lay
    from the reference. What nothing could be compared for has a row without figures that says why.
    """
    known = read_limits(limits, ALERTS)
    rows: list[dict[str, Any]] = []
    for task, learned in learned_days(models).items():
        said = of_task(predictions, task, ["probability"])
        if said.num_rows == 0 or not learned:
            continue
        today = pc.max(said.column("cutoff_date")).as_py()
        observed = matching_rows(outcomes, "label_status", [OBSERVED])
        happened = of_task(observed, task, ["outcome", REALISED])
        nearest = nearest_days(learned, days_before(today, happened, said))
        days = to_table(rows_on(features, [*nearest, today]), sort_by=())
        matrix = comparable(days, today)
        valued = of_task(signals, task, [EXPECTED, "expected_value_percentile"])
        found: list[Comparison] = [
            *_by_offer(happened, _outcomes),
            *_compared(valued, _values),
            *_expected_and_realised(valued, happened),
            *_said_and_happened(said, happened),
        ]
        # Nobody of today may be comparable with those of the days before.
        if today in pc.unique(matrix.column("cutoff_date")).to_pylist():
            found += _compared(active_columns(matrix, feature_list, entity), _features)
            found += _by_offer(like(said, matrix, today), _scores)
        rows += _with_reasons(_rows(task, found, known), learned)
        rows += _unmeasured(task, today, days, said, {watched.alert_id for _, _, watched in found})
    return from_table(pa.Table.from_pylist(rows, schema=DRIFT_SCHEMA), session)


def _compared(rows: pa.Table, watch: Watch, offer: str = ALL_OFFERS) -> Iterator[Comparison]:
    days = split(pc.unique(rows.column("cutoff_date")).to_pylist())
    if days is None:
        return
    current, reference, earlier = days
    sides = Sides(
        _sample(rows, current),
        _sample(rows, reference),
        tuple(_sample(rows, days) for days in earlier if days != reference),
    )
    for watched in watch(sides.reference):
        yield offer, sides, watched


def _by_offer(rows: pa.Table, watch: Watch) -> Iterator[Comparison]:
    for offer in sorted(pc.unique(rows.column("offer_id")).to_pylist()):
        yield from _compared(matching_rows(rows, "offer_id", [offer]), watch, offer)


def _features(reference: Sample) -> Iterator[Watched]:
    for name in sorted(set(reference.rows.column_names) - set(HOUSE_KEY)):
        yield Watched(FEATURE, name, "psi", stability(reference, name))
        yield Watched(COVERAGE, name, "missing_share", missing_share(reference, name))


def _scores(reference: Sample) -> Iterator[Watched]:
    yield Watched(SCORE, "probability", "ks", distribution(reference, "probability"))
    yield Watched(LEVEL, "probability", "mean", level(reference, "probability"))


def _outcomes(reference: Sample) -> Iterator[Watched]:
    yield Watched(PREVALENCE, "outcome", "mean", level(reference, "outcome"))


def _values(reference: Sample) -> Iterator[Watched]:
    for name in (EXPECTED, "expected_value_percentile"):
        yield Watched(VALUE, name, "psi", stability(reference, name))


def _expected_and_realised(valued: pa.Table, happened: pa.Table) -> Iterator[Comparison]:
    both = valued.join(happened, list(HOUSE_KEY), join_type="inner")
    both = both.filter(pc.is_valid(both.column(REALISED)))
    if both.num_rows:
        newest = _sample(both, [pc.max(both.column("cutoff_date")).as_py()])
        yield (
            ALL_OFFERS,
            Sides(newest, newest),
            Watched(VALUE, REALISED, "weighted_psi", value_weighted),
        )


def _said_and_happened(said: pa.Table, happened: pa.Table) -> Iterator[Comparison]:
    """Yield for each offer how far the newest probabilities lie from what came of them."""
    both = said.join(happened, list(HOUSE_KEY), join_type="inner")
    for offer in sorted(pc.unique(both.column("offer_id")).to_pylist()):
        rows = matching_rows(both, "offer_id", [offer])
        newest = _sample(rows, runs(rows.column("cutoff_date").to_pylist())[-1])
        yield offer, Sides(newest, newest), Watched(BIAS, "probability", "level_error", level_error)


def _rows(
    task: str, comparisons: list[Comparison], limits: dict[str, Limit]
) -> Iterator[dict[str, Any]]:
    watched_count = Counter(watched.alert_id for _, _, watched in comparisons)
    for offer, sides, watched in comparisons:
        limit = limits[watched.alert_id]
        # Bonferroni: all figures of an alert together are as rarely wrong as is asked for.
        tail = limit.false_alarm_share / watched_count[watched.alert_id]
        found = watched.measure(sides.current, tail)
        if found is None:
            continue
        earlier = [watched.measure(sample, tail) for sample in sides.earlier]
        habit = max((each[0] for each in earlier if each), default=None)
        yield {
            "task_id": task,
            "offer_id": offer,
            "alert_id": watched.alert_id,
            "subject": watched.subject,
            "metric": watched.metric,
            "reference_date": sides.reference.last_date,
            "cutoff_date": sides.current.last_date,
            "reference_count": settled(sides.reference.size, DECIMALS),
            "current_count": settled(sides.current.size, DECIMALS),
            "drift_value": settled(found[0], DECIMALS),
            "habit_value": None if habit is None else settled(habit, DECIMALS),
            "limit_value": settled(
                max(limit.limit_value, found[1], limit.habit_factor * (habit or 0)), DECIMALS
            ),
        }


def _with_reasons(rows: Iterator[dict[str, Any]], learned: list[date]) -> Iterator[dict[str, Any]]:
    """Yield the rows, those of features with a reason where nobody learned from the reference."""
    for row in rows:
        reference = row["reference_date"]
        is_near = row["alert_id"] in (FEATURE, COVERAGE) and reference not in learned
        yield {**row, "reason": why_near(learned[-1], reference) if is_near else None}


def _unmeasured(
    task: str, today: date, days: pa.Table, said: pa.Table, found: set[str]
) -> Iterator[dict[str, Any]]:
    """Yield a row for each alert always watched that nothing was compared for, with the reason."""
    for alert in ALWAYS_WATCHED:
        if alert not in found:
            reason = why_unmeasured(today, days, said if alert == SCORE else days)
            keys = {"task_id": task, "offer_id": ALL_OFFERS, "alert_id": alert}
            rest = {"subject": ALL_OFFERS, "metric": NO_METRIC, "cutoff_date": today}
            yield {**keys, **rest, "reason": reason}


def _sample(rows: pa.Table, days: Sequence[date]) -> Sample:
    return sample_of(rows_on(rows, days))
