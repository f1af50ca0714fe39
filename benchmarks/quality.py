"""The project against a recipe, rules of thumb and others: `make benchmark-quality`.

Needs the tables of AdventureWorks DW as parquet files (examples/adventureworks/README.md) in the
folder that AWDW names; without it the synthetic world alone is measured.
Writes results/quality.json and prints it as Markdown; SETS="resellers small" runs some alone.

Protocol
* Sets: `resellers` (AdventureWorks resellers x category, the seeds as they are: a purchase with a
  profit within 6 months), `resellers_quarter` (the same within 3 months, a cutoff in each month),
  `internet` (internet customers x category, likewise 3 months), `small` (the synthetic world of
  that size, seed 1).
* Forward: at each test cutoff T everybody learns from the same outcomes, those that were over by
  T, on the same features as known on each day, and scores the pairs of T; what happened after T
  decides. No setting was chosen by it. The project's own calendar gives its roles; the others use
  all of these cutoffs as they like.
* Pairs: customers who bought anything by T x offers; `never` are those without a purchase of the
  offer by T, `all` has both.
* Measures and intervals: quality_measures.py; each is the mean over the test cutoffs, lift the mean
  over offers as well (an offer without a positive among the pairs has no lift and is left out).
* Revenue and profit are those of the window: revenue of every sale, profit of the purchases that
  brought one (the outcome is a purchase with a profit; AdventureWorks sells much at a loss).
* The list of the project and of the other models is p x value^0.5, its whitespace policy, with the
  value of a purchase that decisions.expected_values knew at T; the recipe's is its blend.
* `best possible` orders by what happened: no lift and no capture of buyers can be above it.
* `no signal` is the project and the recipe on outcomes dealt out anew among the customers.
* Seconds are of one processor, for learning and scoring one test cutoff, features not counted.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from chaos_house import PROJECT, Broken, require
from quality_contenders import (
    NO_SIGNAL,
    RECIPE,
    Frames,
    blind,
    contenders,
    test_pairs,
    without_signal,
)
from quality_frames import (
    SETS,
    DataSet,
    adventureworks_landing,
    keep_frames,
    kept_frames,
    new_house,
    read_frames,
)
from quality_measures import DRAWS, Contender, compared
from quality_rivals import NOT_RUN, rivals

RESULTS = Path(__file__).parent / "results" / "quality.json"
SHOWN = {
    "auc_all": "AUC",
    "pr_auc_all": "PR-AUC",
    "log_loss": "log loss",
    "brier": "Brier",
    "ece": "ECE",
    "lift_5_all": "lift@5",
    "lift_10_all": "lift@10",
    "lift_20_all": "lift@20",
    "lift_10_never": "lift@10 never",
    "buyers_capture_10_all": "buyers@10",
    "revenue_capture_10_all": "revenue@10",
    "profit_capture_10_all": "profit@10",
    "buyers_capture_10_never": "buyers@10 never",
    "revenue_capture_10_never": "revenue@10 never",
    "profit_capture_10_never": "profit@10 never",
}
BEST = "best possible"
CHANGED = ("brier", "lift_10_never", "lift_10_all", *list(SHOWN)[9:])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure as the command line asks; returns the exit code."""
    parser = argparse.ArgumentParser(description="The project against others, on forward cutoffs.")
    parser.add_argument("--sets", nargs="*", default=list(SETS), choices=list(SETS))
    parser.add_argument("--data", type=Path, default=os.environ.get("AWDW") or None)
    parser.add_argument("--frames", type=Path, help="folder that keeps frames and scores")
    parser.add_argument("--rivals", type=Path, help="python of the environment of the others")
    given = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            for name in given.sets:
                data = SETS[name]
                if data.is_adventureworks and given.data is None:
                    print(f"{name} is left out: AWDW names no folder.", file=sys.stderr)
                    continue
                folder = (given.frames or Path(scratch) / "frames") / name
                frames = prepared(data, given.data, folder, Path(scratch))
                memory = folder.with_name(f"{name}.scores")
                write(name, measured(frames, given.rivals, memory))
                print(table(name), flush=True)
    except Broken as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def prepared(
    data: DataSet, source: Path | None, folder: Path, scratch: Path
) -> dict[date, dict[str, Any]]:
    """Return the frames of a set, read from the folder where an earlier run kept them."""
    if not folder.is_dir():
        house = new_house(scratch / data.name, data)
        if source is not None and data.is_adventureworks:
            adventureworks_landing(source, house.landing, scratch, data)
        else:
            ended = house.run("foresale", "world", "--size", "small", "--seed", "1")
            require(ended.code == 0, f"The world was not made: {ended.complained}")
        keep_frames(read_frames(house, data), folder)
    return kept_frames(folder)


def measured(frames: Mapping[date, Frames], python: Path | None, memory: Path) -> dict[str, Any]:
    """Return what is told about one set: pairs, contenders and their measures."""
    tests = [test_pairs(one) for one in frames.values()]
    dealt = [without_signal(one) for one in frames.values()]
    by_name: dict[str, list[Contender]] = {}
    by_dealt: dict[str, list[Contender]] = {}
    for day, one, none, test in zip(frames, frames.values(), dealt, tests, strict=True):
        folder = memory / str(day)
        found = [*contenders(one, folder), *rivals(one, python, folder), best_possible(test)]
        for contender in found:
            by_name.setdefault(contender.name, []).append(contender)
        for contender in blind(none, folder):
            by_dealt.setdefault(contender.name, []).append(contender)
    whole = {name: each for name, each in by_name.items() if len(each) == len(tests)}
    results = compared(tests, whole, RECIPE)
    # its order among the outcomes is not that of their money
    results[BEST] = {
        measure: told
        for measure, told in results[BEST].items()
        if not measure.startswith(("revenue", "profit"))
    }
    results |= compared([test_pairs(one) for one in dealt], by_dealt, NO_SIGNAL + RECIPE)
    return {
        "test_cutoffs": [str(day) for day in frames],
        "pairs": [len(test) for test in tests],
        "positives": [int(test["outcome"].sum()) for test in tests],
        "never_bought_positives": [
            int(test.loc[~test["has_bought"], "outcome"].sum()) for test in tests
        ],
        "labels": [one["labels"].num_rows for one in frames.values()],
        "cpu_seconds": {
            name: round(float(np.mean([one.cpu_seconds for one in each])), 1)
            for name, each in (whole | by_dealt).items()
        },
        "not_run": sorted(NOT_RUN),
        "measures": results,
    }


def best_possible(test: pd.DataFrame) -> Contender:
    """Return the order by what happened."""
    outcome = test["outcome"].to_numpy(dtype=np.float64)
    return Contender(BEST, outcome, outcome, None, 0.0)


def write(name: str, result: Mapping[str, Any]) -> None:
    """Return nothing; put the result of a set beside those of the others."""
    kept = json.loads(RESULTS.read_text()) if RESULTS.is_file() else {"sets": {}}
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True
    ).stdout.strip()
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    kept["sets"][name] = {"commit": commit, "machine": machine, "draws": DRAWS, **result}
    RESULTS.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def table(name: str) -> str:
    """Return the measures of a set, and the changes against the recipe, as Markdown."""
    result = json.loads(RESULTS.read_text())["sets"][name]
    lines = [
        f"\n{name}: {sum(result['pairs']):,} pairs of {', '.join(result['test_cutoffs'])}",
        f"| contender | {' | '.join(SHOWN.values())} | seconds |",
        "|---" * (len(SHOWN) + 2) + "|",
    ]
    for contender, told in result["measures"].items():
        cells = [f"{told[one]['value']:.3f}" if one in told else "" for one in SHOWN]
        lines.append(f"| {contender} | {' | '.join(cells)} | {result['cpu_seconds'][contender]} |")
    lines += [
        f"\n| change against the recipe | {' | '.join(SHOWN[one] for one in CHANGED)} |",
        "|---" * (len(CHANGED) + 1) + "|",
    ]
    for contender, told in result["measures"].items():
        if contender == RECIPE or contender.startswith(NO_SIGNAL):
            continue
        cells = [_change(one, told[one]) if one in told else "" for one in CHANGED]
        lines.append(f"| {contender} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _change(measure: str, told: Mapping[str, float]) -> str:
    if "change" not in told:
        return ""
    each = [told["change"], told["change_low"], told["change_high"]]
    if measure == "brier":
        return "{:+.4f} [{:+.4f}, {:+.4f}]".format(*each)
    return "{:+.0%} [{:+.0%}, {:+.0%}]".format(*each)


if __name__ == "__main__":
    sys.exit(main())
