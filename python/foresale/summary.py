"""The closing words of a build, read from the published file as any reader would."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb

from foresale.settings import Paths

_MODELS = """
    select
        case cards.division when 'all' then cards.task_id else cards.division end as offer,
        cards.status, cards.selected_model, cards.calibration,
        champion.roc_auc, champion.lift_at_10, recency.lift_at_10, frequency.lift_at_10,
        rules.lift_at_10,
        champion.calibration_mae, champion.calibration_mae_noise, cards.reason
    from model_cards as cards
    left join model_metrics as champion
        on champion.task_id = cards.task_id and champion.division = cards.division
        and champion.scorer = 'champion'
    left join model_metrics as recency
        on recency.task_id = cards.task_id and recency.division = cards.division
        and recency.scorer = 'recency'
    left join model_metrics as frequency
        on frequency.task_id = cards.task_id and frequency.division = cards.division
        and frequency.scorer = 'frequency'
    left join model_metrics as rules
        on rules.task_id = cards.task_id and rules.division = cards.division
        and rules.scorer = 'rules'
    order by cards.division = 'all', offer
"""
_BACKTEST = """
    select
        policy_id, variant_role, cutoff_count, capture_realised_at_k, capture_realised_at_k_low,
        capture_realised_at_k_high, revenue_capture_at_k, revenue_capture_at_k_low,
        revenue_capture_at_k_high
    from policy_backtest
    where k_percent = 10 and pair_group = 'all'
        and variant_role in ('active', 'challenger', 'baseline')
    order by
        task_id, variant_role = 'baseline', variant_role, capture_realised_at_k desc, policy_id
"""
_QUEUE = """
    select
        task_id,
        row_number() over (
            partition by task_id
            order by priority_score desc nulls last, hybrid_probability desc, entity_id
        ) as place,
        entity_id, tier, hybrid_probability, expected_value_usd
    from priority_queue where is_recommended
    qualify place <= 3
    order by task_id, place
"""
_LIST = """
    select
        list_rank, coalesce(customer_name, customer_id), division, p_icp,
        expected_value_usd, nba_reason
    from whitespace order by task_id, list_rank limit 10
"""


def summary(*, database: Path, places: Paths, seconds: float) -> Iterator[str]:
    """Yield the lines of the summary: models, the head of the list, where it is, what next."""
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        models = connection.execute(_MODELS).fetchall()
        backtest = connection.execute(_BACKTEST).fetchall()
        best = connection.execute(_LIST).fetchall()
        queue = connection.execute(_QUEUE).fetchall()
    trained = [row for row in models if row[1] == "selected"]
    yield ""
    abstained = len(models) - len(trained)
    yield f"Models: {len(trained)} trained (figures on the holdout), {abstained} abstained"
    if trained:
        header = ["division or task", "model", "calibration", "AUC", "lift@10"]
        header += ["(recency,", "frequency,", "rules)", "calib. MAE", "(noise)"]
        yield from _table(
            header,
            [
                [row[0], row[2], row[3], *_figures(row[4:9], 2), *_figures(row[9:11], 3)]
                for row in trained
            ],
        )
    untrained = [row for row in models if row[1] != "selected"]
    for reason in dict.fromkeys(row[11] for row in untrained):
        yield f"  {', '.join(row[0] for row in untrained if row[11] == reason)}: {reason}"
    if backtest:
        yield ""
        yield f"Policies on {backtest[0][2]} past days: what the best 10% caught of what followed"
        yield from _table(
            ["policy", "role", "purchases", "(95%)", "gross profit", "(95%)"],
            [[row[0], row[1], *_captured(row[3:6]), *_captured(row[6:9])] for row in backtest],
        )
    yield ""
    yield "Whitespace, the first ten rows"
    yield from _table(
        ["rank", "customer", "division", "p", "expected USD", "why"],
        [
            [rank, name, division, f"{p:.2f}", f"{ev:,.0f}", why]
            for rank, name, division, p, ev, why in best
        ],
    )
    if queue:
        yield ""
        yield "Priority queue, the first rows of each task"
        yield from _table(
            ["task", "rank", "who", "tier", "p", "expected USD"],
            [
                [*row[:4], f"{row[4]:.2f}", "-" if row[5] is None else f"{row[5]:,.0f}"]
                for row in queue
            ],
        )
    yield ""
    yield f"Published: {database} (any DuckDB from 1.0 reads it), {database.parent}/<mart>.parquet"
    yield f"Next: bring your own exports into {places.landing}/ (see examples/)"
    yield "      or edit a feature (see CONTRIBUTING.md), then `make build` again."
    yield f"Time: {seconds:.0f} s"


def _figures(values: Sequence[float | None], digits: int) -> list[str]:
    return ["-" if value is None else f"{value:.{digits}f}" for value in values]


def _captured(values: Sequence[float | None]) -> list[str]:
    share, low, high = (None if value is None else f"{100 * value:.0f}" for value in values)
    return [f"{share}%", "-" if low is None else f"{low} to {high}"]


def _table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Iterator[str]:
    texts = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[place]) for row in texts) for place in range(len(header))]
    for row in texts:
        yield (
            "  "
            + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        )
