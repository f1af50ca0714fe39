-- What each signal says for a pair today, in the words a salesperson would use.
{%- set strengths = {
    'probability': ['probability', 'probability'],
    'affinity': ['affinity', 'case when affinity > 1 then affinity_percentile end'],
    'similarity': [
        'similarity',
        "case similarity_method when 'factorisation' then similarity_percentile end",
    ],
    'expected_value': ['expected_value_cents / 100.0', 'expected_value_percentile'],
} %}

with

signals as (

    select * from {{ ref('signals') }}

    where is_today

),

reason_phrases as (

    select * from {{ ref('reason_phrases') }}

),

-- A probability speaks for itself, the other signals by their rank within the offer.
strengths as (
    {% for signal, (value, strength) in strengths.items() %}
    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        '{{ signal }}' as signal,
        {{ loop.index }} as clause_order,
        cast({{ value }} as double) as signal_value,
        {{ strength }} as strength

    from signals
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

matched as (

    select
        strengths.*,
        reason_phrases.phrase,
        row_number() over (
            partition by
                strengths.task_id,
                strengths.entity_id,
                strengths.offer_id,
                strengths.signal
            order by reason_phrases.minimum_strength desc
        ) as phrase_rank

    from strengths

    left join reason_phrases
        on
            strengths.signal = reason_phrases.signal
            and strengths.strength >= reason_phrases.minimum_strength

    -- Every pair says its probability, whatever the phrases cover.
    where reason_phrases.phrase is not null or strengths.signal = 'probability'

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    signal,
    cast(clause_order as bigint) as clause_order,
    case
        when signal = 'probability'
            then
                coalesce(phrase, 'Low') || ' p='
                || {{ number_text('signal_value', 2) }}
        else phrase
    end as phrase,
    signal_value,
    strength

from matched

where phrase_rank = 1
