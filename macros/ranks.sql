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

{#- The rank of a value among the rows that share some columns, 0 to 1; equal values share
    the lowest of their ranks, unknown ones are last. -#}
{% macro percentile_among(value, columns) -%}
    percent_rank() over (
        partition by {{ columns | join(', ') }}
        order by {{ value }} nulls first
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

{#- The rank of a signal as the policy wants it: within the offer or among all pairs. -#}
{% macro normalised(signal) -%}
    case policy_variants.normalisation
        when 'pooled' then signals.{{ signal }}_pooled_percentile
        else signals.{{ signal }}_percentile
    end
{%- endmacro %}

{#- What a policy makes of the signals of a pair; reads policy_variants, signals, weights
    (the effective ones, which sum to 1) and rules_of_thumb. `product` is the weighted
    geometric mean of the signals themselves, `weighted_sum` the weighted mean of their
    ranks. A signal of zero or less counts as the smallest amount there is, so that one
    unknown signal does not silence the others. -#}
{% macro blended_score() -%}
    case policy_variants.blend
        when 'product'
            then
                power(signals.probability, weights.probability_weight)
                * power(
                    greatest(coalesce(signals.affinity, 1), cast(0.000001 as double)),
                    weights.affinity_weight
                )
                * power(
                    greatest(coalesce(signals.similarity, 0), cast(0.000001 as double)),
                    weights.similarity_weight
                )
                * power(
                    greatest(signals.value_if_won_cents, 1) / 100.0,
                    weights.expected_value_weight
                )
        when 'weighted_sum'
            then
                {{ normalised('probability') }} * weights.probability_weight
                + {{ normalised('affinity') }} * weights.affinity_weight
                + {{ normalised('similarity') }} * weights.similarity_weight
                + {{ normalised('expected_value') }} * weights.expected_value_weight
        when 'recency' then rules_of_thumb.recency_score
        when 'last_year_profit' then rules_of_thumb.last_year_profit_score
        when 'popularity' then rules_of_thumb.popularity_score
    end
{%- endmacro %}
