"""Without what Spark needs, a build on Spark is refused in one sentence and touches nothing."""

import importlib.util
from pathlib import Path

import pytest
from house import copy_project

from foresale.cli import main
from foresale.settings import UserError
from foresale.spark import remove_unfinished, require_spark


@pytest.fixture
def packages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The packages that seem to be installed; a test may take some away."""
    names = ["pyspark", "dbt.adapters.spark"]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name in names else None)
    return names


def _java(folder: Path, version: str) -> str:
    java = folder / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025' >&2\n")
    java.chmod(0o755)
    return str(folder)


def test_the_missing_package_is_named(packages: list[str]) -> None:
    packages.remove("dbt.adapters.spark")
    with pytest.raises(UserError, match=r"package dbt\.adapters\.spark is not .*TARGET=spark"):
        require_spark("spark", Path("raw"), {})


@pytest.mark.usefixtures("packages")
def test_a_missing_or_old_java_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no java on the path.*openjdk-17"):
        require_spark("spark", Path("raw"), {"PATH": str(tmp_path)})
    old = _java(tmp_path / "old", "11.0.2")
    with pytest.raises(UserError, match=r'old/bin/java is version "11, and .* 17 or later'):
        require_spark("spark", Path("raw"), {"JAVA_HOME": old})
    with pytest.raises(UserError, match=r"There is no java"):
        require_spark("spark", Path("raw"), {"JAVA_HOME": str(tmp_path / "gone")})


@pytest.mark.usefixtures("packages")
def test_a_java_of_the_right_version_is_enough(tmp_path: Path) -> None:
    home = _java(tmp_path / "new", "17.0.15")
    require_spark("spark", Path("raw"), {"JAVA_HOME": home})
    require_spark("spark", Path("raw"), {"PATH": f"{home}/bin"})


@pytest.mark.usefixtures("packages")
def test_a_server_must_see_the_landed_files() -> None:
    server = {"SPARK_REMOTE": "sc://somewhere:15002"}
    require_spark("spark", Path("/shared/raw"), server)
    with pytest.raises(UserError, match=r"FORESALE_RAW is raw, .* absolute path"):
        require_spark("sail", Path("raw"), server)


@pytest.mark.usefixtures("packages")
def test_sail_is_a_server() -> None:
    with pytest.raises(UserError, match=r"TARGET=sail needs a Sail server"):
        require_spark("sail", Path("/shared/raw"), {})


def test_what_a_killed_build_left_is_removed_and_the_rest_stays(tmp_path: Path) -> None:
    for name in ("finished", "half"):
        (tmp_path / "star.db" / name / "_temporary").mkdir(parents=True)
    (tmp_path / "star.db" / "finished" / "_SUCCESS").touch()

    assert remove_unfinished(tmp_path) == [tmp_path / "star.db" / "half"]
    assert [path.name for path in (tmp_path / "star.db").iterdir()] == ["finished"]
    assert remove_unfinished(tmp_path / "nothing") == []


def test_a_build_on_spark_without_spark_lands_nothing(
    packages: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    packages.clear()
    monkeypatch.chdir(copy_project(tmp_path / "project"))

    assert main(["build", "--target", "spark"]) == 1
    assert capsys.readouterr().err.startswith("foresale: The Python package pyspark is not")
    assert not Path("landing").exists()
