-- Every company of the CRM as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'crm_company_id': 'identifier',
    'customer_id': 'optional_identifier',
    'company_name': 'optional_text',
    'city': 'optional_text',
    'caution': 'optional_text',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('crm', 'companies') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('crm_company_id', rules.crm_company_id) }} as crm_company_id,
        {{ typed('customer_id', rules.customer_id) }} as customer_id,
        {{ typed('company_name', rules.company_name) }} as company_name,
        {{ typed('city', rules.city) }} as city,
        lower({{ typed('caution', rules.caution) }}) as caution,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    crm_company_id,
    customer_id,
    company_name,
    city,
    caution,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['crm_company_id', 'known_at'],
        content=[
            'crm_company_id',
            'customer_id',
            'company_name',
            'city',
            'caution',
            'known_at',
        ]
    ) }} as row_status

from typed_rows
