{#- Fails where there are fewer rows than that, or more. -#}
{% test row_count(model, lowest, highest) %}

select count(*) as row_count

from {{ model }}

having count(*) < {{ lowest }} or count(*) > {{ highest }}

{% endtest %}
