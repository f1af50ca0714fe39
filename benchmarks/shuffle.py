"""What each room shuffled, spilled and wrote on Spark: `python benchmarks/shuffle.py <log>`.

Reads the event log of one session (`spark.eventLog.enabled true`, uncompressed, one file or a
folder of rolled files) and prints one line of Markdown per room, in GB. A job belongs to the schema
of the table that its statement writes; all others (tests, look-ups, rows on their way to training)
to `reads`.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COLUMNS = {
    "shuffled": "internal.metrics.shuffle.write.bytesWritten",
    "spilled": "internal.metrics.diskBytesSpilled",
    "written": "internal.metrics.output.bytesWritten",
}
WRITES = re.compile(r"Arguments: file:\S*/(\w+)\.db/\w+, (?:false|true)")


def main() -> None:
    """Print the table of the event log named on the command line."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    totals: defaultdict[str, Counter[str]] = defaultdict(Counter)
    of_execution: dict[str, str] = {}
    of_stage: dict[int, str] = {}
    for event in _events(Path(sys.argv[1])):
        kind = event["Event"].rpartition(".")[2]
        if kind == "SparkListenerSQLExecutionStart":
            found = WRITES.search(event["physicalPlanDescription"])
            of_execution[str(event["executionId"])] = "reads" if found is None else found[1]
        elif kind == "SparkListenerJobStart":
            execution = event["Properties"].get("spark.sql.execution.id")
            for stage in event["Stage IDs"]:
                of_stage[stage] = of_execution.get(execution, "reads")
        elif kind == "SparkListenerStageCompleted":
            stage = event["Stage Info"]
            figures = {each["Name"]: each.get("Value", 0) for each in stage["Accumulables"]}
            room = of_stage.get(stage["Stage ID"], "reads")
            totals[room].update({name: int(figures.get(key, 0)) for name, key in COLUMNS.items()})
    print(f"| room | {' | '.join(COLUMNS)} |\n|---|{'---|' * len(COLUMNS)}")
    for room, sums in totals.items():
        print(f"| {room} | {' | '.join(f'{sums[name] / 1e9:.2f}' for name in COLUMNS)} |")


def _events(log: Path) -> Iterator[dict[str, Any]]:
    files = sorted(log.rglob("events_*")) if log.is_dir() else [log]
    for file in files:
        with file.open(encoding="utf-8") as lines:
            yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
