"""The houses that several tests look at, each built once."""

from pathlib import Path
from typing import NamedTuple

import pytest
from house import copy_project, foresale


class House(NamedTuple):
    """A built copy of the project and what its build printed."""

    project: Path
    printed: str


@pytest.fixture(scope="session")
def tiny_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The project built on the tiny world, as `make build` builds it."""
    project = copy_project(tmp_path_factory.mktemp("tiny") / "project")
    foresale(project, "world", "--size", "tiny")
    return House(project, foresale(project, "build"))


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The project built on what a newcomer gets: an empty landing folder."""
    project = copy_project(tmp_path_factory.mktemp("small") / "project")
    return House(project, foresale(project, "build"))
