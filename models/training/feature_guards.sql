-- What each feature alone says about the outcome, and which are too good to be true.
with

guard_features as (

    select * from {{ ref('guard_features') }}

),

leak_guards as (

    select * from {{ ref('leak_guards') }}

),

auc_limit as (

    select
        min(highest_auc) as highest_auc,
        max(minimum_positive_count) as minimum_positive_count

    from leak_guards

    where guard = 'auc'

),

-- A name is told by its words: will_buy has one of them, goodwill_cents has not.
named as (

    select guard_features.feature_name

    from guard_features

    inner join leak_guards
        on
            leak_guards.guard = 'name'
            and instr(
                '_' || guard_features.feature_name || '_',
                '_' || leak_guards.name_word || '_'
            ) > 0

    group by guard_features.feature_name

),

judged as (

    select
        guard_features.*,
        auc_limit.highest_auc,
        case
            when named.feature_name is not null then 'name'
            -- Among a handful of buyers many a feature is perfect by chance.
            when
                guard_features.positive_count >= auc_limit.minimum_positive_count
                and guard_features.single_feature_auc > auc_limit.highest_auc
                then 'auc'
        end as guard

    from guard_features

    cross join auc_limit

    left join named
        on guard_features.feature_name = named.feature_name

)

select
    task_id,
    offer_id,
    cast(vintage_date as date) as vintage_date,
    feature_name,
    row_count,
    positive_count,
    single_feature_auc,
    highest_auc,
    guard,
    guard is not null as is_dropped

from judged
