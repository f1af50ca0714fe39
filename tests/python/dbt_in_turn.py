"""Commands of dbt one after another in one process: the project is parsed once.

`python -m tests.python.dbt_in_turn '[["seed"], ["test", "--select", "tasks"]]'` prints a JSON list
with, for each command, whether it succeeded and what dbt said of its errors.
"""

import json
import sys
from typing import Any

from dbt.cli.main import dbtRunner


def in_turn(commands: list[list[str]]) -> list[tuple[bool, list[str]]]:
    """Return for each command whether it succeeded and what its errors say."""
    manifest: Any = dbtRunner().invoke(["--quiet", "parse"]).result
    ended = []
    for command in commands:
        outcome = dbtRunner(manifest=manifest).invoke(["--log-level", "none", *command])
        results = getattr(outcome.result, "results", [])
        said = [result.message or "" for result in results if result.status == "error"]
        if outcome.exception is not None:
            said.append(str(outcome.exception))
        ended.append((outcome.success, said))
    return ended


if __name__ == "__main__":
    print(json.dumps(in_turn(json.loads(sys.argv[1]))))
