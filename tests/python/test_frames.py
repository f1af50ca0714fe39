"""What comes in from an engine and what goes back."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from foresale.frame_hash import table_sha256
from foresale.frames import (
    feature_kinds,
    from_table,
    require_unique,
    to_table,
)
from foresale.settings import UserError


class _SparkFrame:
    def __init__(self, table):
        self.table = table

    def toArrow(self):
        return self.table


class _SparkSession:
    def createDataFrame(self, table, schema):
        self.schema = schema
        return _SparkFrame(table)


def test_a_duckdb_relation_becomes_a_sorted_table_of_plain_types():
    connection = duckdb.connect()
    relation = connection.sql(
        "select * from (values ('b', 2::integer, 1.5::decimal(9, 2)), ('a', 1, 2.5)) as t (k, n, x)"
    )
    table = to_table(relation, sort_by=["k"])
    assert table.schema.types == [pa.string(), pa.int64(), pa.float64()]
    assert table.to_pylist() == [{"k": "a", "n": 1, "x": 2.5}, {"k": "b", "n": 2, "x": 1.5}]
    assert connection.sql("select 1").fetchall() == [(1,)]  # the connection is not left busy


def test_an_empty_duckdb_relation_keeps_its_columns():
    relation = duckdb.connect().sql("select 'a' as k, 1 as n limit 0")
    table = to_table(relation, sort_by=["k"])
    assert (table.num_rows, table.schema.types) == (0, [pa.string(), pa.int64()])


def test_a_spark_frame_gives_the_same_table_and_gets_one_back():
    table = pa.table({"k": ["b", "a"]})
    assert to_table(_SparkFrame(table), sort_by=["k"]).to_pylist() == [{"k": "a"}, {"k": "b"}]
    assert from_table(table, _SparkSession()).toArrow() is table
    assert from_table(table, duckdb.connect()) is table


def test_spark_is_told_the_types_of_a_table_it_cannot_see_them_in():
    types = [("k", pa.string()), ("n", pa.int64()), ("x", pa.float64()), ("b", pa.bool_())]
    session = _SparkSession()
    from_table(pa.schema([*types, ("d", pa.date32())]).empty_table(), session)
    assert session.schema == "k string, n bigint, x double, b boolean, d date"


def test_something_that_is_no_relation_is_refused():
    with pytest.raises(TypeError, match="list"):
        to_table([1, 2], sort_by=[])


def test_numbers_that_are_not_finite_do_not_exist():
    table = to_table(pa.table({"x": [1.0, np.nan, np.inf, -np.inf, None]}), sort_by=[])
    assert table["x"].to_pylist() == [1.0, None, None, None, None]


def test_a_date_that_comes_back_as_a_timestamp_is_a_date_again():
    table = to_table(
        pa.table({"cutoff_date": [datetime(2024, 1, 31)], "x": [Decimal("1.5")]}), sort_by=[]
    )
    assert table.to_pylist() == [{"cutoff_date": date(2024, 1, 31), "x": 1.5}]


def test_a_missing_key_column_is_named():
    with pytest.raises(UserError, match="no column k:"):
        to_table(pa.table({"x": [1]}), sort_by=["k"])


def test_a_repeated_or_incomplete_key_is_refused():
    table = pa.table({"a": ["x", "x", "y"], "b": [1, 1, 2]})
    with pytest.raises(UserError, match="3 rows but 2 different keys"):
        require_unique(table, ["a", "b"], "The frame")
    with pytest.raises(UserError, match="rows without a"):
        require_unique(pa.table({"a": ["x", None]}), ["a"], "The frame")


def test_a_feature_of_a_type_nobody_can_learn_from_is_named():
    house = {"entity_id": ["1"], "offer_id": ["a"], "cutoff_date": [date(2024, 1, 31)]}
    kinds = feature_kinds(pa.table({**house, "n": [1], "x": [0.5], "b": [True], "s": ["u"]}))
    assert kinds == {"n": "number", "x": "number", "b": "boolean", "s": "category"}
    with pytest.raises(UserError, match="Feature first_date has type date32"):
        feature_kinds(pa.table({**house, "first_date": [date(2024, 1, 31)]}))


def test_the_hash_of_a_table_sees_every_value_and_no_chunks():
    table = pa.table({"s": ["ab", "c", None], "x": [0.0, None, 2.0], "b": [True, None, False]})
    pieces = pa.concat_tables([table.slice(0, 1), table.slice(1)])
    assert table_sha256(table) == table_sha256(pieces)
    others = [
        pa.table({"s": ["a", "bc", None], "x": table["x"], "b": table["b"]}),
        pa.table({"s": ["ab", "c", ""], "x": table["x"], "b": table["b"]}),
        pa.table({"s": table["s"], "x": [None, 0.0, 2.0], "b": table["b"]}),
        pa.table({"s": table["s"], "x": table["x"], "b": [True, False, False]}),
        table.rename_columns(["s", "y", "b"]),
        table.take([1, 0, 2]),
    ]
    assert len({table_sha256(one) for one in [table, *others]}) == 7


def test_minus_zero_is_zero_to_the_hash():
    assert table_sha256(pa.table({"x": [-0.0]})) == table_sha256(pa.table({"x": [0.0]}))
