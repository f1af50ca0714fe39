{#- Fails for each policy without exactly four weights, or whose weights sum to zero. -#}
{% test four_weights_per_policy(model, weights) %}

select
    policies.policy_id,
    count(weights.weight) as weight_count,
    sum(weights.weight) as weight_sum

from {{ model }} as policies

left join {{ weights }} as weights
    on policies.policy_id = weights.policy_id

group by policies.policy_id

having count(weights.weight) <> 4 or coalesce(sum(weights.weight), 0) <= 0

{% endtest %}
