"""The houses that several tests look at, each built once."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from errands_house import errands_project
from exported_house import Exported
from house import copy_project, foresale
from other_house import other_project


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
def other_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The tiny company built by plain dbt, on one thread, from the same rows in other files."""
    project = tmp_path_factory.mktemp("other") / "elsewhere"
    return House(project, other_project(project))


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The project built on what a newcomer gets: an empty landing folder."""
    project = copy_project(tmp_path_factory.mktemp("small") / "project")
    return House(project, foresale(project, "build"))


@pytest.fixture(scope="session")
def errands(tiny_house: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tiny house in which all errands were done before it was built again."""
    return errands_project(tiny_house.project, tmp_path_factory.mktemp("errands") / "project")


@pytest.fixture(scope="session")
def exported(tiny_house: House, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A copy of the tiny house, exported once."""
    project = tmp_path_factory.mktemp("exported") / "project"
    shutil.copytree(tiny_house.project, project, symlinks=True)
    house = Exported(project)
    with duckdb.connect(str(house.warehouse)) as connection:
        # Somebody's name is a formula, and so is a number that is a number.
        connection.execute(
            "update marts.whitespace set customer_name = '=1+1', score = -score where list_rank = 1"
        )
    house.export()
    return house


@pytest.fixture
def spoiled(exported: Exported, tmp_path: Path) -> Callable[[str], Exported]:
    """A copy of the warehouse after a statement."""

    def spoil(statement: str) -> Exported:
        house = Exported(tmp_path)
        house.manifest = exported.manifest
        shutil.copy(exported.warehouse, house.warehouse)
        with duckdb.connect(str(house.warehouse)) as connection:
            connection.execute(statement)
        return house

    return spoil
