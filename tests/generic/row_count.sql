{#- Fails where there are fewer rows than that, or more. -#}
{% test row_count(model, lowest, highest) %}

select row_count

from (
    select count(*) as row_count
    from {{ model }}
) as counted

where row_count < {{ lowest }} or row_count > {{ highest }}

{% endtest %}
