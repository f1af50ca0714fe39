-- What is left of all opportunities on the way to the top tier, and how it turned out.
with

opportunities as (

    select * from {{ ref('opportunities') }}

),

realised_values as (

    select * from {{ ref('realised_values') }}

),

priority_policies as (

    select * from {{ ref('priority_policies') }}

),

actives as (

    select
        task_id,
        entity_id,
        offer_id,
        cutoff_date,
        is_recommended

    from opportunities

    where policy_role = 'active'

),

judged as (

    select
        opportunities.policy_id,
        opportunities.policy_role,
        opportunities.task_id,
        opportunities.cutoff_date,
        opportunities.is_today,
        opportunities.value_cents,
        opportunities.gate_id,
        opportunities.is_recommended,
        opportunities.tier,
        actives.is_recommended as is_recommended_by_active,
        realised_values.sold_price_cents,
        realised_values.sold_price_cents < case priority_policies.value_used
            when 'conservative' then realised_values.conservative_resale_cents
            when 'optimistic' then realised_values.optimistic_resale_cents
        end as is_false_positive

    from opportunities

    inner join priority_policies
        on opportunities.policy_id = priority_policies.policy_id

    inner join actives
        on
            opportunities.task_id = actives.task_id
            and opportunities.entity_id = actives.entity_id
            and opportunities.offer_id = actives.offer_id
            and opportunities.cutoff_date = actives.cutoff_date

    left join realised_values
        on
            opportunities.task_id = realised_values.task_id
            and opportunities.entity_id = realised_values.entity_id
            and opportunities.offer_id = realised_values.offer_id
            and opportunities.cutoff_date = realised_values.cutoff_date

)

select
    task_id,
    policy_id,
    policy_role,
    cutoff_date,
    is_today,
    count(*) as asked_count,
    count(value_cents) as valued_count,
    count(case when value_cents > 0 then 1 end) as positive_count,
    count(case when gate_id is null then 1 end) as ungated_count,
    count(case when is_recommended then 1 end) as recommended_count,
    count(
        case when is_recommended and not is_recommended_by_active then 1 end
    ) as removed_by_guardrail_count,
    count(case when tier = 'A' then 1 end) as tier_a_count,
    count(case when tier = 'B' then 1 end) as tier_b_count,
    count(case when tier = 'C' then 1 end) as tier_c_count,
    count(case when tier = 'A' then sold_price_cents end) as tier_a_sold_count,
    count(case when tier = 'A' and is_false_positive then 1 end)
        as tier_a_false_positive_count,
    {{ share_of(
        "count(case when tier = 'A' and is_false_positive then 1 end)",
        "count(case when tier = 'A' then sold_price_cents end)"
    ) }} as tier_a_false_positive_share

from judged

group by
    task_id,
    policy_id,
    policy_role,
    cutoff_date,
    is_today
