-- What contractor accounts said of their leads, and from when until when it counted.
with

feedback as (

    select * from {{ ref('stg_permits__feedback') }}

),

rating_map as (

    select * from {{ ref('rating_map') }}

),

hashed as (

    select
        *,
        {{ row_hash([
            'account_id', 'lead_id', 'lower(rating)', 'deal_band', 'reason_codes',
            'created_at',
        ]) }} as content_hash

    from feedback

),

compared as (

    select
        *,
        lag(content_hash) over (
            partition by feedback_id
            order by known_at
        ) as earlier_hash

    from hashed

),

-- A record that repeats what the feedback said before is no news about the lead.
changes as (

    select *

    from compared

    where earlier_hash is null or earlier_hash <> content_hash

),

-- Feedback that arrives after newer feedback on the same lead is history at once.
arrivals as (

    select
        *,
        coalesce(
            created_at < max(created_at) over (
                partition by account_id, lead_id
                order by known_at, created_at, feedback_id
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_outdated

    from changes

),

states as (

    select
        *,
        lead(known_at) over (
            partition by account_id, lead_id, is_outdated
            order by known_at, created_at, feedback_id
        ) as replaced_at

    from arrivals

)

select
    states.feedback_id,
    states.account_id,
    states.lead_id,
    lower(states.rating) as rating,
    rating_map.outcome,
    rating_map.is_closed,
    states.deal_band,
    states.reason_codes,
    states.created_at,
    states.known_at as valid_from_at,
    case
        when states.is_outdated then states.known_at
        else states.replaced_at
    end as valid_to_at

from states

left join rating_map
    on lower(states.rating) = rating_map.rating
