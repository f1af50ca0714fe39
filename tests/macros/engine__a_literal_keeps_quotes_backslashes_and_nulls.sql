-- Fails where a value known while compiling changes on its way into a literal.
with

literals as (

    select
        {{ text_literal("it's") }} as quoted,
        {{ text_literal("a\\b") }} as slashed,
        {{ text_literal(none) }} as missing,
        {{ text_literal('None') }} as none_text

)

select
    quoted,
    slashed,
    missing,
    none_text

from literals

where
    quoted <> 'it' || chr(39) || 's'
    or slashed <> 'a' || chr(92) || 'b'
    or missing is not null
    or none_text is null
