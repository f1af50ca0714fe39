"""AutoML and made features, in an environment of their own (benchmarks/rivals.txt)."""

import json
import subprocess
from pathlib import Path

import pyarrow.parquet as pq
from quality_contenders import Frames, policy_score, test_pairs
from quality_measures import Contender

INSIDE = Path(__file__).with_name("quality_rivals_inside.py")
RIVALS = {"flaml": "FLAML, same matrix", "featuretools": "Featuretools + XGBoost"}
NOT_INSTALLED: set[str] = set()


def rivals(frames: Frames, python: Path | None, scratch: Path) -> list[Contender]:
    """Return the others on one test cutoff; one that does not run is named in NOT_INSTALLED."""
    if python is None:
        NOT_INSTALLED.update(RIVALS.values())
        return []
    for name, frame in frames.items():
        # What happened after the cutoff stays here.
        kept = [one for one in frame.column_names if name != "test" or not _is_outcome(one)]
        pq.write_table(frame.select(kept), scratch / f"{name}.parquet")
    test, found = test_pairs(frames), []
    for rival, name in RIVALS.items():
        ended = subprocess.run([python, INSIDE, rival, scratch], capture_output=True, text=True)
        if ended.returncode:
            NOT_INSTALLED.add(f"{name}: {ended.stderr.strip().splitlines()[-1]}")
            continue
        scored = pq.read_table(scratch / f"{rival}.parquet").to_pandas()
        key = ["entity_id", "offer_id"]
        p = test[key].merge(scored, on=key, validate="one_to_one")["p"].to_numpy()
        seconds = json.loads(ended.stdout.splitlines()[-1])["cpu_seconds"]
        found.append(Contender(name, p, policy_score(p, test), p, seconds))
    return found


def _is_outcome(column: str) -> bool:
    return column == "outcome" or column.startswith("realised_")
