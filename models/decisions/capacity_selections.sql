-- Which pairs of today's lists fit each capacity, and in which order they are worked.
with

ranking as (

    select * from {{ ref('ranking') }}

    where is_today and list_rank is not null

),

customer_states as (

    select * from {{ ref('customer_states') }}

),

capacities as (

    select * from {{ ref('capacities') }}

),

places as (

    select
        ranking.*,
        customer_states.rep_id,
        row_number() over (
            partition by ranking.task_id, ranking.variant_id, ranking.offer_id
            order by ranking.list_rank
        ) as place_in_offer,
        row_number() over (
            partition by ranking.task_id, ranking.variant_id, ranking.entity_id
            order by ranking.list_rank
        ) as place_of_customer

    from ranking

    inner join customer_states
        on
            ranking.task_id = customer_states.task_id
            and ranking.entity_id = customer_states.customer_id
            and ranking.cutoff_date = customer_states.cutoff_date

),

-- An account is worked by its representative with its best offer.
rep_places as (

    select
        *,
        row_number() over (
            partition by
                task_id, variant_id, rep_id, place_of_customer
            order by list_rank
        ) as place_with_rep,
        row_number() over (
            partition by task_id, variant_id
            order by place_in_offer, list_rank
        ) as place_in_turn

    from places

),

selected as (

    select
        capacities.capacity_id,
        capacities.capacity_mode,
        capacities.is_active as is_active_capacity,
        rep_places.*,
        case
            when capacities.capacity_mode = 'hybrid' then rep_places.place_in_turn
            else rep_places.list_rank
        end as place

    from rep_places

    inner join capacities
        on
            rep_places.task_id = capacities.task_id
            and case capacities.capacity_mode
                when 'top_percent'
                    then
                        rep_places.list_rank <= {{ rows_in_share(
                            'rep_places.list_count', 'capacities.capacity_share'
                        ) }}
                when 'hybrid'
                    then
                        rep_places.place_in_turn <= {{ rows_in_share(
                            'rep_places.list_count', 'capacities.capacity_share'
                        ) }}
                when 'per_rep'
                    then
                        rep_places.rep_id is not null
                        and rep_places.place_of_customer = 1
                        and rep_places.place_with_rep <= capacities.accounts_per_rep
            end

)

select
    capacity_id,
    capacity_mode,
    is_active_capacity,
    policy_id,
    variant_role as policy_role,
    task_id,
    entity_id,
    offer_id,
    cutoff_date,
    score,
    list_rank,
    list_count,
    rep_id,
    cast(
        row_number() over (
            partition by capacity_id, task_id, policy_id
            order by place, list_rank
        ) as bigint
    ) as selection_rank

from selected
