{#- How much more of a measure the best `percent` percent of rows hold than as many random
    rows. Reads groups of equal scores (row_count, rows_above_count, total_row_count); a
    group cut by the line counts in proportion. Aggregates over the groups. -#}
{% macro lift_at(measure, total, percent) -%}
    {%- set line = 'ceil(total_row_count * ' ~ percent ~ ' / 100.0)' -%}
    {{ exact_sum(
        share_of(measure, total)
        ~ ' * greatest(least(cast(' ~ line ~ ' - rows_above_count as double)'
        ~ ' / row_count, 1), 0)'
        ~ ' * total_row_count / ' ~ line
    ) }}
{%- endmacro %}

{#- A driver of a prediction as text: name, value and its push on the log-odds. -#}
{% macro driver_text() -%}
    feature_name || ' = ' || coalesce(feature_value, 'none')
    || ' (' || case when contribution > 0 then '+' else '' end
    || {{ number_text('contribution', 2) }} || ')'
{%- endmacro %}

{#- The rank of a value within its task and offer, 0 to 1. -#}
{% macro percentile_in_offer(value) -%}
    percent_rank() over (
        partition by task_id, offer_id
        order by {{ value }}
    )
{%- endmacro %}

{#- The sum of a measure over all scores of a scorer. -#}
{% macro sum_of_all(measure) -%}
    cast(
        sum({{ measure }}) over (partition by task_id, offer_id, scorer_id) as bigint
    )
{%- endmacro %}

{#- The sum of a measure over the higher scores of a scorer. -#}
{% macro sum_above(measure) -%}
    cast(
        sum({{ measure }}) over (
            partition by task_id, offer_id, scorer_id
            order by score desc
            rows between unbounded preceding and current row
        ) - {{ measure }} as bigint
    )
{%- endmacro %}

{#- The weight a policy gives to a signal. Aggregates over its weights. -#}
{% macro weight_of(signal) -%}
    max(case when policy_weights.signal = '{{ signal }}' then policy_weights.weight end)
{%- endmacro %}

{#- What a policy makes of the signals of a pair; reads both relations. `product` is
    p x value^w, the weights are exponents of the signals themselves; `weighted_sum` is
    the weighted mean of their percentiles within the offer. -#}
{% macro blended_score() -%}
    case weights.blend
        when 'product'
            then
                power(signals.probability, weights.probability_weight)
                * power(signals.affinity, weights.affinity_weight)
                * power(signals.similarity, weights.similarity_weight)
                * power(
                    greatest(signals.value_if_won_cents, 1) / 100.0,
                    weights.expected_value_weight
                )
        when 'weighted_sum'
            then
                signals.probability_percentile * weights.probability_weight
                + signals.affinity_percentile * weights.affinity_weight
                + signals.similarity_percentile * weights.similarity_weight
                + signals.expected_value_percentile * weights.expected_value_weight
    end
{%- endmacro %}
