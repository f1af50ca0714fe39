"""Tables in and out: the one place that knows DuckDB's and Spark's words for a relation."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from foresale.settings import UserError

HOUSE_KEY = ("entity_id", "offer_id", "cutoff_date")

NUMBER, BOOLEAN, CATEGORY = "number", "boolean", "category"


def to_table(relation: Any, *, sort_by: Sequence[str]) -> pa.Table:
    """Return the relation as one Arrow table of plain types, in the order of its key.

    Takes a DuckDB relation, a Spark DataFrame or an Arrow table. Integers become int64, other
    numbers double, texts string, columns named `_date` date32 (Python models hand dates over as
    timestamps). Doubles that are NaN or infinite become null: 1/0 is infinite on DuckDB and means
    "does not exist".
    Raises UserError when a column of `sort_by` is missing.
    """
    table = _arrow(relation)
    require_columns(table, sort_by, "a frame given to the learning library")
    columns = [
        _plain(column, is_date=name.endswith("_date"))
        for name, column in zip(table.column_names, table.columns, strict=True)
    ]
    plain = pa.table(columns, names=table.column_names)
    if not sort_by or plain.num_rows == 0:
        return plain
    return plain.sort_by([(name, "ascending") for name in sort_by]).combine_chunks()


def from_table(table: pa.Table, session: Any) -> Any:
    """Return the table as this session's engine takes it: Arrow on DuckDB, a frame on Spark."""
    if hasattr(session, "createDataFrame"):
        # With its types said: Spark Connect finds none in a table without rows.
        return session.createDataFrame(table, _spark_schema(table.schema))
    return table


def matching_rows(relation: Any, column: str, values: Sequence[str]) -> Any:
    """Return the relation's rows where the text column has one of the values."""
    if isinstance(relation, pa.Table):
        require_columns(relation, [column], "a frame given to the learning library")
        return relation.filter(pc.is_in(relation[column], pa.array(values, pa.string())))
    texts = ", ".join(f"'{value}'" for value in values)
    return relation.filter(f"{column} in ({texts})")


def of_entity(relation: Any, entity: str) -> Any:
    """Return the relation's rows about one kind of entity, by its column `entity`."""
    return matching_rows(relation, "entity", [entity])


def united(relations: Iterable[Any]) -> Any:
    """Return the rows of several relations of the same columns as one, Arrow or Spark."""
    parts = list(relations)
    if isinstance(parts[0], pa.Table):
        return pa.concat_tables(parts)
    return reduce(lambda one, other: one.unionByName(other), parts)


def rows_with_key_in(relation: Any, others: Any, *, key: Sequence[str]) -> Any:
    """Return the relation without the rows whose key `others` does not have, where that pays.

    On Spark the rows that are left out never travel to the one process that learns; on DuckDB,
    where nothing travels, and for an Arrow table the relation comes back as it is.
    """
    if not _is_spark(relation):
        return relation
    kept = relation.join(others.select(*key).distinct(), list(key), "left_semi")
    return kept.select(*relation.columns)


def rows_since(relation: Any, day: date | None) -> Any:
    """Return the relation without the rows of earlier cutoffs, which its engine leaves out.

    Without a day, and for an Arrow table, the relation comes back as it is.
    """
    if day is None or isinstance(relation, pa.Table):
        return relation
    return relation.filter(f"cutoff_date >= date '{day}'")


def rows_on(relation: Any, days: Sequence[date]) -> Any:
    """Return the relation's rows whose cutoff is one of the days."""
    if isinstance(relation, pa.Table):
        require_columns(relation, ["cutoff_date"], "a frame given to the learning library")
        return relation.filter(pc.is_in(relation["cutoff_date"], pa.array(days, pa.date32())))
    dates = ", ".join(f"date '{day}'" for day in days)
    return relation.filter(f"cast(cutoff_date as date) in ({dates})")


def selected(relation: Any, columns: Sequence[str]) -> Any:
    """Return the relation with these of its columns."""
    if isinstance(relation, pa.Table):
        require_columns(relation, columns, "a frame given to the learning library")
        return relation.select(list(columns))
    return relation.select(*columns)


def distinct_rows(relation: Any, columns: Sequence[str]) -> pa.Table:
    """Return the different combinations of the columns, sorted, as `to_table` returns them."""
    if isinstance(relation, pa.Table):
        require_columns(relation, columns, "a frame given to the learning library")
        relation = relation.group_by(list(columns), use_threads=False).aggregate([])
    else:
        relation = relation.select(*columns).distinct()
    return to_table(relation, sort_by=columns)


def map_rows(
    relation: Any,
    prepare: Callable[[], Callable[[pa.Table], pa.Table]],
    *,
    key: Sequence[str],
    schema: pa.Schema,
    sort_by: Sequence[str],
    session: Any,
) -> Any:
    """Return what the function that `prepare` gives makes of the relation's rows.

    The function turns a table as of `to_table` into one of `schema` and must give a row the same
    whatever stands beside it. DuckDB's rows come at once, in the order of `key`, which must be
    unique; the result is in the order of `sort_by`. Spark's come in batches on the workers, where
    `prepare` is called once for each partition; a Spark frame knows no order, and that its key is
    unique is left to the tests of its model. Raises UserError as `prepare` does.
    """
    if not _is_spark(relation):
        rows = to_table(relation, sort_by=key)
        require_unique(rows, key, "The features frame")
        return from_table(to_table(prepare()(rows), sort_by=sort_by), session)
    # What is wrong with the columns is said here, in one sentence, and not by a worker.
    prepare()(to_table(relation.limit(0), sort_by=key))
    _send_by_value()

    def on_worker(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        function = prepare()
        for batch in batches:
            rows = to_table(pa.Table.from_batches([batch]), sort_by=())
            yield from function(rows).cast(schema).to_batches()

    return relation.mapInArrow(on_worker, _spark_schema(schema))


def require_columns(table: pa.Table, names: Iterable[str], where: str) -> None:
    """Return nothing; raise UserError naming the columns that are missing from the table."""
    missing = sorted(set(names) - set(table.column_names))
    if missing:
        raise UserError(
            f"{where} has no column {', '.join(missing)}: add it to the model that is handed in."
        )


def require_unique(table: pa.Table, key: Sequence[str], where: str) -> None:
    """Return nothing; raise UserError when two rows share a key or a part of the key is null."""
    for name in key:
        if table.column(name).null_count:
            raise UserError(f"{where} has rows without {name}: every row needs its whole key.")
    distinct = table.group_by(list(key), use_threads=False).aggregate([]).num_rows
    if distinct != table.num_rows:
        raise UserError(
            f"{where} has {table.num_rows} rows but {distinct} different keys "
            f"({', '.join(key)}): make the key unique before training or scoring."
        )


def feature_kinds(table: pa.Table, *, beside: Sequence[str] = HOUSE_KEY) -> dict[str, str]:
    """Return the kind of every column, the house key left out: number, boolean or category.

    Raises UserError for a type no encoder knows, such as a date or a list.
    """
    kinds = {}
    for field in table.schema:
        if field.name in beside:
            continue
        kind = _kind(field.type)
        if kind is None:
            raise UserError(
                f"Feature {field.name} has type {field.type}, which cannot be learned from: make "
                "it bigint, double, boolean or string."
            )
        kinds[field.name] = kind
    return kinds


def _arrow(relation: Any) -> pa.Table:
    if isinstance(relation, pa.Table):
        return relation
    if hasattr(relation, "to_arrow_table"):
        return relation.to_arrow_table()
    if _is_spark(relation):
        return relation.toArrow()
    raise TypeError(f"{type(relation).__name__} is neither a DuckDB relation, Spark nor Arrow.")


def _is_spark(relation: Any) -> bool:
    return hasattr(relation, "toArrow")


def _spark_schema(schema: pa.Schema) -> str:
    names = {"int64": "bigint", "double": "double", "string": "string", "date32[day]": "date"}
    names |= {"bool": "boolean"}
    return ", ".join(f"{field.name} {names[str(field.type)]}" for field in schema)


def _send_by_value() -> None:
    # The workers of a cluster need our dependencies but not this package: it travels along.
    from pyspark.cloudpickle import register_pickle_by_value

    register_pickle_by_value(sys.modules["foresale"])


def _kind(type_: pa.DataType) -> str | None:
    if pa.types.is_boolean(type_):
        return BOOLEAN
    if pa.types.is_integer(type_) or pa.types.is_floating(type_):
        return NUMBER
    return CATEGORY if pa.types.is_string(type_) else None


def _plain(column: pa.ChunkedArray, *, is_date: bool) -> pa.ChunkedArray:
    type_ = column.type
    if pa.types.is_dictionary(type_):
        column = column.cast(type_.value_type)
        type_ = column.type
    if is_date and pa.types.is_timestamp(type_):
        return column.cast(pa.date32())
    if pa.types.is_integer(type_):
        return column.cast(pa.int64())
    if pa.types.is_decimal(type_) or pa.types.is_floating(type_):
        doubles = column.cast(pa.float64())
        return pc.if_else(pc.is_finite(doubles), doubles, pa.scalar(None, pa.float64()))
    if pa.types.is_large_string(type_) or pa.types.is_string_view(type_):
        return column.cast(pa.string())
    if pa.types.is_null(type_):  # an all-null column of an engine that lost its type
        return column.cast(pa.float64())
    return column
