-- How often each feature has a value, today and on the days that are learned from.
{%- set features = [] %}
{%- for _, column in contracted_features('customer') %}
    {%- do features.append(column.name) %}
{%- endfor %}

with

features_customer as (

    select * from {{ ref('features_customer') }}

),

feature_list as (

    select * from {{ ref('feature_list') }}

    where entity = 'customer'

),

labels_customer as (

    select * from {{ ref('labels_customer') }}

    where cutoff_role in ('train', 'select', 'calibrate', 'score')

),

cutoffs as (

    select
        task_id,
        offer_id,
        cutoff_date,
        min(case when cutoff_role = 'score' then 'score' else 'learned' end)
            as cutoff_use

    from labels_customer

    group by
        task_id,
        offer_id,
        cutoff_date

),

counted as (

    select
        cutoffs.task_id,
        cutoffs.offer_id,
        cutoffs.cutoff_use,
        {%- for feature in features %}
        count(features_customer.{{ feature }}) as {{ feature }},
        {%- endfor %}
        count(*) as row_count

    from cutoffs

    inner join features_customer
        on
            cutoffs.offer_id = features_customer.offer_id
            and cutoffs.cutoff_date = features_customer.cutoff_date

    group by
        cutoffs.task_id,
        cutoffs.offer_id,
        cutoffs.cutoff_use

)

select
    counted.task_id,
    counted.offer_id,
    counted.cutoff_use,
    feature_list.entity,
    feature_list.theme,
    feature_list.feature_name,
    feature_list.data_type,
    feature_list.description,
    feature_list.is_active,
    cast(counted.row_count as bigint) as row_count,
    cast(
        case feature_list.feature_name
            {#- The graph is empty while dbt parses. #}
            {%- for feature in features or ['row_count'] %}
            when '{{ feature }}' then counted.{{ feature }}
            {%- endfor %}
        end as bigint
    ) as known_count

from counted

cross join feature_list
