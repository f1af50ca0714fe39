{#- Fails for each bucket of a task that does not begin where the one before ends, and where
    the first has a lower or the last an upper bound: every value is in one bucket. -#}
{% test buckets_meet(model) %}

select
    task_id,
    bucket

from (
    select
        *,
        lag(highest_usd) over (
            partition by task_id
            order by lowest_usd nulls first, bucket
        ) as previous_highest_usd,
        row_number() over (
            partition by task_id
            order by lowest_usd nulls first, bucket
        ) as place,
        count(*) over (partition by task_id) as bucket_count
    from {{ model }}
) as placed

where
    (place = 1 and lowest_usd is not null)
    or (place > 1 and not coalesce(lowest_usd = previous_highest_usd, false))
    or (place = bucket_count and highest_usd is not null)

{% endtest %}
