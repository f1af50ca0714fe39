{#- Fails for each place of a list that two rows share or that is left empty. -#}
{% test a_rank_occurs_once(model) %}

select
    policy_id,
    count(*) as row_count,
    count(distinct list_rank) as rank_count,
    max(list_rank) as last_rank

from {{ model }}

where list_rank is not null

group by policy_id

having count(*) <> count(distinct list_rank) or count(*) <> max(list_rank)

{% endtest %}
