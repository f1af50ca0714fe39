-- One number per offer and day that changes when anything in the matrix does.
with

hashed as (
    {% for entity in entities() %}
    {%- set texts = ['entity_id'] %}
    {%- for _, column in contracted_features(entity) | sort(attribute='1.name') %}
        {%- do texts.append(
            billionths(column.name) if column.data_type == 'double' else column.name
        ) %}
    {%- endfor %}
    select
        '{{ entity }}' as entity,
        offer_id,
        cutoff_date,
        {{ row_hash(texts) }} as hash_text

    from {{ ref('features_' ~ entity) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
),

-- A sum knows no order, and unlike an exclusive or it counts twins.
summed as (

    select
        entity,
        offer_id,
        cutoff_date,
        cast(count(*) as bigint) as row_count,
        sum({{ hash_number('hash_text') }}) as hash_sum

    from hashed

    group by
        entity,
        offer_id,
        cutoff_date

)

select
    entity,
    offer_id,
    cutoff_date,
    row_count,
    {{ row_hash(['row_count', 'hash_sum']) }} as checksum

from summed
