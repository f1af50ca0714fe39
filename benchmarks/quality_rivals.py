"""AutoML and made features, in an environment of their own (benchmarks/rivals.txt)."""

import json
import subprocess
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from quality_contenders import Frames, policy_score, test_pairs
from quality_measures import Contender

INSIDE = Path(__file__).with_name("quality_rivals_inside.py")
RIVALS = {"flaml": "FLAML, same matrix", "featuretools": "Featuretools + XGBoost"}
NOT_RUN: set[str] = set()


def rivals(frames: Frames, python: Path | None, memory: Path) -> list[Contender]:
    """Return the others on one test cutoff; one that does not run is named in NOT_RUN.

    `memory`: a folder that keeps their scores of these frames between runs.
    """
    test, found = test_pairs(frames), []
    for rival, name in RIVALS.items():
        scores, told = memory / f"{rival}.parquet", memory / f"{rival}.json"
        if not told.is_file():
            said = _run(frames, python, rival, memory)
            if not said.startswith("{"):
                NOT_RUN.add(f"{name}: {said}")
                continue
            told.write_text(said)
        key = ["entity_id", "offer_id"]
        scored = test[key].merge(pq.read_table(scores).to_pandas(), on=key, validate="one_to_one")
        p = scored["p"].to_numpy(dtype=np.float64)
        seconds = float(json.loads(told.read_text())["cpu_seconds"])
        found.append(Contender(name, p, policy_score(p, test), p, seconds))
    return found


def _run(frames: Frames, python: Path | None, rival: str, memory: Path) -> str:
    if python is None:
        return "no environment was given"
    memory.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        # What happened after the cutoff stays here.
        kept = [one for one in frame.column_names if name != "test" or not _is_outcome(one)]
        pq.write_table(frame.select(kept), memory / f"{name}.parquet")
    ended = subprocess.run([python, INSIDE, rival, memory], capture_output=True, text=True)
    said = ended.stderr if ended.returncode else ended.stdout
    return (said.strip() or f"it ended with {ended.returncode}").splitlines()[-1]


def _is_outcome(column: str) -> bool:
    return column == "outcome" or column.startswith("realised_")
