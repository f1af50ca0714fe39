"""The houses that several tests look at, each built once."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
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


Building = Mapping[str, Future[House]]


def _build_tiny(folder: Path, _: Building) -> House:
    project = copy_project(folder / "project")
    foresale(project, "world", "--size", "tiny")
    return House(project, foresale(project, "build"))


def _build_other(folder: Path, _: Building) -> House:
    return House(folder / "elsewhere", other_project(folder / "elsewhere"))


def _build_errands(folder: Path, building: Building) -> House:
    project = folder / "project"
    return House(project, errands_project(building["tiny_house"].result().project, project))


def _build_small(folder: Path, _: Building) -> House:
    project = copy_project(folder / "project")
    return House(project, foresale(project, "build"))


# In the order they are built in: errands begin with a copy of the tiny house.
BUILDERS = {
    "tiny_house": _build_tiny,
    "other_house": _build_other,
    "errands": _build_errands,
    "small_house": _build_small,
}


@pytest.fixture(scope="session", autouse=True)
def building(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Building]:
    """The houses that are asked for, built one after another while other tests already run.

    Nobody may change them: tests that spoil something take a copy.
    """
    asked = {name for item in request.session.items for name in item.fixturenames}
    built: dict[str, Future[House]] = {}
    with ThreadPoolExecutor(max_workers=1) as pool:
        for name, build in BUILDERS.items():
            if name in asked:
                built[name] = pool.submit(build, tmp_path_factory.mktemp(name), built)
        yield built
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def tiny_house(building: Building) -> House:
    """The project built on the tiny world, as `make build` builds it."""
    return building["tiny_house"].result()


@pytest.fixture(scope="session")
def other_house(building: Building) -> House:
    """The tiny company built on another processor, on one thread, from rows in other files."""
    return building["other_house"].result()


@pytest.fixture(scope="session")
def small_house(building: Building) -> House:
    """The project built on what a newcomer gets: an empty landing folder."""
    return building["small_house"].result()


@pytest.fixture(scope="session")
def errands(building: Building, tiny_house: House) -> Path:
    """A copy of the tiny house in which all errands were done before it was built again."""
    return building["errands"].result().project


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
