-- Why a pair stands where it stands, in words a salesperson would use.
with

signals as (

    select * from {{ ref('signals') }}

    where is_today

),

reason_phrases as (

    select * from {{ ref('reason_phrases') }}

),

drivers as (

    select * from {{ ref('prediction_drivers') }}

),

-- A probability speaks for itself, the other signals by their rank within the offer.
strengths as (
    {% for signal, strength in [
        ('probability', 'probability'),
        ('affinity', 'affinity_percentile'),
        ('similarity', 'similarity_percentile'),
        ('expected_value', 'expected_value_percentile'),
    ] %}
    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        '{{ signal }}' as signal,
        {{ strength }} as strength

    from signals
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

matched as (

    select
        strengths.task_id,
        strengths.entity_id,
        strengths.offer_id,
        strengths.cutoff_date,
        strengths.signal,
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

    inner join reason_phrases
        on
            strengths.signal = reason_phrases.signal
            and strengths.strength >= reason_phrases.minimum_strength

),

phrases as (

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        max(case when signal = 'probability' then phrase end) as probability_phrase,
        max(case when signal = 'affinity' then phrase end) as affinity_phrase,
        max(case when signal = 'similarity' then phrase end) as similarity_phrase,
        max(case when signal = 'expected_value' then phrase end)
            as expected_value_phrase

    from matched

    where phrase_rank = 1

    group by
        task_id,
        entity_id,
        offer_id,
        cutoff_date

),

main_drivers as (

    select
        task_id,
        entity_id,
        offer_id,
        max(case when driver_rank = 1 then {{ driver_text() }} end) as first_driver,
        max(case when driver_rank = 2 then {{ driver_text() }} end) as second_driver,
        max(case when driver_rank = 3 then {{ driver_text() }} end) as third_driver

    from drivers

    group by
        task_id,
        entity_id,
        offer_id

)

select
    signals.task_id,
    signals.entity_id,
    signals.offer_id,
    signals.cutoff_date,
    coalesce(phrases.probability_phrase, 'Low')
    || ' p=' || {{ number_text('signals.probability', 2) }}
    || coalesce('; ' || phrases.affinity_phrase, '')
    || coalesce('; ' || phrases.similarity_phrase, '')
    || coalesce('; ' || phrases.expected_value_phrase, '') as nba_reason,
    main_drivers.first_driver
    || coalesce('; ' || main_drivers.second_driver, '')
    || coalesce('; ' || main_drivers.third_driver, '') as main_drivers

from signals

left join phrases
    on
        signals.task_id = phrases.task_id
        and signals.entity_id = phrases.entity_id
        and signals.offer_id = phrases.offer_id

left join main_drivers
    on
        signals.task_id = main_drivers.task_id
        and signals.entity_id = main_drivers.entity_id
        and signals.offer_id = main_drivers.offer_id
