"""The second engine gives the same rows, the same models and the same list as the first.

Each engine builds every room, and each room is equal row for row to DuckDB's. The data tests read
nothing else and so would say the same: Sail, which is told what Spark is told, runs them all and
the unit tests. On Spark, where every statement costs a second, the tests of the words that engines
say differently run (tests/macros). `make test-spark EVERYTHING=1` runs all tests on both.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
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
TESTS = "all" if os.environ.get("FORESALE_TEST_EVERYTHING") else "own"
# Sail, which is done first, is looked at first.
ENGINES = ("sail", "spark")
# For thousands of small statements; the rest is conf/spark. Compilers that think for long and many
# partitions pay off with many rows only.
SMALL_SESSION = {
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.sql.shuffle.partitions=2 pyspark-shell",
}


class SecondHouse(NamedTuple):
    """The project built and tested on another engine."""

    target: str
    project: Path


@pytest.fixture(scope="module")
def first_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("duckdb") / "project")
    foresale(project, "world", "--size", WORLD)
    foresale(project, "build")
    return project


@pytest.fixture(scope="module")
def second_houses(
    first_house: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Mapping[str, Future[SecondHouse]]]:
    """Both engines at once: Spark's driver is busy while Sail's server waits, and the reverse."""
    with ThreadPoolExecutor(max_workers=len(ENGINES)) as pool:
        yield {
            target: pool.submit(_built, target, first_house, tmp_path_factory.mktemp(target))
            for target in ENGINES
        }


@pytest.fixture(scope="module", params=ENGINES)
def second_house(
    request: pytest.FixtureRequest, second_houses: Mapping[str, Future[SecondHouse]]
) -> SecondHouse:
    return second_houses[request.param].result()


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


def test_a_text_that_is_no_number_is_an_error(second_house: SecondHouse) -> None:
    assert (second_house.project / "ansi_mode.txt").read_text(encoding="utf-8") == "true"


def test_the_tests_of_the_engine_are_green(second_house: SecondHouse) -> None:
    statuses = json.loads((second_house.project / "tests.json").read_text(encoding="utf-8"))

    assert len(statuses) > (20 if second_house.target == "spark" else 200)
    assert {name: status for name, status in statuses.items() if status != "pass"} == {}


def test_what_is_only_added_to_is_not_added_again(second_house: SecondHouse) -> None:
    if second_house.target == "sail":
        pytest.skip("Sail does not carry tables that grow")
    registered = [
        [each for each in hashes if each.relation_name in ("model_registry", "promotions")]
        for hashes in (
            content_hashes(warehouse=second_house.project / file, schemas=["training"])
            for file in ("all_rooms.duckdb", "registered_again.duckdb")
        )
    ]

    assert [each.row_count > 0 for each in registered[0]] == [True, True]
    assert registered[0] == registered[1]


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


def _built(target: str, first_house: Path, folder: Path) -> SecondHouse:
    project = copy_project(folder / "project")
    shutil.copytree(first_house / "landing", project / "landing")
    with _server(target, project) as variables:
        done = run(project, "tests.python.second_engine", target, TESTS, variables=variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return SecondHouse(target, project)


@contextmanager
def _server(target: str, project: Path) -> Iterator[dict[str, str]]:
    """Yield what tells dbt of the engine: the size of the session, or the Sail server that runs."""
    if target == "spark":
        yield SMALL_SESSION
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
