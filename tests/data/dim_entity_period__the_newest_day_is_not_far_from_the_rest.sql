-- Fails where what became known last of an entity stands further from the rest than
-- ever before, and a quarter at least: a mistyped recorded_at would make empty days
-- look over.
with

days as (
    {% for entity, fact, _, known_at in facts_of_entities() %}
    select
        '{{ entity }}' as entity,
        cast({{ known_at }} as date) as known_date

    from {{ ref(fact) }}
    {% if not loop.last %}
    union distinct
    {% endif %}
    {%- endfor %}
),

gaps as (

    select
        entity,
        known_date,
        row_number() over (
            partition by entity
            order by known_date desc
        ) as newness,
        lag(known_date) over (
            partition by entity
            order by known_date
        ) as previous_date

    from days

),

measured as (

    select
        *,
        {{ days_between('previous_date', 'known_date') }} as gap_days

    from gaps

),

compared as (

    select
        *,
        max(gap_days) over (
            partition by entity
            order by known_date
            rows between unbounded preceding and 1 preceding
        ) as usual_gap_days

    from measured

)

select
    entity,
    known_date,
    gap_days,
    usual_gap_days

from compared

where
    newness <= 5
    and gap_days > 92
    and gap_days > coalesce(usual_gap_days, 0)
    -- Who says the day need not have it guessed.
    and {{ 'true' if var('as_of_date') is none else 'false' }}
