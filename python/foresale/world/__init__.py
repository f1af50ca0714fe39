"""A synthetic company whose customers buy for known reasons, exported as dirty files.

`write_world` writes the landing files of the sources `erp`, `crm` and `property` and, outside of
them, the true probability of every purchase and of what happens to every parcel and the true
customer behind every company of the CRM, so that tests can ask how close a model came.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from foresale.settings import UserError
from foresale.world.activity import asset_facts, contact_facts, deal_facts
from foresale.world.catalog import chosen, make_skus, product_facts
from foresale.world.companies import company_facts
from foresale.world.corrections import invoice_line_facts
from foresale.world.customers import make_customers, rep_facts
from foresale.world.facts import Facts
from foresale.world.invoices import make_lines
from foresale.world.leads import write_leads
from foresale.world.parcels import make_parcels, valuation_facts
from foresale.world.process import Process, simulate
from foresale.world.profile import PROFILES
from foresale.world.property_history import simulate_property
from foresale.world.property_tables import (
    distress_facts,
    engagement_facts,
    permit_facts,
    trade_facts,
)
from foresale.world.property_truth import CUTOFF_STEPS, write_property_truth
from foresale.world.write import FileCounts, write_links, write_table, write_truth

__all__ = ["FileCounts", "WorldSummary", "write_world"]


@dataclass(frozen=True)
class WorldSummary:
    """What was written: facts by table, records by landing file, rows of the true probabilities."""

    rows_by_table: dict[str, int]
    files: tuple[FileCounts, ...]
    truth_row_count: int


def write_world(
    *, landing: Path, truth: Path, size: str = "small", seed: int = 1, dirty: bool = True
) -> WorldSummary:
    """Return what was written into `landing/<source>/<table>/` and `truth/`.

    The same seed, size and dirtiness give the same bytes on every machine. Existing files of the
    same names are replaced. `rows_by_table` counts facts: distinct records without the dirt; a
    restated row is a fact of its own. Sizes: tiny, small, large; another size is a UserError.
    """
    if size not in PROFILES:
        raise UserError(f"The world has no size '{size}'; choose one of {', '.join(PROFILES)}.")
    profile = PROFILES[size]
    divisions = chosen(profile.division_ids)
    skus = make_skus(divisions)
    customers = make_customers(profile, seed)
    process = Process.planted(customers, divisions, profile.base_shift)
    history = simulate(process, seed)
    sales = make_lines(profile, seed, history, customers, divisions, skus)
    rows_by_table: dict[str, int] = {}
    files: list[FileCounts] = []

    def write(facts: Facts) -> None:
        files.extend(write_table(facts, landing, seed, dirty))
        rows_by_table[facts.table_name] = facts.row_count

    write(customers.facts)
    write(rep_facts(profile))
    write(product_facts(divisions, skus))
    write(asset_facts(sales, skus, divisions, seed))
    lines = invoice_line_facts(sales, skus, seed)
    del sales  # by far the largest thing in memory, and no longer needed
    write(lines)
    del lines
    write(contact_facts(history, customers, seed))
    write(deal_facts(history, customers, divisions, seed))
    companies, links = company_facts(customers, seed)
    write(companies)
    write_links(truth, links)
    for lead_table in write_leads(truth, size, seed):
        write(lead_table)
    truth_row_count = write_truth(truth, process, history, divisions)
    parcels = make_parcels(profile, seed)
    property_process, market = simulate_property(parcels, seed, CUTOFF_STEPS)
    write(parcels.facts)
    for facts in trade_facts(market, seed):
        write(facts)
    write(engagement_facts(market, seed))
    write(distress_facts(market, seed))
    write(valuation_facts(parcels, seed))
    write(permit_facts(market, len(parcels), seed))
    truth_row_count += write_property_truth(truth, property_process, market.states)
    return WorldSummary(rows_by_table, tuple(files), truth_row_count)
