-- The numbers behind each row of the list: every clause of its reason, every driver.
with

ranking as (

    select * from {{ ref('ranking') }}

    where is_today and variant_role = 'active' and list_rank is not null

),

reason_clauses as (

    select * from {{ ref('reason_clauses') }}

),

driver_sentences as (

    select * from {{ ref('driver_sentences') }}

),

parts as (

    select
        task_id,
        entity_id,
        offer_id,
        'clause' as part,
        clause_order as part_order,
        signal as name,
        cast(null as {{ dbt.type_string() }}) as theme,
        phrase,
        signal_value as value,
        cast(null as {{ dbt.type_string() }}) as feature_value,
        strength,
        cast(null as double) as contribution

    from reason_clauses

    union all

    select
        task_id,
        entity_id,
        offer_id,
        'driver' as part,
        driver_rank as part_order,
        feature_name as name,
        theme,
        phrase,
        feature_number as value,
        feature_value,
        cast(null as double) as strength,
        contribution

    from driver_sentences

)

select
    ranking.task_id,
    ranking.entity_id as customer_id,
    ranking.offer_id as division,
    ranking.cutoff_date,
    parts.part,
    parts.part_order,
    parts.name,
    parts.theme,
    parts.phrase,
    parts.value,
    parts.feature_value,
    parts.strength,
    parts.contribution

from ranking

inner join parts
    on
        ranking.task_id = parts.task_id
        and ranking.entity_id = parts.entity_id
        and ranking.offer_id = parts.offer_id
