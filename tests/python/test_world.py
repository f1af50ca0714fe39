"""The synthetic world is repeatable, and dirty only on the surface."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pandas as pd
import pytest
from world_reader import World, cleaned, is_typable, table, written

from foresale.settings import UserError


@pytest.fixture(scope="module")
def dirty_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return written(tmp_path_factory.mktemp("dirty"))


@pytest.fixture(scope="module")
def clean_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return written(tmp_path_factory.mktemp("clean"), dirty=False)


def test_the_same_seed_gives_the_same_bytes(dirty_world: World, tmp_path: Path) -> None:
    assert written(tmp_path).digest() == dirty_world.digest()


def test_another_seed_gives_other_bytes(dirty_world: World, tmp_path: Path) -> None:
    assert written(tmp_path, seed=2).digest() != dirty_world.digest()


def test_gzip_files_carry_no_time_no_name_and_no_system(dirty_world: World) -> None:
    for path in dirty_world.root.rglob("*.gz"):
        header = path.read_bytes()[:10]
        assert (header[3], header[4:8], header[9]) == (0, bytes(4), 255), path


def test_an_unknown_size_is_refused_with_the_sizes_there_are(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="tiny, small, large"):
        written(tmp_path, size="huge")


def test_dirty_and_clean_worlds_hold_the_same_facts(dirty_world: World, clean_world: World) -> None:
    clean = clean_world.facts()
    assert dirty_world.facts() == clean
    assert {name: len(rows) for name, rows in clean.items()} == clean_world.summary.rows_by_table
    assert dirty_world.summary.rows_by_table == clean_world.summary.rows_by_table


def test_the_truth_is_the_same_for_dirty_and_clean(dirty_world: World, clean_world: World) -> None:
    for name in ("purchase_probabilities", "company_links"):
        first, second = (w.root / "truth" / f"{name}.parquet" for w in (dirty_world, clean_world))
        assert first.read_bytes() == second.read_bytes()


def test_the_summary_counts_the_records_of_every_file(dirty_world: World) -> None:
    for counts in dirty_world.summary.files:
        records = dirty_world.records(counts)
        malformed = sum(record is None for record in records)
        untypable = sum(not is_typable(cleaned(record)) for record in records if record)
        assert len(records) == counts.record_count, counts
        assert (malformed, untypable) == (counts.ragged_count, counts.broken_count), counts


def test_every_kind_of_dirt_occurs_and_a_clean_world_has_none(
    dirty_world: World, clean_world: World
) -> None:
    def seen(world: World) -> set[str]:
        kinds = set()
        for counts in world.summary.files:
            if counts.source_file.endswith("parquet"):
                continue
            data = (world.root / "landing" / counts.source_file).read_bytes()
            data = gzip.decompress(data) if counts.source_file.endswith("gz") else data
            kinds |= {"bom"} if data.startswith(b"\xef\xbb\xbf") else set()
            kinds |= {"crlf"} if b"\r\n" in data else set()
            kinds |= {"nbsp"} if "\u00a0".encode() in data else set()
            kinds |= {"float id"} if re.search(rb",10\d{4}\.0,", data) else set()
            kinds |= {"duplicate"} if counts.duplicate_count else set()
            kinds |= {"broken"} if counts.broken_count else set()
            kinds |= {"ragged"} if counts.ragged_count else set()
        return kinds

    assert seen(dirty_world) == {"bom", "crlf", "nbsp", "float id", "duplicate", "broken", "ragged"}
    assert seen(clean_world) == set()


def test_sales_fill_four_years_and_two_days(clean_world: World) -> None:
    lines = table(clean_world, "invoice_lines")
    assert lines.sold_date.min()[:7] == "2021-01"
    assert lines.sold_date.max() in ("2025-01-01", "2025-01-02")
    assert lines.recorded_at.max() < "2025-01-02 12:00:01"
    assert lines.sold_date.str[:7].nunique() == 49
    assert (lines.recorded_at.str[:10] >= lines.sold_date).all()


def test_no_sku_is_sold_before_its_launch_and_no_customer_buys_before_being_known(
    clean_world: World,
) -> None:
    lines = table(clean_world, "invoice_lines")
    launched = table(clean_world, "products").set_index("sku").recorded_at.str[:10]
    first_seen = table(clean_world, "customers").groupby("customer_id").recorded_at.min()
    assert (lines.sku.map(launched) <= lines.sold_date).all()
    assert (lines.customer_id.map(first_seen).str[:10] <= lines.sold_date).all()


def test_returns_losses_late_arrivals_and_restatements_are_planted(clean_world: World) -> None:
    lines = table(clean_world, "invoice_lines")
    quantity, profit = lines.quantity.astype(int), lines.gross_profit.astype(float)
    late = pd.to_datetime(lines.recorded_at) - pd.to_datetime(lines.sold_date)
    assert 0.02 < (quantity < 0).mean() < 0.04
    assert ((profit < 0) | (quantity > 0)).all()
    assert 0.02 < ((quantity > 0) & (profit < 0)).mean() < 0.06
    assert 0.015 < (late > pd.Timedelta(days=10)).mean() < 0.05
    assert (late > pd.Timedelta(days=70)).any()
    assert 0.004 < lines.line_id.duplicated().mean() < 0.016


def test_an_agreed_end_is_on_file_before_it_comes(clean_world: World) -> None:
    assets = table(clean_world, "assets")
    agreed = assets[assets.expires_date != ""]
    assert 0.85 < len(agreed) / len(assets) < 0.95
    assert (agreed.expires_date > agreed.recorded_at.str[:10]).mean() > 0.99
    over = agreed[(agreed.is_subscription == "true") & (agreed.ended_date != "")]
    assert (over.expires_date == over.ended_date).all()


def test_some_asset_ends_are_learned_late_and_some_deals_are_open(clean_world: World) -> None:
    assets = table(clean_world, "assets")
    ended = assets[assets.ended_date != ""]
    heard = pd.to_datetime(ended.ended_recorded_at) - pd.to_datetime(ended.ended_date)
    assert (heard > pd.Timedelta(days=60)).mean() > 0.2
    deals = table(clean_world, "deals").sort_values("recorded_at")
    last_stage = deals.drop_duplicates("deal_id", keep="last").stage
    assert set(last_stage) == {"open", "won", "lost"}


def test_the_crm_lists_most_customers_and_some_companies_that_are_none(clean_world: World) -> None:
    truth = pd.read_parquet(clean_world.root / "truth" / "company_links.parquet")
    companies = table(clean_world, "companies")
    customers = set(table(clean_world, "customers").customer_id)
    newest = companies.drop_duplicates("crm_company_id", keep="last").merge(
        truth, on="crm_company_id", suffixes=("", "_true"), validate="one_to_one"
    )
    is_customer, has_key = newest.customer_id_true.notna(), newest.customer_id != ""
    is_right = newest.customer_id == newest.customer_id_true
    assert 0.92 < is_customer.sum() / len(customers) < 0.99
    assert 0.05 < (~is_customer).sum() / len(customers) < 0.1
    assert 0.5 < (has_key & is_right).sum() / len(customers) < 0.65
    assert not set(newest[has_key & ~is_right].customer_id) & customers
    assert (has_key & ~is_right).any()
    assert not has_key[~is_customer].any()
    assert truth.customer_id.dropna().is_unique


def test_a_caution_is_recorded_after_the_company(clean_world: World) -> None:
    companies = table(clean_world, "companies").sort_values(["crm_company_id", "recorded_at"])
    first = companies.drop_duplicates("crm_company_id", keep="first")
    assert set(first.caution) == {""}
    assert set(companies.caution) == {"", "legal", "do_not_contact"}
