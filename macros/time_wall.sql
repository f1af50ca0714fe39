{#- True for what was known at the end of the cutoff day; with `event_date` and
    `window_months`, only for events of the last `window_months` months. -#}
{% macro known_at(known, cutoff_date, event_date=none, window_months=none) -%}
    {{ known }} < {{ day_after(cutoff_date) }}
    {%- if window_months is not none %}
    and {{ event_date }} > {{ month_end(cutoff_date, -window_months) }}
    {%- endif %}
{%- endmacro %}

{#- True for the row of a relation of states, each valid from valid_from_at to valid_to_at,
    that was known at the end of the cutoff day. -#}
{% macro is_state_at(states, cutoff_date) -%}
    {{ known_at(states ~ '.valid_from_at', cutoff_date) }}
    and (
        {{ states }}.valid_to_at is null
        or not ({{ known_at(states ~ '.valid_to_at', cutoff_date) }})
    )
{%- endmacro %}

{#- True for events after the cutoff day and on or before the last day of the window. -#}
{% macro happens_within(event_date, cutoff_date, window_end_date) -%}
    {{ event_date }} >= {{ day_after(cutoff_date) }}
    and {{ event_date }} < {{ day_after(window_end_date) }}
{%- endmacro %}

{#- The date so many periods later (earlier, when negative): days, or the ends of months. -#}
{% macro periods_after(date, count, period) -%}
    case
        when {{ period }} = 'day' then {{ days_after(date, count) }}
        else {{ month_end(date, count) }}
    end
{%- endmacro %}

{#- Whole periods from one date to a later one, the days of a month ignored. -#}
{% macro periods_between(earlier, later, period) -%}
    case
        when {{ period }} = 'day' then {{ days_between(earlier, later) }}
        else {{ months_between(earlier, later) }}
    end
{%- endmacro %}

{#- True for a day within `window_days` days after the cutoff day. Only for a day agreed
    beforehand, an expiry or a notice, in a row that is itself known at the cutoff. -#}
{% macro falls_within_days(agreed_date, cutoff_date, window_days) -%}
    {{ agreed_date }} >= {{ day_after(cutoff_date) }}
    and {{ agreed_date }} < {{ day_after(days_after(cutoff_date, window_days)) }}
{%- endmacro %}

{#- True for a day among the last `window_days` days, of which the cutoff day is the last. What
    is known of it is asked beside it. -#}
{% macro within_last_days(event_date, cutoff_date, window_days) -%}
    {{ event_date }} >= {{ day_after(days_after(cutoff_date, -window_days)) }}
    and {{ event_date }} < {{ day_after(cutoff_date) }}
{%- endmacro %}

{#- The last day the lists may know of. A day is complete once something of a later day is
    known; a day that is asked for may not lie behind the months there is data of, for
    nobody can say of a month without data that nothing happened in it. -#}
{% macro as_of_date(last_known) -%}
    {%- if var('as_of_date') is none -%}
    {{ day_before(last_known) }}
    {%- else -%}
    least(cast('{{ var("as_of_date") }}' as date), {{ month_end(last_known) }})
    {%- endif -%}
{%- endmacro %}

{#- True for what is known today: all that is in the data, or, for a list of an earlier
    day, what was known at the end of the as-of day that was asked for. Gates look through
    this: an objection counts as soon as it is on file. -#}
{% macro known_today(known) -%}
    {%- if var('as_of_date') is none -%}
    {{ known }} is not null
    {%- else -%}
    {{ known }} < {{ day_after("cast('" ~ var("as_of_date") ~ "' as date)") }}
    {%- endif -%}
{%- endmacro %}

{#- True for what was known when somebody decided, on a row of decision_calendar: today all
    that is on file, in a replay what was on file at the end of the cutoff day. -#}
{% macro known_when_deciding(known) -%}
    case
        when decision_calendar.is_today then {{ known_today(known) }}
        else {{ known_at(known, 'decision_calendar.cutoff_date') }}
    end
{%- endmacro %}

{#- True for the state of a record that was known when somebody decided. -#}
{% macro is_state_when_deciding(valid_from, valid_to) -%}
    {{ known_when_deciding(valid_from) }}
    and ({{ valid_to }} is null or not ({{ known_when_deciding(valid_to) }}))
{%- endmacro %}

{#- True for the state of a record that is known today. -#}
{% macro is_state_of_today(valid_from, valid_to) -%}
    {{ known_today(valid_from) }}
    and ({{ valid_to }} is null or not ({{ known_today(valid_to) }}))
{%- endmacro %}
