"""Exports: every artifact under its name, with its columns and what belongs in it."""

import hashlib
import json
import re
from collections.abc import Callable

import pyarrow.parquet as pq
import pytest
from exported_house import Exported, names_in

from foresale.export import CHECKSUMS, file_names

CUTOFF = r"\d{4}-\d{2}-\d{2}"
# Once per export, and once per division where the name has one.
ONCE = [
    "contract_violations.csv",
    "schema_snapshot.csv",
    "row_counts.csv",
    "violations_summary.csv",
    "checksums.csv",
    "labels_summary.csv",
    f"whitespace_{CUTOFF}.csv",
    f"whitespace_explanations_{CUTOFF}.csv",
    f"thresholds_whitespace_{CUTOFF}.csv",
    f"whitespace_metrics_{CUTOFF}.json",
    f"whitespace_log_{CUTOFF}.jsonl",
    f"whitespace_legacy_{CUTOFF}.csv",
    f"whitespace_overlap_{CUTOFF}.json",
    "icp_scores.csv",
    "schema_icp_scores.json",
    "schema_whitespace.json",
    "name_match_coverage.csv",
    "unmapped_names.csv",
    "feature_ablations.json",
    "validation/validation_frame.parquet",
    "validation/gains.csv",
    "validation/calibration.csv",
    "validation/topk_scenarios.csv",
    "validation/topk_scenarios_sorted.csv",
    "validation/segment_performance.csv",
    "validation/metrics.json",
    "drift.json",
    "alerts.json",
]
PER_DIVISION = [
    "prevalence_{}.csv",
    "cutoffs_{}.json",
    "labels_positive_{}.csv",
    f"features_{{}}_{CUTOFF}.parquet",
    f"feature_catalog_{{}}_{CUTOFF}.csv",
    f"feature_stats_{{}}_{CUTOFF}.json",
    f"mb_rules_{{}}_{CUTOFF}.csv",
    "metrics_{}.json",
    "gains_{}.csv",
    "calibration_{}.csv",
    "thresholds_{}.csv",
    "model_card_{}.json",
    "shap_global_{}.csv",
    "shap_sample_{}.csv",
    f"train_scores_{{}}_{CUTOFF}.csv",
    f"train_feature_sample_{{}}_{CUTOFF}.parquet",
    "models/{}/metadata.json",
]
SELECTED_ONLY = ["models/{}/model.json", "models/{}/feature_list.json"]


def test_every_artifact_is_there_under_its_name_and_nothing_else(exported: Exported) -> None:
    cards = exported.query(
        "select division, status from marts.model_cards where task_id = 'division_purchase'"
    )
    labelled = exported.query(
        "select distinct offer_id, cutoff_date from labels.labels_customer "
        "where label_status = 'observed'"
    )
    linear = exported.query("select distinct division from marts.model_coefficients")
    tables = exported.query(
        "select table_name from information_schema.tables where table_schema = 'star'"
    )
    patterns = [CHECKSUMS, *ONCE, *(f"curated/{table}.parquet" for (table,) in tables)]
    patterns += [f"labels_{division}_{cutoff}.parquet" for division, cutoff in labelled]
    for division, status in cards:
        wanted = [*PER_DIVISION, *(SELECTED_ONLY if status == "selected" else [])]
        wanted += ["coef_{}.csv"] if (division,) in linear else []
        patterns += [pattern.replace("{}", division) for pattern in wanted]

    names = names_in(exported.folder)

    assert len(labelled) > len(cards) > 1
    assert {pattern for pattern in patterns if not _matches(pattern, names)} == set()
    assert [name for name in names if not any(re.fullmatch(p, name) for p in patterns)] == []


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("gains_cad.csv", "decile,bought_in_division_mean,count,p_mean"),
        ("calibration_cad.csv", "mean_predicted,fraction_positives,count"),
        ("thresholds_cad.csv", "k_percent,threshold,count"),
        ("schema_snapshot.csv", "relation,position,column,type"),
        ("row_counts.csv", "relation,row_count"),
        ("checksums.csv", "relation,content_hash"),
        ("violations_summary.csv", "source_name,table_name,column_name,rule,violation_count"),
    ],
)
def test_these_columns_are_all_there_is(exported: Exported, name: str, columns: str) -> None:
    header, *rows = exported.table(name)

    assert ",".join(header) == columns
    assert rows


def test_the_list_begins_with_its_twelve_columns_and_is_in_its_order(exported: Exported) -> None:
    header, *rows = exported.table(f"whitespace_{CUTOFF}.csv")

    assert header[:12] == [
        *("customer_id", "division", "score", "score_challenger", "p_icp", "p_icp_pct"),
        *("mb_lift_max", "mb_lift_mean", "lift_norm", "als_norm", "ev_norm", "nba_reason"),
    ]
    ranks = [int(row[header.index("list_rank")]) for row in rows]
    assert ranks == list(range(1, len(rows) + 1))


def test_a_text_that_reads_as_a_formula_is_escaped_and_a_number_is_not(exported: Exported) -> None:
    header, first, *_ = exported.table(f"whitespace_{CUTOFF}.csv")

    assert first[header.index("customer_name")] == "'=1+1"
    assert float(first[header.index("score")]) < 0


def test_the_curves_are_in_the_order_of_their_tenths(exported: Exported) -> None:
    _, *gains = exported.table("gains_cad.csv")
    _, *bins = exported.table("calibration_cad.csv")

    assert [row[0] for row in gains] == [str(decile) for decile in range(1, 11)]
    assert [float(row[0]) for row in bins] == sorted((float(row[0]) for row in bins), reverse=True)


def test_the_model_file_is_the_model_byte_for_byte(exported: Exported) -> None:
    sha256, features = exported.query(
        "select model_sha256, feature_list from marts.model_cards where division = 'cad'"
    )[0]
    model = exported.file("models/cad/model.json").read_bytes()

    assert hashlib.sha256(model).hexdigest() == sha256
    assert exported.file("models/cad/feature_list.json").read_text() == features
    metadata = exported.document("models/cad/metadata.json")
    assert {"cutoff_date", "prediction_window_months"} <= metadata.keys()


def test_the_card_says_what_it_learned_from_and_names_files_that_exist(exported: Exported) -> None:
    card = exported.document("model_card_cad.json")

    for key in ("division", "cutoffs", "window_months", "selected_model", "seed", "params"):
        assert card[key] is not None
    assert card["data"].keys() >= {"n_customers", "prevalence"}
    assert card["holdout"].keys() >= {"calibration_mae"}
    assert set(card["cutoffs"]) <= {"train", "select", "calibrate"}
    for name in card["artifacts"].values():
        assert (exported.folder / name).is_file()


def test_the_metrics_hold_selection_cutoffs_window_and_aggregates(exported: Exported) -> None:
    metrics = exported.document("metrics_cad.json")

    assert metrics["window_months"] > 0
    assert metrics["cutoffs"]
    assert {row["division"] for row in metrics["holdout"] + metrics["selection"]} == {"cad"}
    assert "champion" in {row["scorer"] for row in metrics["aggregates"]}


def test_the_validation_shows_the_model_beside_the_rules_with_intervals(
    exported: Exported,
) -> None:
    header, *rows = exported.table("validation/topk_scenarios.csv")
    sorted_header, *sorted_rows = exported.table("validation/topk_scenarios_sorted.csv")
    by_name = [dict(zip(header, row, strict=True)) for row in rows]
    frame = pq.read_table(exported.file("validation/validation_frame.parquet"))
    lifts = [float(row[sorted_header.index("lift")] or -1) for row in sorted_rows]

    assert {row["scorer"] for row in by_name} >= {"champion", "recency", "frequency", "bg_nbd"}
    assert {row["k_percent"] for row in by_name} >= {"5", "10", "20"}
    assert {row["accounts_per_rep"] for row in by_name} >= {"10", "25"}
    assert {"all", "cad"} <= {row["division"] for row in by_name}
    assert {row["task_id"] for row in by_name} == {"division_purchase"}
    assert len(sorted_rows) == len(rows)
    assert lifts == sorted(lifts, reverse=True)
    for measure in ("precision", "capture", "rev_capture", "lift"):
        for row in by_name:
            if row[measure] and row[f"{measure}_low"]:
                assert float(row[f"{measure}_low"]) <= float(row[f"{measure}_high"])
    assert {"p_icp", "bought_in_division", "bg_nbd_score", "industry"} <= set(frame.column_names)
    for name in ("validation/gains.csv", "validation/calibration.csv"):
        assert exported.table(name)[0][0] == "division"
        assert len({row[0] for row in exported.table(name)[1:]}) > 1


def test_features_are_those_of_the_list_with_the_assets_beside(exported: Exported) -> None:
    table = pq.read_table(exported.file(f"features_cad_{CUTOFF}.parquet"))
    cutoff = exported.query("select max(cutoff_date) from marts.icp_scores")[0][0]
    asked = exported.query(
        "select count(*) from features.features_customer where offer_id = 'cad' "
        "and cutoff_date = (select max(cutoff_date) from marts.icp_scores)"
    )[0][0]

    assert table.num_rows == asked > 0
    assert set(table["cutoff_date"].to_pylist()) == {cutoff}
    assert any(re.fullmatch("assets_expiring_30d_.+", name) for name in table.column_names)
    assert any(re.fullmatch("assets_subs_share_.+", name) for name in table.column_names)


def test_the_catalog_counts_how_often_a_feature_is_known(exported: Exported) -> None:
    header, *rows = exported.table(f"feature_catalog_cad_{CUTOFF}.csv")
    known = {row[header.index("feature_name")]: row for row in rows}
    column = "mean_order_gap_days_24m"
    filled, asked = exported.query(
        f"select count({column}), count(*) from features.features_customer "
        "where offer_id = 'cad' and cutoff_date = (select max(cutoff_date) from marts.icp_scores)"
    )[0]

    catalog = "select count(*) from marts.feature_catalog where entity = 'customer'"
    assert len(rows) == exported.query(catalog)[0][0]
    assert 0 < filled < asked
    assert float(known[column][header.index("coverage_share")]) == filled / asked


def test_training_scores_are_the_champions_and_of_cutoffs_it_learned_from(
    exported: Exported,
) -> None:
    header, *rows = exported.table(f"train_scores_cad_{CUTOFF}.csv")
    learned = exported.document("model_card_cad.json")["cutoffs"]
    by_role = {(row[header.index("cutoff_role")], row[header.index("learned_cutoff_date")])
               for row in rows}  # fmt: skip
    sampled = pq.read_table(exported.file(f"train_feature_sample_cad_{CUTOFF}.parquet"))

    assert by_role == {(role, day) for role, days in learned.items() for day in days}
    scores = [float(row[header.index("p_icp")]) for row in rows]
    assert all(0 < score < 1 for score in scores)
    assert len(set(scores)) > 10
    assert 0 < sampled.num_rows <= len(rows)
    assert {row[header.index("reason")] for row in rows} == {""}
    assert sampled["reason"].null_count == sampled.num_rows


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("cutoffs_cad.json", "cutoffs"),
        (f"feature_stats_cad_{CUTOFF}.json", "features"),
        (f"whitespace_metrics_{CUTOFF}.json", "metrics"),
        (f"whitespace_overlap_{CUTOFF}.json", "overlaps"),
        ("feature_ablations.json", "ablations"),
        *(("validation/metrics.json", key) for key in ("metrics", "capture", "expected", "drift")),
        ("drift.json", "psi"),
        ("drift.json", "ks"),
        ("drift.json", "weighted_psi"),
    ],
)
def test_no_document_is_empty(exported: Exported, name: str, key: str) -> None:
    document = exported.document(name)

    assert document["task_id"] == "division_purchase"
    assert document[key]


@pytest.mark.parametrize(
    "name",
    [
        *("contract_violations.csv", "labels_summary.csv", "icp_scores.csv"),
        *("name_match_coverage.csv", "prevalence_cad.csv", "labels_positive_cad.csv"),
        *("shap_global_cad.csv", "shap_sample_cad.csv", f"mb_rules_cad_{CUTOFF}.csv"),
        *(f"whitespace_explanations_{CUTOFF}.csv", f"thresholds_whitespace_{CUTOFF}.csv"),
        *(f"whitespace_legacy_{CUTOFF}.csv", "validation/segment_performance.csv"),
    ],
)
def test_no_table_is_empty(exported: Exported, name: str) -> None:
    assert len(exported.table(name)) > 1


def test_the_drivers_begin_with_the_customer(exported: Exported) -> None:
    assert exported.table("shap_sample_cad.csv")[0][0] == "customer_id"


def test_the_log_has_a_line_per_division_and_selection(exported: Exported) -> None:
    lines = exported.file(f"whitespace_log_{CUTOFF}.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    counted = exported.query(
        "select division, is_selected, count(*) from marts.whitespace group by all order by all"
    )

    found = [
        (row["division"], row["is_selected"], row["pair_count"])
        for row in rows
        if row["kind"] == "selection"
    ]
    assert sorted(found) == counted
    assert {row["kind"] for row in rows} == {"division", "selection", "gate"}


def test_the_schema_reports_find_every_declared_column(exported: Exported) -> None:
    for name in ("schema_icp_scores.json", "schema_whitespace.json"):
        report = exported.document(name)
        assert report["ok"] is True, report
        assert report["row_count"] > 0


@pytest.mark.parametrize(
    ("statement", "column"),
    [
        ("alter table marts.icp_scores drop column rung", "rung"),
        ("alter table marts.icp_scores alter window_months type varchar", "window_months"),
    ],
)
def test_a_schema_report_says_what_is_not_as_declared(
    spoiled: Callable[[str], Exported], statement: str, column: str
) -> None:
    house = spoiled(statement)
    house.export()

    report = house.document("schema_icp_scores.json")

    assert report["ok"] is False
    assert [entry["name"] for entry in report["columns"] if not entry["ok"]] == [column]


def test_a_division_without_a_model_has_its_files_but_no_model(
    spoiled: Callable[[str], Exported],
) -> None:
    house = spoiled(
        "update training.champions set status = 'abstained', candidate_id = null, "
        "model_json = null, model_sha256 = null, feature_list_json = null where offer_id = 'cad';"
        "delete from training.champions where offer_id = 'printers';"
        "update marts.model_cards set status = 'abstained', model_sha256 = null, cutoffs = null, "
        "params = null where division in ('cad', 'printers')"
    )
    house.export()
    names = names_in(house.folder)

    for division, score_count in [("cad", 1), ("printers", 0)]:
        for pattern in PER_DIVISION:
            assert _matches(pattern.replace("{}", division), names)
        assert f"models/{division}/model.json" not in names
        assert house.document(f"model_card_{division}.json")["artifacts"]["model"] is None
        _, *rows = house.table(f"train_scores_{division}_{CUTOFF}.csv")
        assert len({row[5] for row in rows if row[5]}) == score_count
    assert [row[-1] for row in rows] == [
        "There is no model and no rate of the division: nothing was learned from."
    ]


def test_division_names_are_safe_in_file_names_and_stay_apart() -> None:
    names = file_names(["cad", "Large format", "a/b", "a b", "../x", "", "CAD-2", "cad-2"])

    assert (names["cad"], names["Large format"], names["../x"]) == ("cad", "Large_format", "_x")
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert all(re.fullmatch(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", name) for name in names.values())


def _matches(pattern: str, names: list[str]) -> bool:
    return any(re.fullmatch(pattern, name) for name in names)
