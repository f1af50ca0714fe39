"""The rows of artifacts that are no relation as it is.

Queries see getvariable('task'), 'cutoff' and 'as_of' of the list, 'division' and 'folder' (the
division as file names spell it), and `prepared`, the tables of export_prepared.
"""

OF_LIST = """
    select
        getvariable('task') as task_id, getvariable('cutoff') as cutoff_date,
        getvariable('as_of') as as_of_date
"""
OF_DIVISION = OF_LIST + ", getvariable('division') as division"

VIOLATIONS = """
    select source_name, table_name, column_name, rule, count(*) as violation_count
    from staging.quarantine group by source_name, table_name, column_name, rule
"""

# Labels and features under the names their readers use.
LABELS = """
    select
        entity_id as customer_id, offer_id as division,
        * exclude (entity_id, offer_id, label_status)
    from labels.labels_customer where label_status = 'observed'
"""
FEATURES = """
    select
        matrix.entity_id as customer_id, matrix.offer_id as division,
        matrix.* exclude (entity_id, offer_id), assets.* exclude (customer_id)
    from features.features_customer as matrix
    left join prepared.customer_assets as assets on matrix.entity_id = assets.customer_id
"""
CATALOG = """
    select
        catalog.feature_name, catalog.theme, catalog.data_type, coverage.row_count,
        coverage.filled_count,
        coverage.filled_count / nullif(coverage.row_count, 0) as coverage_share,
        catalog.description
    from marts.feature_catalog as catalog
    left join prepared.feature_coverage as coverage
        on catalog.feature_name = coverage.feature_name
    where catalog.entity = 'customer'
"""
PREVALENCE = """
    select offer_id as division, * exclude (offer_id) from monitoring.label_prevalence
"""
LABELS_SUMMARY = """
    select
        task_id, offer_id as division, cutoff_date, cutoff_role, label_status, window_periods_used,
        cast(sum(row_count) as bigint) as row_count,
        cast(sum(positive_count) as bigint) as positive_count,
        case
            when label_status = 'observed' then sum(positive_count) / nullif(sum(row_count), 0)
        end as prevalence_share
    from monitoring.label_prevalence
    group by task_id, offer_id, cutoff_date, cutoff_role, label_status, window_periods_used
"""
WINDOW = f"""
    select listed.*, windows.window_periods_used as window_months, windows.is_widened
    from ({OF_DIVISION}) as listed
    left join labels.labels_customer__window as windows
        on listed.task_id = windows.task_id and listed.division = windows.offer_id
"""
CUTOFFS = """
    select calendar.* exclude (score_cutoff_date, as_of_date)
    from spines.cutoff_calendar as calendar
    inner join labels.labels_customer__window as windows
        on calendar.task_id = windows.task_id
        and calendar.window_periods = windows.window_periods_used
    where windows.offer_id = getvariable('division')
"""

# What speaks for the division today.
CHAMPION = """
    select * from training.champions
    where task_id = getvariable('task') and offer_id = getvariable('division')
"""
MODEL_JSON = f"select model_json from ({CHAMPION}) where model_json is not null"
FEATURE_LIST = f"select feature_list_json from ({CHAMPION}) where feature_list_json is not null"
METADATA = """
    select
        task_id, division, status, reason, last_learned_cutoff_date as cutoff_date,
        window_months as prediction_window_months, scores_from_date, selected_model, calibration,
        seed, model_sha256, training_frame_sha256
    from marts.model_cards
"""
METRICS = """
    select
        task_id, division, status, selected_model, calibration, window_months,
        cast(cutoffs as json) as cutoffs
    from marts.model_cards
"""
# How the recipes of today's model and of the champion were chosen. They are the same trials, unless
# an older model was kept; of one whose run is over its own row is known.
TRIALS = """
    with champions as (
        select offer_id as division, model_id as champion_id, * exclude (offer_id, model_id)
        from training.champions
    ),
    trials as (
        select
            tried.offer_id as division, champions.champion_id,
            coalesce(tried.contest_model_id = champions.champion_id, false) as is_of_champion,
            tried.* exclude (offer_id),
        from training.model_trials as tried
        left join champions
            on tried.task_id = champions.task_id and tried.offer_id = champions.division
        qualify
            is_of_champion
            or tried.vintage_date
            = max(tried.vintage_date) over (partition by tried.task_id, tried.offer_id)
    )
    from trials
    union all by name
    select
        task_id, division, champion_id, true as is_of_champion, champion_id as contest_model_id,
        candidate_id, family, scope, status, calibrator_id, parameters_json, random_seed,
        train_row_count, train_positive_count, select_row_count, select_positive_count,
        'Chosen in an earlier run, whose other trials are not kept. ' || reason as reason
    from champions
    anti join (from trials where is_of_champion) as known
        using (task_id, division)
"""
# Every division counts once; the mean of a list is taken in its order.
AGGREGATES = """
    select
        task_id, scorer, count(roc_auc) as division_count,
        list_avg(list(roc_auc order by division)) as mean_roc_auc,
        list_avg(list(pr_auc order by division)) as mean_pr_auc,
        list_avg(list(lift_at_10 order by division)) as mean_lift_at_10,
        list_avg(list(revenue_lift_at_10 order by division)) as mean_revenue_lift_at_10,
        list_avg(list(brier order by division)) as mean_brier,
        list_avg(list(calibration_mae order by division)) as mean_calibration_mae
    from marts.model_metrics where division <> 'all' group by task_id, scorer
"""
CARD = """
    select
        task_id, division, status, reason, cast(cutoffs as json) as cutoffs, window_months,
        selected_model, calibration, seed, cast(params as json) as params,
        {'n_customers': n_customers, 'prevalence': prevalence, 'train_rows': train_row_count,
            'train_positives': train_positive_count, 'learned_rows': learned_row_count,
            'learned_positives': learned_positive_count} as data,
        {'roc_auc': holdout_roc_auc, 'lift_at_10': holdout_lift_at_10,
            'calibration_mae': holdout_calibration_mae, 'remark': holdout_remark} as holdout,
        last_learned_cutoff_date, scores_from_date, model_sha256, training_frame_sha256,
        {
            'metrics': 'metrics_' || getvariable('folder') || '.json',
            'gains': 'gains_' || getvariable('folder') || '.csv',
            'calibration': 'calibration_' || getvariable('folder') || '.csv',
            'thresholds': 'thresholds_' || getvariable('folder') || '.csv',
            'shap_global': 'shap_global_' || getvariable('folder') || '.csv',
            'shap_sample': 'shap_sample_' || getvariable('folder') || '.csv',
            'model': case when model_sha256 is not null
                then 'models/' || getvariable('folder') || '/model.json' end,
            'feature_list': case when model_sha256 is not null
                then 'models/' || getvariable('folder') || '/feature_list.json' end,
            'metadata': 'models/' || getvariable('folder') || '/metadata.json'
        } as artifacts
    from marts.model_cards
"""
DRIVERS = """
    select
        task_id, entity_id as customer_id, offer_id as division, cutoff_date, driver_rank,
        feature_name, contribution, feature_value, model_id
    from scoring.prediction_drivers
    where
        cutoff_date = getvariable('cutoff')
        and entity_id in (select customer_id from prepared.sampled_customers)
"""

# What of drift readers know by these words: the value, and the threshold beyond which it alarms.
DRIFT = """
    select
        task_id, offer_id as division, subject, metric, drift_value as value,
        limit_value as threshold, habit_value, is_drift, reference_date, cutoff_date as drift_date,
        reference_count, current_count, alert_id, reason
    from monitoring.drift
"""
DRIFT_HIGHLIGHTS = f"select * from ({DRIFT}) where is_drift"
FEATURE_DRIFT = f"""
    select subject as feature, * exclude (subject, division, metric, alert_id)
    from ({DRIFT}) where alert_id = 'feature_drift'
"""
SCORE_DRIFT = f"""
    select * exclude (subject, metric, alert_id) from ({DRIFT}) where alert_id = 'score_drift'
"""
VALUE_DRIFT = f"""
    select * exclude (division, alert_id) from ({DRIFT}) where alert_id = 'value_drift'
"""
OTHER_DRIFT = f"""
    select alert_id as type, * exclude (alert_id) from ({DRIFT})
    where alert_id not in ('feature_drift', 'score_drift', 'value_drift')
"""
ALERTS = """
    select
        task_id, alert_id as type, subject, alert_value as value, limit_value as threshold,
        since_date as since, meaning
    from monitoring.alerts
"""

_LIST_SUMMARY = """
    count(*) as pair_count, count(distinct customer_id) as customer_count,
    min(list_rank) as first_list_rank, max(list_rank) as last_list_rank,
    max(score) as highest_score, min(score) as lowest_score,
    sum(cast(p_icp as decimal(18, 9))) / count(*) as mean_p_icp,
    sum(expected_value_usd) as expected_value_usd
"""
LIST_BY_DIVISION = f"""
    select task_id, cutoff_date, division, {_LIST_SUMMARY}
    from marts.whitespace group by task_id, cutoff_date, division
"""
LIST_BY_SELECTION = f"""
    select task_id, cutoff_date, division, is_selected, {_LIST_SUMMARY}
    from marts.whitespace group by task_id, cutoff_date, division, is_selected
"""

# The best scenario first, whosever list it is.
SCENARIOS_SORTED = """
    select
        row_number() over (order by lift desc nulls last, division, scorer, scenario) as place, *
    from marts.topk_scenarios where task_id = getvariable('task')
"""
CAPTURES = """
    select
        task_id, division, scorer, k_percent, captured_positives, precision, capture, rev_capture,
        lift
    from marts.topk_scenarios where capacity_mode = 'top_percent'
"""
