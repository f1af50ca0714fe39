"""Python models for dbt-spark's session method, which has none of its own (dbt-spark#1062).

dbt loads every module on the path whose name begins with `dbt_` and calls its plugins, so
`PYTHONPATH=python` is all that is needed. Without dbt-spark the plugin does nothing.
"""

import importlib.util
import os
import sys
from pathlib import Path
from typing import Any

from dbt.plugins.manager import dbtPlugin

ANSI_MODE = {"spark.sql.ansi.enabled": "true"}
LOCAL_SETTINGS = Path(__file__).parents[1] / "conf" / "spark"


class SessionJob:
    """Runs the compiled Python model in this process, with the session the SQL models use."""

    def __init__(self, parsed_model: dict[str, Any], credentials: Any) -> None:
        self.path = parsed_model["original_file_path"]

    def submit(self, compiled_code: str) -> None:
        """Execute the model; it writes its table itself. Raises what the model raises."""
        from pyspark.sql import SparkSession

        # The adapter's closing lines import pandas on Spark where there is one. Nothing here uses
        # it, it takes seconds, and it warns of every pandas from 3.0 on.
        modules: dict[str, Any] = sys.modules
        modules.setdefault("pyspark.pandas", None)
        code = compile(compiled_code, self.path, "exec")
        exec(code, {"__name__": "__main__", "spark": SparkSession.builder.getOrCreate()})


class SparkSessionPythonModels(dbtPlugin):
    """Adds the submission method `session` to the Spark adapter and makes it the default."""

    def initialize(self) -> None:
        """Register the method; nothing where dbt-spark is not installed.

        Statements also get back what the adapter takes away: errors where a sum does not fit or a
        text is no number (ANSI mode), as on DuckDB. A local session takes this Python for its
        workers and the settings in conf/spark, unless the environment names others.
        """
        if importlib.util.find_spec("dbt.adapters.spark") is None:
            return
        from dbt.adapters.spark.impl import SparkAdapter
        from dbt.adapters.spark.session import Connection

        SparkAdapter.python_submission_helpers = {"session": SessionJob}
        SparkAdapter.default_python_submission_method = "session"
        _keep_ansi_mode(Connection)
        if not (os.environ.get("SPARK_REMOTE") or os.environ.get("SPARK_CONF_DIR")):
            os.environ["SPARK_CONF_DIR"] = str(LOCAL_SETTINGS)
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)


def _keep_ansi_mode(connection: Any) -> None:
    # At the connection: dbt has made the credentials before it makes its plugins.
    if getattr(connection, "keeps_ansi_mode", False):  # dbt makes its plugins once per command
        return
    begin = connection.__init__

    def begin_with_ansi_mode(self: Any, *, server_side_parameters: dict[str, Any]) -> None:
        begin(self, server_side_parameters=server_side_parameters | ANSI_MODE)

    connection.__init__ = begin_with_ansi_mode
    connection.keeps_ansi_mode = True


plugins = [SparkSessionPythonModels]
