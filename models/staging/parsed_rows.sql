-- What became of every line of every landing file.
{%- set tables = [
    ('erp', 'customers'),
    ('erp', 'reps'),
    ('erp', 'products'),
    ('erp', 'invoice_lines'),
    ('erp', 'assets'),
    ('erp', 'contacts'),
    ('erp', 'deals'),
    ('crm', 'companies'),
    ('activation', 'surfaced'),
    ('property', 'parcels'),
    ('property', 'owners'),
    ('property', 'transfers'),
    ('property', 'listing_events'),
    ('property', 'engagements'),
    ('property', 'distress_events'),
    ('property', 'valuations'),
    ('property', 'parcel_permits'),
    ('dealer_crm', 'leads'),
    ('dealer_crm', 'people'),
    ('dealer_crm', 'vehicles'),
    ('dealer_crm', 'interactions'),
    ('permits', 'leads'),
    ('permits', 'accounts'),
    ('permits', 'lead_offers'),
    ('permits', 'feedback'),
] %}

with

every_row as (
    {% for source_name, table_name in tables %}
    select
        '{{ source_name }}' as source_name,
        '{{ table_name }}' as table_name,
        source_file,
        source_line,
        row_status,
        defect_column,
        defect_rule,
        defect_value

    from {{ ref('parsed_' ~ source_name ~ '__' ~ table_name) }}
    {% if not loop.last %}
    union all
    {% endif %}
    {%- endfor %}
)

select
    source_name,
    table_name,
    source_file,
    source_line,
    row_status,
    defect_column,
    defect_rule,
    defect_value

from every_row
