{#- Fails for each policy that blends signals without exactly four weights, or whose weights
    sum to zero, and for each rule of thumb that has weights nobody would read. -#}
{% test four_weights_per_policy(model, weights) %}

select
    policies.policy_id,
    policies.blend,
    count(weights.weight) as weight_count,
    sum(weights.weight) as weight_sum

from {{ model }} as policies

left join {{ weights }} as weights
    on policies.policy_id = weights.policy_id

group by
    policies.policy_id,
    policies.blend

having
    count(weights.weight)
    <> case when policies.blend in ('product', 'weighted_sum') then 4 else 0 end
    or sum(weights.weight) <= 0

{% endtest %}
