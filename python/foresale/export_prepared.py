"""What artifacts need that no query over the warehouse gives: hashes, pivots, training scores.

Everything is a table of the catalog `prepared`, in memory beside the warehouse.
"""

import duckdb
import pyarrow as pa

from foresale.export_queries import CHAMPION
from foresale.frames import to_table
from foresale.offer_frames import FEATURE_KEY
from foresale.publish import ROOMS
from foresale.relations import hash_schemas, literal, quoted
from foresale.score import SCORE_SCHEMA, read_scorers, score_batch, speaking_models
from foresale.settings import UserError

# How many customers stand for all of them where an artifact is a sample.
SAMPLED_CUSTOMERS = 500
# The relation that is read here alone.
ASSETS = "marts.customer_assets"
_TODAY = "where cutoff_date = getvariable('cutoff')"
# The days the champion of a division learned from: the cutoffs its card names by role.
_LEARNED_DAYS = f"""
    select
        champion.task_id, champion.offer_id, role.key as cutoff_role,
        unnest(cast(role.value as date[])) as cutoff_date
    from ({CHAMPION}) as champion, json_each(champion.cutoffs_json) as role
"""
_LEARNED = """
    select
        asked.task_id, asked.entity_id, asked.offer_id, asked.cutoff_date,
        days.cutoff_role, asked.outcome
    from labels.labels_customer as asked
    inner join prepared.learned_days as days
        on asked.task_id = days.task_id
        and asked.offer_id = days.offer_id
        and asked.cutoff_date = days.cutoff_date
    where asked.label_status = 'observed'
"""
# A row for what is not there, so that no file is empty without a word.
_NOT_THERE = """
    select
        getvariable('division') as division, days.cutoff_date as learned_cutoff_date,
        days.cutoff_role,
        'The champion learned from this day, which is no cutoff any more: its rows are gone.'
            as reason
    from prepared.learned_days as days
    anti join prepared.learned as learned on days.cutoff_date = learned.cutoff_date
    union all
    select
        getvariable('division'), null, null,
        'There is no model and no rate of the division: nothing was learned from.'
    where not exists (from prepared.learned_days)
"""


def prepare_house(connection: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Return nothing; prepare what is the same for all divisions."""
    found = hash_schemas(connection, catalog, ROOMS)
    relations = [
        {
            "schema": entry.schema_name,
            "name": entry.relation_name,
            "relation": f"{entry.schema_name}.{entry.relation_name}",
            "row_count": entry.row_count,
            "content_hash": entry.content_hash,
        }
        for entry in found
    ]
    columns = [
        {
            "relation": f"{entry.schema_name}.{entry.relation_name}",
            "position": position,
            "column": name,
            "type": type_,
        }
        for entry in found
        for position, (name, type_) in enumerate(entry.columns, start=1)
    ]
    _create(connection, "relations", pa.Table.from_pylist(relations))
    _create(connection, "columns", pa.Table.from_pylist(columns))
    connection.execute(
        f"""
        create table prepared.sampled_customers as
        select entity_id as customer_id from features.features_customer group by entity_id
        order by md5(entity_id), entity_id limit {SAMPLED_CUSTOMERS}
        """
    )
    _pivot_assets(connection)


def prepare_division(connection: duckdb.DuckDBPyConnection) -> None:
    """Return nothing; prepare what belongs to the division the session's variables name."""
    _count_filled(connection)
    for name, query in (
        ("learned_days", _LEARNED_DAYS),
        ("learned", _LEARNED),
        ("not_there", _NOT_THERE),
    ):
        connection.execute(f"create or replace table prepared.{name} as {query}")
    connection.execute(
        """
        create or replace table prepared.train_features as
        select
            learned.entity_id as customer_id, learned.offer_id as division, learned.cutoff_role,
            learned.outcome, features.* exclude (entity_id, offer_id, cutoff_date),
            learned.cutoff_date as learned_cutoff_date, cast(null as varchar) as reason
        from prepared.learned as learned
        inner join prepared.sampled_customers as sampled
            on learned.entity_id = sampled.customer_id
        inner join features.features_customer as features
            on learned.entity_id = features.entity_id
            and learned.offer_id = features.offer_id
            and learned.cutoff_date = features.cutoff_date
        union all by name
        from prepared.not_there
        """
    )
    _create(connection, "scores", _scores_of_learned_rows(connection))
    connection.execute(
        """
        create or replace table prepared.train_scores as
        select
            learned.entity_id as customer_id, learned.offer_id as division,
            learned.cutoff_date as learned_cutoff_date, learned.cutoff_role, learned.outcome,
            scores.probability as p_icp, scores.uncalibrated_probability, scores.rung,
            scores.model_id, cast(null as varchar) as reason
        from prepared.learned as learned
        inner join prepared.scores as scores
            on learned.entity_id = scores.entity_id
            and learned.offer_id = scores.offer_id
            and learned.cutoff_date = scores.cutoff_date
        union all by name
        from prepared.not_there
        """
    )


def _scores_of_learned_rows(connection: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return what the champion says of the rows it learned from: a picture of it, no proof."""
    scorers = read_scorers(speaking_models(connection.sql(CHAMPION)))
    if not scorers:
        return SCORE_SCHEMA.empty_table()
    features = connection.sql(
        """
        select features.* from features.features_customer as features
        semi join prepared.learned as learned
            on features.entity_id = learned.entity_id
            and features.offer_id = learned.offer_id
            and features.cutoff_date = learned.cutoff_date
        """
    )
    # no word of confidence is exported, so its limits are not asked for
    return score_batch(scorers[0], to_table(features, sort_by=FEATURE_KEY), [])


def _pivot_assets(connection: duckdb.DuckDBPyConnection) -> None:
    """Create one row per customer, with a column `<column>_<rollup>` per column and rollup."""
    described = connection.execute(f"describe {ASSETS}").fetchall()
    columns = [str(row[0]) for row in described if str(row[0]).startswith("assets_")]
    rollups = connection.execute(
        f"select distinct rollup from {ASSETS} {_TODAY} and rollup is not null order by all"
    ).fetchall()
    cells = [
        f"max(case when rollup = {literal(rollup)} then {quoted(column)} end) "
        f"as {quoted(f'{column}_{rollup}')}"
        for column in columns
        for (rollup,) in rollups
    ]
    connection.execute(
        f"create table prepared.customer_assets as select {', '.join(['customer_id', *cells])} "
        f"from {ASSETS} {_TODAY} group by customer_id"
    )


def _count_filled(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        """
        create or replace table prepared.feature_coverage as
        with matrix as (
            select * exclude (entity_id, offer_id, cutoff_date) from features.features_customer
            where offer_id = getvariable('division') and cutoff_date = getvariable('cutoff')
        ),
        filled as (unpivot (select count(columns(*)) from matrix)
            on columns(*) into name feature_name value filled_count)
        select feature_name, filled_count, (select count(*) from matrix) as row_count from filled
        """
    )


def _create(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    # A house without relations has no rows and so no columns either.
    if not table.column_names:
        raise UserError("The warehouse holds no relation: run `make build` first.")
    connection.register("incoming", table)
    connection.execute(f"create or replace table prepared.{name} as select * from incoming")
    connection.unregister("incoming")
