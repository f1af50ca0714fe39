{#- What makes two spellings of a name the same, and how alike two names are. -#}

{#- The words of a name: lower case, letters without accents, umlauts written out, `&` as
    `and`, one space between words, no punctuation; null when nothing is left. -#}
{% macro words_of_name(name) -%}
    {%- set written_out = {
        'a\u0308': 'ae', 'o\u0308': 'oe', 'u\u0308': 'ue',
        'ä': 'ae', 'ö': 'oe', 'ü': 'ue', 'ß': 'ss', 'æ': 'ae', 'œ': 'oe', 'ø': 'oe', 'þ': 'th',
        '&': ' and ', '+': ' and ',
    } -%}
    {%- set text = namespace(sql='lower(' ~ name ~ ')') -%}
    {%- for letter, spelling in written_out.items() -%}
        {%- set text.sql = 'replace(' ~ text.sql ~ ", '" ~ letter ~ "', '" ~ spelling ~ "')" -%}
    {%- endfor -%}
    {%- set text.sql = without_accents(text.sql) -%}
    {#- Points and apostrophes stand inside of words, all other marks between them. -#}
    {%- set text.sql = each_replaced(text.sql, "[.`´’\u0300-\u036f" ~ '\\x27]+', '') -%}
    {{ trimmed(each_replaced(text.sql, '[^\\p{L}\\p{M}\\p{N}]+', ' ')) }}
{%- endmacro %}

{#- The text in lower case with its accented Latin letters as plain ones. -#}
{% macro without_accents(text) -%}
    {%- set accented = 'àáâãåāăąçćĉċčďđðèéêëēĕėęěĝğġģĥħìíîïĩīĭįıĵķĺļľłñńņňŋòóôõōŏőŕŗřśŝşšșţťŧțùúûũūŭůűųŵýÿŷźżžς' -%}
    {%- set plain = 'aaaaaaaacccccdddeeeeeeeeegggghhiiiiiiiiijkllllnnnnnooooooorrrsssssttttuuuuuuuuuwyyyzzzσ' -%}
    translate({{ text }}, '{{ accented }}', '{{ plain }}')
{%- endmacro %}

{#- How alike two names are, 0 to 1: one less the part of the letters of the longer one
    that must change. Zero where one is missing. -#}
{% macro name_similarity(name, other_name) -%}
    {%- set longer = 'greatest(length(' ~ name ~ '), length(' ~ other_name ~ '))' -%}
    {%- set changed = share_of(edit_distance(name, other_name), longer) -%}
    coalesce({{ rounded('1 - ' ~ changed, 4) }}, 0)
{%- endmacro %}
