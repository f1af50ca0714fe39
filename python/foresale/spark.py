"""What a build on Spark needs beside dbt: what must be installed, and its rooms in one file."""

import importlib.util
import json
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from foresale.relations import literal, quoted
from foresale.settings import SAIL, UserError

# Where conf/spark lets the local session keep its tables.
SPARK_FOLDER = Path("spark")
# The oldest Java that Spark 4 runs on.
OLDEST_JAVA = 17


def require_spark(target: str, raw: Path, environment: Mapping[str, str]) -> None:
    """Return nothing; raise UserError where something that the Spark target needs is missing.

    A local session needs Java. A Connect server (SPARK_REMOTE) has its own, but must find the
    landed files where this process puts them. Sail is such a server.
    """
    for module in ("pyspark", "dbt.adapters.spark"):
        if importlib.util.find_spec(module) is None:
            raise UserError(
                f"The Python package {module} is not installed, which a build on Spark needs: run "
                "`make build TARGET=spark`, or install the extra `spark`."
            )
    if environment.get("SPARK_REMOTE"):
        if not raw.is_absolute():
            raise UserError(
                f"FORESALE_RAW is {raw}, which the server at SPARK_REMOTE would look for in its "
                "own folder: set it to an absolute path that the server sees too."
            )
    elif target == SAIL:
        raise UserError(
            "TARGET=sail needs a Sail server: start one (`sail spark server`) and set SPARK_REMOTE "
            "to its address, such as sc://localhost:50051."
        )
    else:
        _require_java(environment)


def remove_unfinished(warehouse: Path) -> list[Path]:
    """Return the folders of tables that a killed build left half-written, after removing them.

    Spark refuses to create a table where such a folder lies. It marks what it finished.
    """
    unfinished = [
        table for table in sorted(warehouse.glob("*.db/*")) if not (table / "_SUCCESS").exists()
    ]
    for table in unfinished:
        shutil.rmtree(table)
    return unfinished


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
            connection.execute(f"create schema {quoted(room)}")
        for model in models:
            if model["schema"] in rooms:
                _copy_model(session, connection, model)


def _require_java(environment: Mapping[str, str]) -> None:
    home = environment.get("JAVA_HOME")
    java = f"{home}/bin/java" if home else shutil.which("java", path=environment.get("PATH"))
    said = ""
    if java and Path(java).is_file():
        said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = re.search(r'version "(\d+)', said)
    if version is None or int(version[1]) < OLDEST_JAVA:
        found = f"{java} is {version[0]}" if version else "There is no java on the path"
        raise UserError(
            f"{found}, and a local Spark session needs version {OLDEST_JAVA} or later: install it "
            "(Debian: openjdk-17-jre-headless) and set JAVA_HOME, or set SPARK_REMOTE to a Spark "
            "Connect server."
        )


def _copy_model(session: Any, connection: duckdb.DuckDBPyConnection, model: dict[str, Any]) -> None:
    schema, name = model["schema"], model["alias"]
    table = quoted(schema, name)
    connection.from_arrow(session.table(f"{schema}.{name}").toArrow()).create(table)
    if not model["config"]["persist_docs"].get("columns"):
        return
    connection.execute(f"comment on table {table} is {literal(model['description'])}")
    for column_name, column in model["columns"].items():
        if column["description"]:
            place, text = f"{table}.{quoted(column_name)}", literal(column["description"])
            connection.execute(f"comment on column {place} is {text}")
