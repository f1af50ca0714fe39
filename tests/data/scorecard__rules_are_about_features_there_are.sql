-- Fails for each rule about a feature that the entity of its task has not, about what
-- the rules say themselves, or about nothing: a rule without a bound always holds.
with

scorecard as (

    select * from {{ ref('scorecard') }}

),

tasks as (

    select * from {{ ref('tasks') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

)

select
    scorecard.task_id,
    scorecard.rule_id,
    scorecard.feature_name

from scorecard

inner join tasks
    on scorecard.task_id = tasks.task_id

left join feature_list
    on
        tasks.entity = feature_list.entity
        and scorecard.feature_name = feature_list.feature_name

where
    feature_list.feature_name is null
    or feature_list.theme = 'rules'
    or (
        scorecard.lowest is null
        and scorecard.highest is null
        and scorecard.text_value is null
    )
    or (feature_list.data_type = 'string' and scorecard.text_value is null)
    or (
        feature_list.data_type not in ('string', 'boolean')
        and scorecard.text_value is not null
    )
