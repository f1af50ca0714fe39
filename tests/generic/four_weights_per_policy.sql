{#- Fails for each policy without exactly four weights, or with weights that sum to zero. -#}
{% test four_weights_per_policy(model) %}

select
    policy_id,
    count(weight) as weight_count,
    sum(weight) as weight_sum

from {{ model }}

group by policy_id

having count(weight) <> 4 or sum(weight) <= 0

{% endtest %}
