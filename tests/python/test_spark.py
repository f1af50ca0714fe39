"""The second engine gives the same rows, the same models and the same list as the first."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import duckdb
import pytest
from house import copy_project, foresale, run

from foresale.publish import ROOMS
from foresale.relations import RelationHash, content_hashes

pytestmark = pytest.mark.spark

WORLD = os.environ.get("FORESALE_TEST_WORLD", "tiny")
# Unit tests an engine does not carry; the README names the reasons.
NOT_CARRIED = {
    "spark": [],
    "sail": ["--exclude", "model_registry__appends_what_is_new_and_repeats_nothing"],
}


class SecondHouse(NamedTuple):
    """The project built on another engine, and what a further command there needs."""

    target: str
    project: Path
    variables: dict[str, str]


@pytest.fixture(scope="module")
def first_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("duckdb") / "project")
    foresale(project, "world", "--size", WORLD)
    foresale(project, "build")
    return project


@pytest.fixture(scope="module", params=["spark", "sail"])
def second_house(
    request: pytest.FixtureRequest, first_house: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SecondHouse]:
    target = request.param
    project = copy_project(tmp_path_factory.mktemp(target) / "project")
    shutil.copytree(first_house / "landing", project / "landing")
    with _server(target, project) as variables:
        done = run(project, "tests.python.build_all_rooms", target, variables=variables)
        assert done.returncode == 0, done.stdout + done.stderr
        yield SecondHouse(target, project, variables)


def test_every_room_is_equal_row_for_row(first_house: Path, second_house: SecondHouse) -> None:
    first = content_hashes(warehouse=first_house / "warehouse.duckdb", schemas=ROOMS)
    second = content_hashes(warehouse=second_house.project / "all_rooms.duckdb", schemas=ROOMS)

    assert len(first) > 60
    assert differences(first, second) == []


def test_what_is_published_is_equal_byte_for_byte(
    first_house: Path, second_house: SecondHouse
) -> None:
    published = sorted((first_house / "publish").glob("*.parquet"))

    assert len(published) > 5
    others = sorted((second_house.project / "publish").glob("*.parquet"))
    assert [path.name for path in published] == [path.name for path in others]
    for path, other in zip(published, others, strict=True):
        assert path.read_bytes() == other.read_bytes(), path.name


def test_readers_find_the_comments(second_house: SecondHouse) -> None:
    with duckdb.connect(str(second_house.project / "publish" / "marts.duckdb")) as connection:
        without = connection.execute(
            "select table_name, column_name from duckdb_columns()"
            " where not internal and comment is null"
            " union all select table_name, '' from duckdb_tables()"
            " where not internal and comment is null"
        ).fetchall()

    assert without == []


def test_the_unit_tests_are_green(second_house: SecondHouse) -> None:
    # Sail keeps its tables for one session: there they are built again.
    command = ["build", "--exclude-resource-type", "test"]
    if second_house.target == "spark":
        command = ["test", "--resource-type", "unit_test"]
    done = run(
        second_house.project,
        *("dbt.cli.main", *command, "--target", second_house.target),
        *NOT_CARRIED[second_house.target],
        variables=second_house.variables,
    )

    assert done.returncode == 0, done.stdout
    assert " ERROR=0 " in done.stdout


def test_a_registered_model_is_not_registered_again(second_house: SecondHouse) -> None:
    if second_house.target == "sail":
        pytest.skip("Sail keeps its tables for one session only")
    count = "select count(*) as n from {{ ref('model_registry') }}"
    command = ("dbt.cli.main", "--quiet", "show", "--output", "json", "--target", "spark")
    before = run(second_house.project, *command, "--inline", count).stdout
    again = ("dbt.cli.main", "run", "--select", "model_registry", "--target", "spark")

    assert run(second_house.project, *again).returncode == 0
    assert '"n": ' in before
    assert run(second_house.project, *command, "--inline", count).stdout == before


def test_one_changed_cell_is_a_difference(first_house: Path, tmp_path: Path) -> None:
    spoilt = tmp_path / "warehouse.duckdb"
    shutil.copy(first_house / "warehouse.duckdb", spoilt)
    with duckdb.connect(str(spoilt)) as connection:
        connection.execute("update decisions.ranking set score = score + 1e-9 where list_rank = 1")
        connection.execute("drop table marts.model_cards")
    first = content_hashes(warehouse=first_house / "warehouse.duckdb", schemas=ROOMS)

    found = differences(first, content_hashes(warehouse=spoilt, schemas=ROOMS))

    assert [sentence.split()[0] for sentence in found] == [
        "decisions.ranking",
        "marts.model_cards",
    ]


def differences(first: Sequence[RelationHash], second: Sequence[RelationHash]) -> list[str]:
    """Return a sentence for each relation that one engine lacks or that differs."""
    sides = [
        {(each.schema_name, each.relation_name): each for each in side} for side in (first, second)
    ]
    sentences = []
    for key in sorted(sides[0].keys() | sides[1].keys()):
        one, other = (side.get(key) for side in sides)
        if one is None or other is None:
            sentences.append(f"{'.'.join(key)} is on one engine only")
        elif one != other:
            types = set(one.columns) ^ set(other.columns)
            sentences.append(
                f"{'.'.join(key)} differs: {one.row_count} and {other.row_count} rows, "
                f"columns on one side {sorted(types)}"
            )
    return sentences


@contextmanager
def _server(target: str, project: Path) -> Iterator[dict[str, str]]:
    """Yield what tells dbt of the engine: nothing for Spark, for Sail the server that runs."""
    if target == "spark":
        yield {}
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    start = (
        "from pysail.spark import SparkConnectServer\n"
        f"SparkConnectServer(ip='127.0.0.1', port={port}).start(background=False)"
    )
    # Without PYTHONPATH: what scores on a worker must have travelled there.
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    server = subprocess.Popen([sys.executable, "-c", start], cwd=project, env=environment)
    try:
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert server.poll() is None, "the Sail server ended"
            time.sleep(0.1)
        else:
            raise AssertionError("the Sail server never listened")
        raw = str(project / "raw")
        yield {"SPARK_REMOTE": f"sc://127.0.0.1:{port}", "FORESALE_RAW": raw}
    finally:
        server.kill()
        server.wait()
