{#- Fails for each house key that is null somewhere or occurs twice. -#}
{% test one_row_per_house_key(model, with_task=false) %}
    {{ test_unique_key(model, house_key() + (['task_id'] if with_task else [])) }}
{% endtest %}
