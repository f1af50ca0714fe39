"""Builds without room: a full disk, too little memory, and a warehouse that another one holds."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chaos_house import BUILT, LANDED, Ended, House, Outcome, require

MEGABYTE = 2**20


def fill_disk(house: House, folder: Path, undisturbed: Outcome) -> dict[str, Any]:
    """Return what a build says on a disk that is full from the landing, from dbt, from publishing.

    The house is copied onto a small file system in memory, which is made larger after each; what
    its builds print goes elsewhere.
    """
    said = {}
    with small_disk(folder, 1024) as resize:
        crowded = house.copy(folder)
        shutil.rmtree(crowded.raw)
        resize(_used(folder) + 0.2)
        said["landing"] = _refused(crowded, crowded.run(), undisturbed, "No space left")
        resize(_used(folder) + 4)
        said["dbt"] = _refused(crowded, crowded.run(), undisturbed, "the disk is full")
        resize(1024)
        running = crowded.start()
        running.says(BUILT)
        resize(_used(folder) + 2)
        said["publish"] = _refused(crowded, running.end(), undisturbed, "No space left")
        resize(1024)
        crowded.build()
        crowded.require_as(undisturbed)
    return {"said": said, "build_after_it": "equal to the undisturbed one"}


@contextmanager
def small_disk(folder: Path, megabytes: float) -> Iterator[Callable[[float], None]]:
    """Yield what resizes a file system in memory, which is mounted at the folder meanwhile."""

    def mount(options: str, size: float) -> None:
        command = ["mount", "-t", "tmpfs", "-o", f"{options}size={int(size * MEGABYTE)}"]
        subprocess.run([*command, "none", str(folder)], check=True)

    folder.mkdir()
    mount("", megabytes)
    try:
        yield lambda size: mount("remount,", size)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def starve(house: House, limits: tuple[str, ...], undisturbed: Outcome) -> dict[str, Any]:
    """Return what came of builds with so much memory for DuckDB: equal, or one sentence."""
    outcomes = {}
    for limit in limits:
        running = house.start(variables={"FORESALE_MEMORY_LIMIT": limit})
        spilled = 0
        while running.process.poll() is None:
            spilled = max(spilled, _bytes_below(house.warehouse.with_name("warehouse.duckdb.tmp")))
            time.sleep(0.1)
        ended = running.end()
        if ended.code == 0:
            house.require_as(undisturbed)
            outcomes[limit] = f"equal to the undisturbed build, {spilled // MEGABYTE} MB spilled"
        else:
            outcomes[limit] = _refused(house, ended, undisturbed, "FORESALE_MEMORY_LIMIT")
    return outcomes


def contend(house: House, undisturbed: Outcome) -> dict[str, Any]:
    """Return what builds say that come second and third, and that a killed one blocks nobody."""
    first = house.start()
    require(first.says(LANDED), "The first build did not land.")
    others = [house.start(), house.start()]
    said = [_refused(house, other.end(), undisturbed, "Another build") for other in others]
    for sentence in said:
        require(f"(process {first.process.pid})" in sentence, f"Who is first? {sentence}")
    require(first.kill(), "The first build ended before it was killed.")
    holder = house.warehouse.with_name("warehouse.duckdb.lock").read_text()
    require(holder == str(first.process.pid), "The killed build left no lock file.")
    at_once = [house.start() for _ in range(3)]
    through = [build.says(LANDED) for build in at_once]
    require(sum(through) == 1, f"{sum(through)} of three builds at once went on.")
    for build, went_on in zip(at_once, through, strict=True):
        if went_on:
            build.kill()
        else:
            _refused(house, build.end(), undisturbed, "Another build")
    house.require_publication([undisturbed.version])
    sentence = said[0].replace(str(first.process.pid), "<id>")
    return {"said": sentence, "of_three_at_once": "one went on", "after_a_kill": "not blocked"}


def _refused(house: House, ended: Ended, undisturbed: Outcome, words: str) -> str:
    """Return the one sentence with which a build ended that published nothing."""
    sentence = ended.complained.strip()
    require(ended.code == 1, f"Ended with {ended.code}: {ended.said[-300:]} {sentence[-300:]}")
    require("\n" not in sentence and words in sentence, f"No sentence: {sentence[:2000]}")
    house.require_publication([undisturbed.version])
    return sentence.replace(str(house.folder), "")


def _used(folder: Path) -> float:
    return shutil.disk_usage(folder).used / MEGABYTE


def _bytes_below(folder: Path) -> int:
    try:
        return sum(path.stat().st_size for path in folder.iterdir())
    except FileNotFoundError:
        return 0
