-- A column's name says its unit: last, but for a look-back window or end of a range.
{%- set units = [
    'count', 'cents', 'hours', 'days', 'months', 'periods', 'share', 'rate', 'probability', 'percentile',
    'lift', 'entropy', 'rank', 'order', 'error', 'score', 'weight', 'factor', 'percent',
    'similarity', 'sqft', 'year', 'hours', 'years', 'grade', 'km',
] %}
{#- Plain words that are a quantity of their own. -#}
{%- set words = [
    'quantity', 'outcome', 'decile', 'affinity', 'contribution', 'rows_in',
    'rows_loaded', 'rows_quarantined', 'rows_duplicate', 'source_line', 'random_seed',
    'select_log_loss', 'select_roc_auc', 'select_brier', 'select_lift_at_10',
    'window_periods_used', 'strength', 'signal_value', 'feature_number', 'alert_value', 'limit_value',
    'drift_value', 'habit_value',
    'lower_cap', 'upper_cap', 'mean', 'scale', 'coefficient',
    'contribution_billionths', 'mean_absolute_contribution', 'with_log_loss',
    'with_roc_auc', 'with_lift_at_10',
    'without_log_loss', 'without_roc_auc', 'without_lift_at_10', 'single_feature_auc',
    'highest_auc', 'roc_auc', 'train_roc_auc', 'model_year', 'measured_value',
    'challenger_log_loss',
    'challenger_lift_at_10', 'incumbent_log_loss', 'incumbent_lift_at_10',
    'difference_mean', 'difference', 'power', 'monotone_sign',
] %}
{%- set never = '_(pct|flag|num|val|new|v[0-9]+|final|tmp)$' %}
{%- set sentences = [] %}
{#- Marts keep the names their readers were promised. -#}
{%- for model in models_in() if model.fqn[1] != 'marts' %}
    {%- for column in model.columns.values() %}
        {%- set name = modules.re.sub('_([0-9]+[md]|lower|upper)$', '', column.name) %}
        {%- set last = name.split('_')[-1] %}
        {%- set type = column.data_type | lower %}
        {%- set fits = {
            'bigint': last in units or name in words,
            'double': last in units or name in words,
            'boolean': name.startswith('is_') or name.startswith('has_'),
            'date': last in ['date', 'month'],
            'timestamp': last == 'at',
        } %}
        {%- if modules.re.search(never, column.name) or not fits.get(type, true) %}
            {%- do sentences.append(
                model.name ~ '.' ~ column.name ~ ' does not say its unit as a ' ~ type
            ) %}
        {%- endif %}
    {%- endfor %}
{%- endfor %}

{{ violations(sentences) }}
