-- Every pair of a list that was handed out as it arrived, typed, and what is wrong.
{%- set rules = {
    'task_id': 'identifier',
    'customer_id': 'identifier',
    'division': 'identifier',
    'surfaced_date': 'date',
    'policy_id': 'identifier',
    'list_rank': 'whole_number',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('activation', 'surfaced') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('task_id', rules.task_id) }} as task_id,
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('division', rules.division) }} as offer_id,
        {{ typed('surfaced_date', rules.surfaced_date) }} as surfaced_date,
        {{ typed('policy_id', rules.policy_id) }} as policy_id,
        {{ typed('list_rank', rules.list_rank) }} as list_rank,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    task_id,
    customer_id,
    offer_id,
    surfaced_date,
    policy_id,
    list_rank,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=[
            'task_id',
            'customer_id',
            'offer_id',
            'surfaced_date',
            'policy_id',
            'known_at',
        ],
        content=[
            'task_id',
            'customer_id',
            'offer_id',
            'surfaced_date',
            'policy_id',
            'list_rank',
            'known_at',
        ]
    ) }} as row_status

from typed_rows
