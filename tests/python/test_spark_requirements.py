"""Without what Spark needs, a build on Spark is refused in one sentence and touches nothing."""

import importlib.util
from pathlib import Path

import pytest
from house import copy_project, run

from foresale.settings import UserError
from foresale.spark import require_spark

WITH_SPARK = importlib.util.find_spec("pyspark") is not None


def _installed(monkeypatch: pytest.MonkeyPatch, *modules: str) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name in modules else None)


def test_the_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    _installed(monkeypatch, "pyspark")
    with pytest.raises(UserError, match=r"package dbt\.adapters\.spark is not .*TARGET=spark"):
        require_spark({})


def test_a_missing_java_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _installed(monkeypatch, "pyspark", "dbt.adapters.spark")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"no java on the path.*openjdk-17"):
        require_spark({})


def test_a_java_home_or_a_remote_server_is_enough(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _installed(monkeypatch, "pyspark", "dbt.adapters.spark")
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "java").touch()
    require_spark({"JAVA_HOME": str(tmp_path)})
    require_spark({"SPARK_REMOTE": "sc://somewhere:15002"})


@pytest.mark.skipif(WITH_SPARK, reason="the extra `spark` is installed here")
def test_a_build_on_spark_without_spark_lands_nothing(tmp_path: Path) -> None:
    project = copy_project(tmp_path / "project")
    done = run(project, "foresale", "build", "--target", "spark")

    assert done.returncode == 1
    assert done.stderr.startswith("foresale: The Python package pyspark is not installed")
    assert not (project / "landing").exists()
