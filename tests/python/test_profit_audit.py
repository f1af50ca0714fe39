"""The audit of a property is JSON, in a fixed order, and its amounts sum."""

from __future__ import annotations

import json
from decimal import Decimal

import duckdb
from conftest import House

COSTS = (
    "acquisition_price_usd",
    "rehab_usd",
    "carrying_cost_usd",
    "selling_cost_usd",
    "closing_cost_usd",
    "buyer_margin_usd",
)
KEYS = [
    "valued_date",
    "price_basis",
    "value_mid_usd",
    "resale_share",
    "holding_days",
    "holding_months",
    "resale_usd",
    *COSTS,
    "conservative_spread_usd",
    "optimistic_spread_usd",
]


def test_the_audit_of_every_property_parses_and_sums(tiny_house: House) -> None:
    with duckdb.connect(str(tiny_house.project / "warehouse.duckdb"), read_only=True) as connection:
        audits = connection.sql(
            "select conservative_spread_usd, profit_audit_json from marts.profitability "
            "where conservative_spread_usd is not null"
        ).fetchall()
    assert audits
    for spread, text in audits:
        audit = json.loads(text, parse_float=Decimal)
        assert list(audit) == KEYS
        assert audit["resale_usd"] - sum(audit[cost] for cost in COSTS) == spread
        assert audit["conservative_spread_usd"] == spread
