"""examples/adventureworks as a list: representatives, territories, losses and a short history."""

import math
import re
import shutil
from datetime import date
from itertools import groupby
from pathlib import Path

import duckdb
import pytest
from bicycle_house import UNSERVED, bicycle_project, company_tables, first_months
from house import dbt, foresale, run

ROOMS = ("star", "spines", "labels", "features", "training", "scoring", "decisions", "marts")
# What the names of the house call a part of a whole or a rank, and what its readers do.
PART = re.compile(
    r"(_share|_percentile|_probability|_norm|_pct|_coverage)(_\d+[dm])?$"
    r"|^(probability|p_icp|icp_score|coverage|support|confidence|jaccard|prevalence)$"
    r"|capture_(expected|realised)_at_k|^revenue_capture_at_k|roc_auc$|pr_auc$"
)
# A lead over another policy is a difference of two parts.
DIFFERENCE = re.compile(r"_lead_share$|capture_difference")
# Everything that may be worked on, with its best offer first.
LISTED = """
    select ranking.*, states.rep_id, states.rep_name, states.region,
        row_number() over (partition by entity_id order by list_rank) as place_of_customer
    from decisions.ranking as ranking
    inner join decisions.customer_states as states
        on ranking.entity_id = states.customer_id and ranking.cutoff_date = states.cutoff_date
    where ranking.is_today and ranking.variant_role = 'active' and list_rank is not null
"""


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return company_tables(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module")
def bicycles(tables: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = bicycle_project(tmp_path_factory.mktemp("bicycles"), tables)
    foresale(project, "build")
    return project


def _query(project: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def _states(project: Path) -> dict[str, tuple[str | None, str | None]]:
    """Return the latest representative and region of each customer, as it landed."""
    landed = project / "landing" / "erp" / "customers" / "adventureworks.csv"
    found = duckdb.execute(
        "select customer_id, arg_max(row(rep_id, region), recorded_at)"
        f" from read_csv('{landed}', all_varchar = true) group by customer_id"
    ).fetchall()
    return {customer: tuple(state) for customer, state in found}


def test_a_representative_works_at_most_25_accounts_the_best_ones_first(bicycles: Path) -> None:
    reps = _query(
        bicycles,
        f"with listed as ({LISTED}) select listed.rep_id, count(distinct listed.entity_id),"
        " count(selected.entity_id), count(distinct selected.entity_id),"
        " max(listed.list_rank) filter (selected.entity_id is not null),"
        " min(listed.list_rank) filter"
        " (selected.entity_id is null and listed.place_of_customer = 1)"
        " from listed left join decisions.capacity_selections as selected"
        " on selected.capacity_id = 'per_rep_25' and selected.policy_role = 'active'"
        " and listed.entity_id = selected.entity_id and listed.offer_id = selected.offer_id"
        " group by listed.rep_id",
    )

    for _, accounts, selected, selected_accounts, last_selected, first_left in reps:
        assert selected == selected_accounts == min(accounts, 25)
        assert first_left is None or last_selected < first_left
    assert {accounts > 25 for _, accounts, *_ in reps} == {True, False}


def test_an_account_is_worked_once_with_its_best_offer(bicycles: Path) -> None:
    selected = _query(
        bicycles,
        f"with listed as ({LISTED}) select selected.entity_id, listed.place_of_customer,"
        " selected.rep_id = listed.rep_id from decisions.capacity_selections as selected"
        " inner join listed on selected.entity_id = listed.entity_id"
        " and selected.offer_id = listed.offer_id"
        " where selected.capacity_id = 'per_rep_25' and selected.policy_role = 'active'",
    )

    assert len({customer for customer, *_ in selected}) == len(selected)
    assert {(place, is_own) for _, place, is_own in selected} == {(1, True)}


def test_representatives_and_territories_of_the_sales_are_those_of_the_list(
    bicycles: Path,
) -> None:
    states = _states(bicycles)
    listed = _query(bicycles, "select distinct customer_id, rep_id, region from marts.whitespace")
    names = _query(
        bicycles, "select distinct rep_name = 'Employee ' || rep_id from marts.whitespace"
    )
    selected = _query(
        bicycles,
        "select distinct rep_id from decisions.capacity_selections"
        " where capacity_id = 'per_rep_25' and policy_role = 'active'",
    )
    served = {rep for rep, region in states.values() if rep and region != UNSERVED}

    assert names == [(True,)]
    assert {rep for (rep,) in selected} == served
    assert {customer: tuple(state) for customer, *state in listed}.items() <= states.items()
    assert len({region for *_, region in listed}) > 1


def test_a_territory_that_nobody_serves_is_held_back_with_all_its_accounts(bicycles: Path) -> None:
    states = _states(bicycles)
    asked = _query(bicycles, "select distinct customer_id, held_back_by from marts.icp_scores")
    shut = _query(
        bicycles, "select distinct shut_count from marts.gate_funnel where gate_id = 'region'"
    )
    listed = _query(bicycles, "select distinct region from marts.whitespace")
    far = {customer for customer, _ in asked if states[customer][1] == UNSERVED}

    assert far
    assert {gate for customer, gate in asked if customer in far} == {"region"}
    assert {gate for customer, gate in asked if customer not in far} == {None}
    assert shut == [(len(far),)]
    assert (UNSERVED,) not in listed


def test_an_account_without_a_representative_is_nobodys_to_work(bicycles: Path) -> None:
    nobodys = {customer for customer, (rep, _) in _states(bicycles).items() if not rep}
    held_back = _query(
        bicycles,
        "select customer_id from decisions.held_back_customers"
        " inner join decisions.decision_calendar using (task_id, cutoff_date)"
        " where is_today and gate_id = 'ownership'",
    )

    assert nobodys
    assert {customer for (customer,) in held_back} == nobodys


def test_many_outcomes_are_losses(bicycles: Path) -> None:
    # Without them the bounds below would hold of themselves.
    lost = _query(
        bicycles,
        "select avg(cast(realised_gross_profit_cents < 0 as int)) from labels.labels_customer"
        " where offer_id = 'bikes' and realised_gross_profit_cents <> 0",
    )

    assert lost[0][0] > 0.3


def test_no_number_is_infinite_and_no_part_is_more_than_the_whole(bicycles: Path) -> None:
    columns = _query(
        bicycles,
        "select table_schema, table_name, column_name from information_schema.columns"
        f" where data_type in ('DOUBLE', 'FLOAT') and table_schema in {ROOMS}"
        " order by all",
    )
    absurd = []
    for table, named in groupby(columns, key=lambda column: f"{column[0]}.{column[1]}"):
        names = [name for *_, name in named]
        figures = ", ".join(
            f'[min("{name}"), max("{name}"), count(*) filter (not isfinite("{name}"))]'
            for name in names
        )
        (found,) = _query(bicycles, f"select {figures} from {table}")
        for name, (low, high, strange_count) in zip(names, found, strict=True):
            least = -1 if DIFFERENCE.search(name) else 0
            is_part = PART.search(name) or DIFFERENCE.search(name)
            if strange_count or (is_part and low is not None and (low < least or high > 1)):
                absurd.append((table, name, low, high, strange_count))

    assert len(columns) > 200
    assert absurd == []


def test_a_value_lies_between_a_loss_and_a_purchase(bicycles: Path) -> None:
    values = _query(
        bicycles,
        "select value_if_won_usd, expected_value_usd, p_icp, ev_norm,"
        " otherwise.low / 100.0, otherwise.high / 100.0 from marts.whitespace"
        " inner join (select offer_id, cutoff_date, min(value_otherwise_cents) as low,"
        " max(value_otherwise_cents) as high from decisions.expected_values group by all)"
        " as otherwise on division = offer_id and whitespace.cutoff_date = otherwise.cutoff_date",
    )

    assert min(low for *_, low, _ in values) < 0
    for won, expected, probability, rank, low, high in values:
        assert won > 0
        assert low == high
        assert min(low, won) <= expected <= max(low, won)
        mean = float(won) * probability + float(low) * (1 - probability)
        assert math.isclose(float(expected), mean, abs_tol=0.02)
        assert 0 <= rank <= 1


def test_a_share_of_a_loss_is_no_share(bicycles: Path) -> None:
    shares = _query(
        bicycles,
        "with shares as (select shrunk_gross_profit_share_12m as share, gross_profit_cents_12m"
        " as own, customer_gross_profit_cents_12m as whole,"
        " sum(own) over everybody as all_own, sum(whole) over everybody as all_whole"
        " from features.features_customer"
        " window everybody as (partition by offer_id, cutoff_date)) select"
        " own between 0 and whole and all_own between 0 and all_whole, share is not null,"
        " min(share), max(share), count(*) from shares group by all",
    )

    assert {(is_part, has_share) for is_part, has_share, *_ in shares} == {
        (True, True),
        (False, False),
    }
    for is_part, _, low, high, count in shares:
        assert count > 0
        assert not is_part or 0 <= low <= high <= 1


def test_a_history_of_35_months_replays_two_lists(bicycles: Path) -> None:
    replays = _query(
        bicycles,
        "select distinct cutoff_count, first_cutoff_date, last_cutoff_date"
        " from marts.policy_backtest",
    )

    assert replays == [(2, date(2012, 10, 31), date(2013, 4, 30))]


def test_absurd_numbers_make_the_build_red(bicycles: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "spoilt"
    shutil.copytree(bicycles, spoilt, symlinks=True)
    with duckdb.connect(str(spoilt / "warehouse.duckdb")) as connection:
        for change in [
            "marts.whitespace set ev_norm = 1.01",
            "marts.basket_rules set lift = 'nan'",
            "marts.feature_stats set winsor_upper = '-infinity'",
            "marts.model_metrics set revenue_lift_at_10 = -0.1",
            "features.features_customer set shrunk_gross_profit_share_12m = -0.01",
            "marts.policy_backtest set revenue_capture_difference = -1.01",
            "decisions.expected_values set value_if_won_cents = -1",
        ]:
            connection.execute(f"update {change}")
    printed = dbt(
        spoilt,
        *("--no-use-colors", "test", "--select", "test_name:sound_numbers"),
        *("test_name:between,policy_backtest", "expected_values", "signals"),
    ).stdout
    red = set(re.findall(r" of \d+ FAIL \d+ (\w+)", printed))

    assert {name.split("__")[0] for name in red} == {
        "sound_numbers_whitespace_value_if_won_usd",
        "sound_numbers_basket_rules_lift",
        "sound_numbers_feature_stats_training_coverage",
        "sound_numbers_model_metrics_lift_at_5",
        "sound_numbers_features_customer_",
        "between_policy_backtest_revenue_capture_difference",
        "expected_values",
        "signals",
    }


def test_a_history_too_short_to_learn_from_says_so_and_publishes_nothing(
    tables: Path, tmp_path: Path
) -> None:
    young = bicycle_project(tmp_path, first_months(tables, tmp_path / "young", "2012-02-01"))

    done = run(young, "foresale", "build")

    assert done.returncode == 1
    assert done.stderr.rstrip().endswith(
        "whitespace__somebody_is_on_the_list"
        " (task_id = division_purchase, history_months = 12, needed_months = 18)."
    )
    assert done.stderr.count("__") == 1
    assert not (young / "publish").exists()
    assert _query(young, "select count(*) from marts.policy_backtest") == [(0,)]
    assert _query(young, "select distinct status from marts.model_cards") == [("abstained",)]
