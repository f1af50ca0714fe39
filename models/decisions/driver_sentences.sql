-- What moved the probability of a pair most, in words, with its push on the log-odds.
with

prediction_drivers as (

    select * from {{ ref('prediction_drivers') }}

),

driver_phrases as (

    select * from {{ ref('driver_phrases') }}

),

valued as (

    select
        prediction_drivers.*,
        driver_phrases.phrase,
        driver_phrases.value_kind,
        case
            when coalesce(driver_phrases.value_kind, '') <> 'text'
                then try_cast(prediction_drivers.feature_value as double)
        end as feature_number

    from prediction_drivers

    left join driver_phrases
        on prediction_drivers.feature_name = driver_phrases.feature_name

),

worded as (

    select
        *,
        case value_kind
            when 'usd' then {{ number_text('feature_number / 100', 0) }}
            when 'percent' then {{ number_text('feature_number * 100', 0) }}
            when 'ratio' then {{ number_text('feature_number', 2) }}
            when 'number' then {{ number_text('feature_number', 0) }}
            when 'text' then feature_value
            when 'yes_no'
                then
                    case feature_value when 'true' then 'yes' when 'false' then 'no' end
        end as value_text

    from valued

)

select
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    driver_rank,
    feature_name,
    theme,
    feature_value,
    feature_number,
    contribution,
    -- A phrase that ends in its value can say that there is none; what else has no
    -- phrase, or no value, is said by its name.
    coalesce(
        replace(phrase, '{value}', value_text),
        case
            when phrase like '%: {value}'
                then replace(phrase, '{value}', 'none on file')
        end,
        feature_name || ' = ' || coalesce(feature_value, 'none')
    ) as phrase

from worded
