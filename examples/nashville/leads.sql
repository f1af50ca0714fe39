-- Every permit as a lead; of a permit that is listed twice, the row with the higher ObjectId.
select
    Permit__ as lead_id,
    Address as address,
    -- A council district is about a neighbourhood.
    'district ' || Council_Dist as region,
    Permit_Type_Description as permit_kind,
    -- What the words of the permit ask for, in the trades that accounts have.
    array_to_string(
        list_filter([
            if(regexp_matches(asked, 'roof'), 'roofing', null),
            if(regexp_matches(asked, 'plumb|water heater|bathroom'), 'plumbing', null),
            if(regexp_matches(asked, 'electric|solar|wiring'), 'electrical', null),
            if(regexp_matches(asked, 'hvac|mechanical|furnace'), 'hvac', null),
            if(regexp_matches(asked, 'demoli'), 'demolition', null),
            if(regexp_matches(asked, 'pool'), 'pools', null),
            if(regexp_matches(asked, 'deck|porch|fence'), 'carpentry', null),
            if(regexp_matches(asked, 'addition|rehab|remodel|renovat'), 'remodelling', null)
        ], lambda trade: trade is not null),
        '|'
    ) as trade_tags,
    -- Nobody builds for nothing: 0 and 1 dollar mean that the cost was not stated.
    if(coalesce(try_cast(Const_Cost as decimal(18, 2)), 2) > 1, Const_Cost, '') as permit_value,
    entered_at as created_at,
    entered_at as recorded_at
from (
    select
        *,
        lower(concat_ws(' ', Permit_Type_Description, Permit_Subtype_Description, Purpose))
            as asked,
        strftime(make_timestamp(cast(Date_Entered as bigint) * 1000), '%Y-%m-%d %H:%M:%S')
            as entered_at
    from permits
)
qualify row_number() over (partition by Permit__ order by cast(ObjectId as bigint) desc) = 1
order by created_at, lead_id
