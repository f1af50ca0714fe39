"""What happens to invoice lines afterwards: returns, late arrivals, restatements."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa

from foresale.world.catalog import Skus
from foresale.world.customers import customer_ids
from foresale.world.facts import Facts
from foresale.world.invoices import Lines
from foresale.world.profile import DAY_SECONDS, EXTRACT_SECOND, IntArray, chance, pick, stream
from foresale.world.text import dates, ids, money, timestamps, whole

_RETURN_PER_MILLE = 40  # of the lines that can be returned: about 3% of all lines
_LATE_PER_MILLE = 25
_RESTATED_PER_MILLE = 10


def _returns(lines: Lines, seed: int) -> Lines:
    """Return the lines that take earlier lines back, each on an invoice of its own."""
    rng = stream(seed, "returns")
    source = np.flatnonzero(chance(rng, _RETURN_PER_MILLE, len(lines)) & ~lines.is_first)
    sold, count = lines.take(source), len(source)
    share = rng.integers(1, sold.quantity + 1, dtype=np.int64)
    day = sold.sold_day + rng.integers(3, 61, size=count, dtype=np.int64)
    clock = rng.integers(8 * 3600, 20 * 3600, size=count, dtype=np.int64)
    next_invoice = int(lines.invoice.max(initial=0)) + 1
    return replace(
        sold,
        invoice=next_invoice + np.arange(count, dtype=np.int64),
        sold_day=day,
        quantity=-share,
        revenue=-(sold.revenue * share // sold.quantity),
        gross_profit=-(np.abs(sold.gross_profit) * share // sold.quantity),
        recorded=day * DAY_SECONDS + clock,
    )


def _arrive_late(lines: Lines, seed: int, name: str) -> Lines:
    """Return the lines, some of them recorded weeks or months after the sale."""
    rng = stream(seed, "late_arrivals", name)
    count = len(lines)
    late = chance(rng, _LATE_PER_MILLE, count)
    weeks = rng.integers(14, 60, size=count, dtype=np.int64)
    months = rng.integers(60, 240, size=count, dtype=np.int64)
    delay = np.where(pick(rng, (80, 20), count) == 0, weeks, months)
    return replace(lines, recorded=lines.recorded + np.where(late, delay, 0) * DAY_SECONDS)


def _restatements(lines: Lines, seed: int) -> tuple[IntArray, Lines]:
    """Return which sales were restated, and the rows that restate them."""
    rng = stream(seed, "restatements")
    rows = np.flatnonzero(chance(rng, _RESTATED_PER_MILLE, len(lines)))
    old = lines.take(rows)
    per_mille = rng.integers(800, 1_150, size=len(rows), dtype=np.int64)
    delay = rng.integers(5 * DAY_SECONDS, 90 * DAY_SECONDS, size=len(rows), dtype=np.int64)
    revenue = old.revenue * per_mille // 1_000
    profit = np.sign(old.gross_profit) * np.maximum(np.abs(old.gross_profit) * per_mille // 1000, 1)
    return rows, replace(old, revenue=revenue, gross_profit=profit, recorded=old.recorded + delay)


def _recorded_lines(sales: Lines, seed: int) -> tuple[IntArray, Lines]:
    """Return line numbers and lines: sales, returns, and the rows that restate some sales."""
    returns = _arrive_late(_returns(sales, seed), seed, "returns")
    sales = _arrive_late(sales, seed, "sales")
    restated_rows, restated = _restatements(sales, seed)
    numbers = np.concatenate([np.arange(len(sales) + len(returns)), restated_rows])
    return numbers, Lines.concatenate([sales, returns, restated])


def invoice_line_facts(sales: Lines, skus: Skus, seed: int) -> Facts:
    """Return the invoice lines as recorded by the last extract, in the order of recording."""
    line_number, lines = _recorded_lines(sales, seed)
    order = np.lexsort((line_number, lines.recorded))
    order = order[lines.recorded[order] <= EXTRACT_SECOND]
    sku_texts = pa.array(skus.skus)

    def render(rows: IntArray) -> pa.Table:
        row = order[rows]
        part = lines.take(row)
        return pa.table(
            {
                "line_id": ids("L", line_number[row] + 1, 8),
                "invoice_id": ids("I", part.invoice + 1, 8),
                "customer_id": customer_ids(part.customer),
                "sku": sku_texts.take(pa.array(part.sku)),
                "sold_date": dates(part.sold_day),
                "quantity": whole(part.quantity),
                "revenue": money(part.revenue),
                "gross_profit": money(part.gross_profit),
                "recorded_at": timestamps(part.recorded),
            }
        )

    return Facts("invoice_lines", lines.recorded[order], render)
