-- How many customers a name is expected to fit, from how common its words are.
with

customer_names as (

    select * from {{ ref('dim_party_name') }}

    where party_kind = 'customer' and sorted_name is not null

),

-- Words beyond the eighth say little more.
places (place) as (

    values (1), (2), (3), (4), (5), (6), (7), (8)

),

words as (

    select
        customer_names.party_id,
        customer_names.sorted_name,
        split_part(customer_names.sorted_name, ' ', places.place) as word

    from customer_names

    cross join places

    group by
        customer_names.party_id,
        customer_names.sorted_name,
        split_part(customer_names.sorted_name, ' ', places.place)

),

word_counts as (

    select
        word,
        count(*) as word_customer_count

    from words

    where word <> ''

    group by word

),

names as (

    select
        sorted_name,
        count(*) as customer_count

    from customer_names

    group by sorted_name

),

total as (

    select count(*) as total_customer_count from customer_names

),

-- Every word of a name once, however many customers bear it.
name_words as (

    select
        sorted_name,
        word

    from words

    where word <> ''

    group by
        sorted_name,
        word

),

chances as (

    select
        name_words.sorted_name,
        {{ exact_sum(natural_log(
            share_of('word_counts.word_customer_count', 'total.total_customer_count')
        )) }} as log_chance

    from name_words

    inner join word_counts
        on name_words.word = word_counts.word

    cross join total

    group by name_words.sorted_name

)

select
    names.sorted_name,
    names.customer_count,
    {{ rounded('total.total_customer_count * exp(chances.log_chance)', 6) }}
        as namesake_count

from names

inner join chances
    on names.sorted_name = chances.sorted_name

cross join total
