"""What a build on Spark needs beside dbt: what must be installed, and its rooms in one file."""

import importlib.util
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from foresale.relations import literal, quoted
from foresale.settings import UserError

# Where conf/spark lets the local session keep its tables.
HOME = Path("spark")


def require_spark(environment: Mapping[str, str]) -> None:
    """Return nothing; raise UserError where pyspark, its adapter or Java is missing.

    A Connect server (SPARK_REMOTE) has a Java of its own, or needs none.
    """
    for module in ("pyspark", "dbt.adapters.spark"):
        if importlib.util.find_spec(module) is None:
            raise UserError(
                f"The Python package {module} is not installed, which a build on Spark needs: run "
                "`make build TARGET=spark`, or install the extra `spark`."
            )
    java = Path(environment.get("JAVA_HOME", ""), "bin", "java")
    if not (environment.get("SPARK_REMOTE") or java.is_file() or shutil.which("java")):
        raise UserError(
            "There is no java on the path, which a local Spark session needs: install version 17 "
            "(Debian: openjdk-17-jre-headless), or set SPARK_REMOTE to a Spark Connect server."
        )


def copy_rooms(*, rooms: Sequence[str], manifest: Path, database: Path) -> None:
    """Return nothing; write the models of these rooms into a new DuckDB file, comments included.

    Reads them in the session that built them, each through one Arrow table, so only rooms that one
    machine can hold may be asked for. Names and comments are those of dbt's manifest.
    """
    from pyspark.sql import SparkSession

    session = SparkSession.builder.getOrCreate()
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values()
    models = [node for node in nodes if node["resource_type"] == "model"]
    database.parent.mkdir(parents=True, exist_ok=True)
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database)) as connection:
        for room in rooms:
            connection.execute(f"create schema if not exists {quoted(room)}")
        for model in models:
            if model["schema"] in rooms:
                _copy_model(session, connection, model)


def _copy_model(session: Any, connection: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> None:
    schema, name = model["schema"], model["alias"]
    table = quoted(schema, name)
    rows = connection.from_arrow(session.table(f"{schema}.{name}").toArrow())
    rows.create(table)
    if not model["config"]["persist_docs"].get("columns"):
        return
    connection.execute(f"comment on table {table} is {literal(model['description'])}")
    for column, its in model["columns"].items():
        if its["description"]:
            connection.execute(
                f"comment on column {table}.{quoted(column)} is {literal(its['description'])}"
            )
