{#- Fails for each place of a list that two rows share or that is left empty. -#}
{% test a_rank_occurs_once(model) %}

select
    variant_id,
    task_id,
    cutoff_date,
    count(*) as row_count,
    count(distinct list_rank) as rank_count,
    max(list_rank) as last_rank

from {{ model }}

where list_rank is not null

group by
    variant_id,
    task_id,
    cutoff_date

having count(*) <> count(distinct list_rank) or count(*) <> max(list_rank)

{% endtest %}
