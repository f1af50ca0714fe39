"""`kill -9` at random moments of builds, one upon the other, with whole builds in between."""

import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
from chaos_house import BUILT, LANDED, House, Outcome, require
from chaos_readers import Readers

# What is aimed at between two whole builds, in turn. A kill of the publication is dear: it needs a
# whole dbt build before it.
ROUNDS = (
    ("landing", "landing", "dbt", "dbt", "publish"),
    ("landing", "landing", "landing", "dbt", "dbt"),
)
ROUNDS_PER_INPUT = 4


@dataclass(frozen=True)
class Lengths:
    """Seconds of an undisturbed build: until it has landed, then dbt, then the publication."""

    landing: float
    dbt: float
    publish: float


def measure(house: House) -> Lengths:
    """Return the lengths of the phases of a green build that has all files to land."""
    started = time.monotonic()
    running = house.start()
    running.says(LANDED)
    landed = time.monotonic()
    running.says(BUILT)
    built = time.monotonic()
    ended = running.end()
    require(ended.code == 0, f"A build that nobody disturbed ended red: {ended.complained}")
    return Lengths(landed - started, built - landed, time.monotonic() - built)


def append_sales(house: House, number: int) -> None:
    """Return nothing; add a landing file with a few more sales, so that a new version is due."""
    with duckdb.connect(str(house.warehouse), read_only=True) as connection:
        pairs = connection.execute(
            "select distinct customer_id, sku from star.fct_transaction order by all"
        ).fetchall()
    at = "2024-11-05 08:00:00"
    header = (
        "line_id,invoice_id,customer_id,sku,sold_date,quantity,revenue,gross_profit,recorded_at"
    )
    lines = [
        f"C{number}-{place},I{number}-{place},{customer},{sku},2024-11-05,1,{900 + number},300,{at}"
        for place, (customer, sku) in enumerate(pairs[number::97][:20])
    ]
    folder = house.landing / "erp" / "invoice_lines"
    (folder / f"added-{number}.csv").write_text("\n".join([header, *lines, ""]))


def kill_builds(
    *,
    undisturbed: House,
    house: House,
    lengths: Lengths,
    kills: int,
    recoveries: int,
    seed: int,
    say: Callable[[str], None],
    keep: Callable[[dict[str, Any]], None],
) -> dict[str, Any]:
    """Return the figures of at least so many kills and recoveries; raises Broken.

    Both houses start as equal, green and built. Inputs change in both alike. The figures so far are
    kept after every recovery.
    """
    chance = random.Random(seed)
    expected = Outcome.of(undisturbed)
    green, too_late = expected.version, 0
    killed: list[dict[str, Any]] = []
    recovered: list[dict[str, int]] = []
    figures: dict[str, Any] = {}
    readers = Readers(house.publish_to)
    try:
        while len(killed) < kills or len(recovered) < recoveries:
            if len(recovered) % ROUNDS_PER_INPUT == 0:
                number = len(recovered) // ROUNDS_PER_INPUT + 1
                for each in (undisturbed, house):
                    append_sales(each, number)
                undisturbed.build()
                expected = Outcome.of(undisturbed)
            for phase in ROUNDS[len(recovered) % len(ROUNDS)]:
                row = _kill(house, phase, lengths, chance)
                before, green = green, house.require_publication([green, expected.version])
                row["published"] = "new" if green != before else "as before"
                too_late += not row["killed"]
                if row.pop("killed"):
                    killed.append(row)
                    say(f"  {len(killed):3} {_sentence(row)}")
            # The machine may be faster or slower by now.
            lengths = replace(measure(house), landing=lengths.landing)
            house.require_as(expected)
            green = house.require_publication([expected.version])
            recovered.append(_sizes(house))
            _require_no_growth(recovered[-1], _sizes(undisturbed))
            say(f"      whole build {len(recovered)}: equal to the undisturbed one, {green}")
            for kind, report in readers.seen().items():
                require(report["errors"] == 0, f"The reader that {kind} met {report}.")
            figures = {
                "kills": len(killed),
                "kills_by_phase": dict(Counter(row["phase"] for row in killed)),
                "ended_before_the_kill": too_late,
                "new_version_seen_after_a_kill": sum(row["published"] == "new" for row in killed),
                "left_behind_by_kills": dict(
                    Counter(kind for row in killed for kind in row["left"])
                ),
                "whole_builds_equal_to_undisturbed": len(recovered),
                "inputs": (len(recovered) - 1) // ROUNDS_PER_INPUT + 1,
                "relations_compared": len(expected.hashes),
                "sizes_after_whole_builds": {"first": recovered[0], "last": recovered[-1]},
                "sizes_undisturbed": _sizes(undisturbed),
                "readers": readers.seen(),
                "moments": [f"{row['phase']} +{row['seconds']:.2f} s" for row in killed],
            }
            keep(figures)
    finally:
        readers.end()
    return figures


def _kill(house: House, phase: str, lengths: Lengths, chance: random.Random) -> dict[str, Any]:
    if phase == "landing" and chance.random() < 0.5:
        # All files are to be landed; else the landing goes on from what the last one left.
        shutil.rmtree(house.raw, ignore_errors=True)
    seconds = chance.random() * getattr(lengths, phase)
    running = house.start()
    begins = {"landing": "", "dbt": LANDED, "publish": BUILT}[phase]
    running.says(begins)
    at = time.monotonic() + seconds
    running.wait_until(lambda: time.monotonic() >= at)
    was_killed = running.kill()
    last = (running.said().splitlines() or ["nothing yet"])[-1]
    left = house.leftovers()
    return {"killed": was_killed, "phase": phase, "seconds": seconds, "said": last, "left": left}


def _sentence(row: dict[str, Any]) -> str:
    left = f", left {', '.join(row['left'])}" if row["left"] else ""
    return (
        f"killed in {row['phase']} after {row['seconds']:.2f} s ({row['said'].strip()}){left}; "
        f"published {row['published']}"
    )


def _require_no_growth(ours: dict[str, int], theirs: dict[str, int]) -> None:
    """Return nothing; the same files as without a kill, and a warehouse of about the same size."""
    for kind, size in theirs.items():
        limit = 2 * size if kind == "warehouse_bytes" else size
        require(ours[kind] <= limit, f"Kills leave more behind: {ours[kind]} {kind} for {size}.")


def _sizes(house: House) -> dict[str, int]:
    def files(*places: str) -> list[Path]:
        return [path for place in places for path in house.folder.glob(place) if path.is_file()]

    return {
        "warehouse_bytes": house.warehouse.stat().st_size,
        "raw_files": len(files("raw/**/*")),
        "publish_files": len(files("publish/**/*", "publish/**/.*")),
        # logs/ is dbt's: it keeps five full ones.
        "other_files": len(files("*", ".*", "target/**/*")),
    }
