"""Copies of the project that tests may build in and spoil."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

PROJECT = Path(__file__).parents[2]
PARTS = [".dbtignore", "dbt_project.yml", "profiles.yml"]
PARTS += ["conf", "seeds", "macros", "models", "tests", "python"]
# What dbt knows of these files from reading them once; it reads again what has changed.
PARSED = Path("target", "partial_parse.msgpack")


def copy_project(folder: Path) -> Path:
    """Return a copy of the project's sources in the folder, with no data and no state."""
    for part in PARTS:
        source, target = PROJECT / part, folder / part
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    if (PROJECT / PARSED).exists():
        (folder / PARSED).parent.mkdir()
        shutil.copy(PROJECT / PARSED, folder / PARSED)
    return folder


def run(
    project: Path, *command: str, variables: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Return what the command printed, run with this Python in the project with its own places."""
    own = ("FORESALE_", "SPARK_", "PYSPARK_")
    environment = {k: v for k, v in os.environ.items() if not k.startswith(own)}
    environment |= {"PYTHONPATH": "python", "DBT_SEND_ANONYMOUS_USAGE_STATS": "0"}
    environment |= variables or {}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def foresale(project: Path, *arguments: str) -> str:
    """Return what a verb printed; fails the test when the verb failed."""
    done = run(project, "foresale", *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def dbt(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Return what dbt printed and how it ended."""
    return run(project, "dbt.cli.main", *arguments)


def query(project: Path, sql: str) -> list[tuple[Any, ...]]:
    """Return the rows of a question to the warehouse of the project."""
    with duckdb.connect(str(project / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(sql).fetchall()
