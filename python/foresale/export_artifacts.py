"""What `foresale export` writes: a line per artifact, with its name, its rows and its columns."""

from collections.abc import Mapping
from dataclasses import dataclass

from foresale import export_queries as queries

# Of the queries of a JSON document: the one whose single row is its top level.
HEAD = "head"


@dataclass(frozen=True)
class Artifact:
    """One file, or one for each of what the braces in its name ask for; its ending is the format.

    {division} and {cutoff}: of the list, or where `is_per_label` the cutoffs with known outcomes;
    {table}: the tables of the star. A source is a relation, or a query over some. Where it has a
    column task_id, and division or cutoff_date if the name has them, it is narrowed to these.

    `first_columns` come first in this order; they are all there is without `has_more_columns`.
    Rows are in the order of `order_by`, then of all columns. A JSON document has a list per source
    beside HEAD, a jsonl file a line per row of every source, with its name as `kind`. `is_text`:
    the single cell of the source is the file. `is_optional`: no file where there is no row.
    """

    name: str
    sources: str | Mapping[str, str]
    first_columns: tuple[str, ...] = ()
    has_more_columns: bool = True
    order_by: tuple[str, ...] = ()
    is_per_label: bool = False
    is_text: bool = False
    is_optional: bool = False

    def needs(self, part: str) -> bool:
        """Return whether the name asks for a division, a cutoff or a table."""
        return "{" + part + "}" in self.name

    def named_sources(self) -> Mapping[str, str]:
        """Return the sources by name; the only one of a table is called rows."""
        return {"rows": self.sources} if isinstance(self.sources, str) else self.sources


@dataclass(frozen=True)
class SchemaReport:
    """A report on an exported CSV file: whether its columns are as its mart's contract says."""

    name: str
    mart: str
    file: str


QUALITY = (
    Artifact("contract_violations.csv", "staging.quarantine"),
    Artifact("violations_summary.csv", queries.VIOLATIONS),
    Artifact("curated/{table}.parquet", "star.{table}"),
    Artifact("schema_snapshot.csv", "prepared.columns", order_by=("relation", "position")),
    Artifact("row_counts.csv", "select relation, row_count from prepared.relations"),
    Artifact("checksums.csv", "select relation, content_hash from prepared.relations"),
    Artifact("name_match_coverage.csv", "marts.name_match_coverage"),
    Artifact("unmapped_names.csv", "marts.unmapped_names", order_by=("party_kind", "name_rank")),
)

LEARNING = (
    Artifact("labels_{division}_{cutoff}.parquet", queries.LABELS, is_per_label=True),
    Artifact("labels_summary.csv", queries.LABELS_SUMMARY),
    Artifact("labels_positive_{division}.csv", f"{queries.LABELS} and outcome = 1"),
    Artifact("prevalence_{division}.csv", queries.PREVALENCE, order_by=("cutoff_date",)),
    Artifact(
        "cutoffs_{division}.json",
        {HEAD: queries.WINDOW, "cutoffs": queries.CUTOFFS},
        order_by=("cutoff_date",),
    ),
    Artifact("features_{division}_{cutoff}.parquet", queries.FEATURES),
    Artifact("feature_catalog_{division}_{cutoff}.csv", queries.CATALOG),
    Artifact(
        "feature_stats_{division}_{cutoff}.json",
        {HEAD: queries.OF_DIVISION, "features": "marts.feature_stats"},
    ),
    Artifact("mb_rules_{division}_{cutoff}.csv", "marts.basket_rules", order_by=("rule_rank",)),
    Artifact("train_scores_{division}_{cutoff}.csv", "prepared.train_scores"),
    Artifact("train_feature_sample_{division}_{cutoff}.parquet", "prepared.train_features"),
    Artifact(
        "feature_ablations.json", {HEAD: queries.OF_LIST, "ablations": "marts.feature_ablations"}
    ),
)

MODELS = (
    Artifact(
        "metrics_{division}.json",
        {
            HEAD: queries.METRICS,
            "holdout": "marts.model_metrics",
            "selection": queries.TRIALS,
            "aggregates": queries.AGGREGATES,
        },
    ),
    Artifact(
        "gains_{division}.csv",
        "marts.model_gains",
        ("decile", "bought_in_division_mean", "count", "p_mean"),
        has_more_columns=False,
        order_by=("decile",),
    ),
    Artifact(
        "calibration_{division}.csv",
        "marts.model_calibration",
        ("mean_predicted", "fraction_positives", "count"),
        has_more_columns=False,
        order_by=("bin",),
    ),
    Artifact(
        "thresholds_{division}.csv",
        "marts.model_thresholds",
        ("k_percent", "threshold", "count"),
        has_more_columns=False,
        order_by=("k_percent",),
    ),
    Artifact("model_card_{division}.json", {HEAD: queries.CARD}),
    Artifact("shap_global_{division}.csv", "marts.model_importance", order_by=("importance_rank",)),
    Artifact("shap_sample_{division}.csv", queries.DRIVERS, ("customer_id",)),
    Artifact("coef_{division}.csv", "marts.model_coefficients", is_optional=True),
    Artifact("models/{division}/model.json", queries.MODEL_JSON, is_text=True, is_optional=True),
    Artifact(
        "models/{division}/feature_list.json", queries.FEATURE_LIST, is_text=True, is_optional=True
    ),
    Artifact("models/{division}/metadata.json", {HEAD: queries.METADATA}),
)

LIST = (
    Artifact(
        "whitespace_{cutoff}.csv",
        "marts.whitespace",
        (
            *("customer_id", "division", "score", "score_challenger", "p_icp", "p_icp_pct"),
            *("mb_lift_max", "mb_lift_mean", "lift_norm", "als_norm", "ev_norm", "nba_reason"),
        ),
        order_by=("list_rank",),
    ),
    Artifact(
        "whitespace_explanations_{cutoff}.csv",
        "marts.whitespace_explanations",
        order_by=("customer_id", "division", "part", "part_order"),
    ),
    Artifact("thresholds_whitespace_{cutoff}.csv", "marts.whitespace_thresholds"),
    Artifact(
        "whitespace_metrics_{cutoff}.json",
        {HEAD: queries.OF_LIST, "metrics": "marts.whitespace_metrics"},
    ),
    Artifact(
        "whitespace_log_{cutoff}.jsonl",
        {
            "division": queries.LIST_BY_DIVISION,
            "selection": queries.LIST_BY_SELECTION,
            "gate": "marts.gate_funnel",
        },
    ),
    Artifact("whitespace_legacy_{cutoff}.csv", "marts.whitespace_shadow", order_by=("list_rank",)),
    Artifact(
        "whitespace_overlap_{cutoff}.json",
        {HEAD: queries.OF_LIST, "overlaps": "marts.policy_overlap"},
    ),
    Artifact("icp_scores.csv", "marts.icp_scores"),
)

# Every division in one file, and all of them together as division `all`.
VALIDATION = (
    Artifact("validation/validation_frame.parquet", "marts.validation_frame"),
    Artifact("validation/gains.csv", "marts.model_gains", ("division",)),
    Artifact("validation/calibration.csv", "marts.model_calibration", ("division",)),
    Artifact("validation/topk_scenarios.csv", "marts.topk_scenarios", ("division",)),
    Artifact("validation/topk_scenarios_sorted.csv", queries.SCENARIOS_SORTED, order_by=("place",)),
    Artifact("validation/segment_performance.csv", "marts.segment_performance", ("division",)),
    Artifact(
        "validation/metrics.json",
        {
            HEAD: queries.OF_LIST,
            "metrics": "marts.model_metrics",
            "capture": queries.CAPTURES,
            "expected": "monitoring.expected_performance",
            "drift": queries.DRIFT,
            "drift_highlights": queries.DRIFT_HIGHLIGHTS,
        },
    ),
)

WATCHING = (
    Artifact(
        "drift.json",
        {
            HEAD: queries.OF_LIST,
            "psi": queries.FEATURE_DRIFT,
            "ks": queries.SCORE_DRIFT,
            "weighted_psi": queries.VALUE_DRIFT,
            "others": queries.OTHER_DRIFT,
        },
    ),
    Artifact("alerts.json", {HEAD: queries.OF_LIST, "alerts": queries.ALERTS}),
)

ARTIFACTS = (*QUALITY, *LEARNING, *MODELS, *LIST, *VALIDATION, *WATCHING)

SCHEMA_REPORTS = (
    SchemaReport("schema_icp_scores.json", "icp_scores", "icp_scores.csv"),
    SchemaReport("schema_whitespace.json", "whitespace", "whitespace_{cutoff}.csv"),
)
