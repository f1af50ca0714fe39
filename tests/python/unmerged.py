"""Stands in for the marts that exports name and the project does not have yet."""

from pathlib import Path

import duckdb

_KEY = "'division_purchase' as task_id, whitespace.division"
_DAY = "whitespace.cutoff_date"
_PAIRS = "from marts.whitespace as whitespace"
MARTS = {
    "whitespace_explanations": f"select {_KEY}, customer_id, {_DAY}, 'probability' as part, "
    f"1 as part_order, 'p' as name, 'High p' as phrase, p_icp as value, "
    f"p_icp_pct as strength, 0.5 as contribution {_PAIRS}",
    "whitespace_thresholds": f"select distinct {_KEY}, {_DAY}, 'top' as capacity_id, "
    f"'top_percent' as capacity_mode, 10 as k_percent, 0.5 as threshold, 3 as count, "
    f"3 as account_count {_PAIRS}",
    "whitespace_metrics": f"select distinct {_KEY}, {_DAY}, 'whitespace' as policy_id, "
    f"'captured' as metric, 'top' as capacity_id, 10 as k_percent, 0.25 as value {_PAIRS}",
    "whitespace_shadow": f"select {_KEY}, 'classic_blend' as policy_id, list_rank, customer_id, "
    f"{_DAY}, score {_PAIRS}",
    "policy_overlap": f"select distinct 'division_purchase' as task_id, {_DAY}, 'top' as "
    "capacity_id, 'whitespace' as policy_id, 'classic_blend' as other_policy_id, "
    f"2 as selected_count, 2 as other_selected_count, 1 as overlap_count, 0.5 as jaccard {_PAIRS}",
    "gate_funnel": f"select distinct {_KEY}, {_DAY}, 'open_deal' as gate_id, 5 as pair_count "
    f"{_PAIRS}",
    "basket_rules": f"select distinct division, {_DAY}, 1 as rule_rank, 'S1' as sku, 2.5 as lift, "
    f"0.1 as support {_PAIRS}",
    "customer_assets": f"select distinct customer_id, rollup, {_DAY}, 1 as assets_expiring_30d, "
    f"0.5 as assets_subs_share {_PAIRS} cross join (values ('cad'), ('services')) as r (rollup)",
    "feature_stats": f"select distinct {_KEY}, 'order_count_3m' as feature, {_DAY}, 0.5 as "
    f"coverage, 9.0 as winsor_upper, 'abc' as checksum {_PAIRS}",
    "model_coefficients": "select task_id, division, 'order_count_3m' as feature, 0.5 as "
    "coefficient from marts.model_cards where selected_model = 'elastic_net'",
    "model_importance": f"select distinct {_KEY}, 'order_count_3m' as feature, 1 as "
    f"importance_rank, 0.5 as mean_abs_contribution {_PAIRS}",
    "feature_ablations": f"select distinct {_KEY}, 'assets' as theme, 0.01 as roc_auc_loss "
    f"{_PAIRS}",
    "name_match_coverage": "select 'linked' as link_status, 9 as customer_count",
    "unmapped_names": "select 'company' as party_kind, 1 as name_rank, '=No & Co' as party_name",
}


def stand_in(warehouse: Path) -> None:
    """Return nothing; add what the built warehouse lacks, and leave alone what it has."""
    with duckdb.connect(str(warehouse)) as connection:
        for name, query in MARTS.items():
            connection.execute(f"create table if not exists marts.{name} as {query}")
