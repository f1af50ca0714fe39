-- Every change of ownership as it arrived, typed, with the first rule it breaks.
{%- set rules = {
    'transfer_id': 'identifier',
    'parcel_id': 'identifier',
    'owner_id': 'optional_identifier',
    'sold_date': 'date',
    'price': 'money',
    'recorded_at': 'timestamp',
} %}

with

raw_rows as (

    select * from {{ source('property', 'transfers') }}

),

checked_rows as (

    select
        *,
        {{ defect_column(rules) }} as defect_column

    from raw_rows

),

typed_rows as (

    select
        {{ typed('transfer_id', rules.transfer_id) }} as transfer_id,
        {{ typed('parcel_id', rules.parcel_id) }} as parcel_id,
        {{ typed('owner_id', rules.owner_id) }} as owner_id,
        {{ typed('sold_date', rules.sold_date) }} as sold_date,
        {{ typed('price', rules.price) }} as price_cents,
        {{ typed('recorded_at', rules.recorded_at) }} as known_at,
        defect_column,
        {{ defect_rule(rules) }} as defect_rule,
        {{ defect_value(rules) }} as defect_value,
        source_file,
        source_line

    from checked_rows

)

select
    transfer_id,
    parcel_id,
    owner_id,
    sold_date,
    price_cents,
    known_at,
    defect_column,
    defect_rule,
    defect_value,
    source_file,
    source_line,
    {{ row_status(
        key=['transfer_id', 'known_at'],
        content=[
            'transfer_id',
            'parcel_id',
            'owner_id',
            'sold_date',
            'price_cents',
            'known_at',
        ]
    ) }} as row_status

from typed_rows
