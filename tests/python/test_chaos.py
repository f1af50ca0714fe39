"""What no crash may break, in its fast form; `make chaos` kills whole builds and fills real disks.

The helpers are those of benchmarks/chaos.py, so what they demand is shown to be able to fail.
"""

import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chaos_damage import TAMPERINGS, damage, tamper
from chaos_house import PROJECT, Broken, House, environment, sha256
from conftest import House as Built

from foresale.build import published_marts
from foresale.lock import only_writer
from foresale.publish import content_hashes
from foresale.red import reason, shortage
from foresale.settings import UserError

SELECT = ("--no-use-colors", "run", "--select")


@pytest.fixture(scope="module")
def house(tiny_house: Built, tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tiny_house.project).copy(tmp_path_factory.mktemp("chaos") / "house")


# Killed


def test_a_landing_that_was_killed_anywhere_is_made_good_by_the_next(house: House) -> None:
    sound, chance = house.raw_bytes(), random.Random(1)
    for path in house.raw.rglob("*.parquet"):
        path.unlink()
    kills = 0
    for _ in range(4):
        landing = house.start("foresale", "land")
        landing.wait_until(lambda: any(house.raw.rglob("*.parquet.writing")))
        time.sleep(chance.random() * 0.1)
        kills += landing.kill()

    assert house.run("foresale", "land").code == 0
    assert kills > 0
    assert house.raw_bytes() == sound
    assert not house.leftovers()


@pytest.fixture(scope="module")
def after_a_kill(house: House) -> tuple[House, str]:
    """The house after a killed dbt build and another one, which met a tampered model."""
    building = house.start("dbt.cli.main", *SELECT, "staging")
    building.wait_until(lambda: " OK created sql table" in building.said())
    assert building.kill()
    house.require_publication([house.version()])
    tamper(house, TAMPERINGS["one character of the model"][0])
    models = ("staging", "model_vintages", "score_customer")
    return house, house.run("dbt.cli.main", *SELECT, *models).said


def test_a_dbt_build_that_was_killed_is_made_good_by_the_next(
    after_a_kill: tuple[House, str], tiny_house: Built
) -> None:
    warehouses = (after_a_kill[0].warehouse, tiny_house.project / "warehouse.duckdb")
    one, two = (content_hashes(warehouse=each, schemas=["staging", "star"]) for each in warehouses)
    assert one == two


def test_a_tampered_model_is_refused_by_its_sha256_where_it_would_score(
    after_a_kill: tuple[House, str],
) -> None:
    house, said = after_a_kill
    assert "is not the one that was stored (sha256 differs): delete its row from" in said
    assert "ERROR=1 " in said
    house.require_publication([house.version()])


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a lock for ever."""
    program = (
        "import sys, time; from pathlib import Path; from foresale.lock import only_writer\n"
        "with only_writer(Path(sys.argv[1]), who='build', what='it', instead='go away'):\n"
        "    print('held', flush=True); time.sleep(999)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")],
        env=environment({"PYTHONPATH": str(PROJECT / "python")}),
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_a_lock_names_its_holder_and_dies_with_it(
    holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    for _ in range(2):
        with (
            pytest.raises(UserError, match=rf"\(process {holder.pid}\) is writing it: wait"),
            only_writer(tmp_path / "lock", who="build", what="it", instead="go away"),
        ):
            pass
    holder.kill()
    holder.wait()
    assert (tmp_path / "lock").read_text() == str(holder.pid)
    with only_writer(tmp_path / "lock", who="build", what="it", instead="go away"):
        pass


def test_landing_waits_for_no_build_and_says_who_holds_what_has_landed(house: House) -> None:
    lock = house.folder / "raw.lock"
    with only_writer(lock, who="build", what="raw", instead="go away"):
        ended = house.run("foresale", "land")

    assert ended.code == 1
    assert f"Another build (process {os.getpid()}) is writing raw" in ended.complained


# Without room


def limited(house: House, size: int, *command: str) -> subprocess.CompletedProcess[str]:
    """Return how a command ended that may write no file larger than so many bytes."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=house.folder,
        env=environment({}),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_landing_without_room_says_so_and_keeps_what_had_landed(house: House) -> None:
    before = house.raw_bytes()
    added = house.landing / "erp" / "reps" / "added.csv"
    header = (house.landing / "erp" / "reps" / "2021.csv").read_text().splitlines()[0]
    added.write_text(header + "\n" + f"{'x' * header.count(',')}\n" * 9)
    done = limited(house, 64, "-m", "foresale", "land")
    added.unlink()

    assert done.returncode == 1
    assert done.stderr.startswith("foresale: ")
    assert "File too large" in done.stderr or "the disk is full" in done.stderr
    assert done.stderr.count("\n") == 1
    assert house.raw_bytes() == before


def test_a_publication_without_room_says_so_and_readers_keep_theirs(house: House) -> None:
    marts = published_marts(house.folder / "target" / "manifest.json")
    program = (
        "from pathlib import Path; from foresale.publish import publish\n"
        f"publish(warehouse=Path('warehouse.duckdb'), publish_to=Path('publish'), marts={marts})"
    )
    done = limited(house, 2**20, "-c", program)

    assert done.returncode == 1
    assert "UserError: Publishing warehouse.duckdb into publish/ stopped (" in done.stderr
    assert "File too large" in done.stderr
    house.require_publication([house.version()])
    assert not house.leftovers()


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("OSError(28, 'No space left on device')", "the disk is full"),
        ("IO Error: Could not write all bytes to file: File too large", "the disk is full"),
        ("Runtime Error in model a (a.sql)\n  Out of Memory Error: x", "raise FORESALE_MEMORY"),
        ("Parser Error: Unknown unit for memory: 'x'", "FORESALE_MEMORY_LIMIT is no size"),
        ("ArrowMemoryError('malloc of size 64 failed')", "memory ran out"),
        ("Runtime Error in model a (a.sql)\n  Conversion Error: 5 apples", ""),
    ],
)
def test_what_has_run_out_is_named_with_what_mends_it(message: str, says: str) -> None:
    found = shortage(["another error", message], Path("warehouse.duckdb"))
    assert found.startswith(says) if not says else says in found


def test_of_an_error_of_dbt_the_reason_remains() -> None:
    assert reason("") == ""
    assert reason(
        "Runtime Error in model a (b.sql)\n  Some Error: c\n  \n  compiled code at d"
    ) == ("Some Error: c")
    assert reason(
        "Runtime Error in model a (b.py)\n  Python model failed:\n  Traceback (most recent call "
        "last):\n    File\n  foresale.settings.UserError: The model differs: mend it.\n  "
    ) == ("The model differs: mend it")


# What the proof demands can fail


def test_a_publication_with_a_changed_byte_or_of_another_version_is_noticed(
    house: House, tmp_path: Path
) -> None:
    copy = house.copy(tmp_path / "copy")
    version = copy.require_publication([copy.version()])
    with pytest.raises(Broken, match="instead of another"):
        copy.require_publication(["another"])
    file = copy.publish_to / "versions" / version / "whitespace.parquet"
    before = sha256(file)
    damage(file, 0.5)
    assert sha256(file) != before
    with pytest.raises(Broken, match="not as they were sealed"):
        copy.require_publication([version])
