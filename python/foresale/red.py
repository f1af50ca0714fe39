"""What dbt says about a red build, made short: why each model failed, and what was missing."""

from collections.abc import Sequence
from pathlib import Path

_DISK = ("No space left on device", "Disk quota exceeded", "File too large")
_LIMIT = ("Out of Memory Error",)
_NO_SIZE = ("Memory must have a number", "Unknown unit for memory")
_MEMORY = ("MemoryError", "std::bad_alloc", "Cannot allocate memory", "can't start new thread")
# Before and after the reason, dbt names the file and the macros it came through.
_AROUND = ("compiled code at ", "> in ", "> called by ", "Python model failed", "LINE ", "^")
LONGEST_REASON = 400


def reason(message: str) -> str:
    """Return what an error of dbt says, as part of a sentence: without its traceback and without
    the lines that say where in the code it was noticed."""
    head, *rest = [line.strip() for line in message.splitlines() if line.strip()] or [""]
    # dbt's own first line names the kind of error and the model.
    lines = [line for line in rest or [head] if not line.startswith(_AROUND)]
    if any(line.startswith("Traceback") for line in lines):
        lines = lines[-1:]
    said = " ".join(lines).removeprefix("foresale.settings.UserError: ").rstrip(". ")
    return said if len(said) <= LONGEST_REASON else said[:LONGEST_REASON] + "..."


def shortage(messages: Sequence[str], warehouse: Path) -> str:
    """Return what was missing, by the messages of dbt, and how to mend it; '' where nothing was."""
    said = "\n".join(messages)
    if any(words in said for words in _DISK):
        return f"the disk is full: free space where {warehouse} and this project lie, build again"
    if any(words in said for words in _NO_SIZE):
        return "FORESALE_MEMORY_LIMIT is no size: write it as 4GB or 50%"
    if any(words in said for words in _LIMIT):
        return (
            "DuckDB ran out of memory: raise FORESALE_MEMORY_LIMIT (as 4GB; by default 80% of the "
            "machine's memory) or build on a larger machine"
        )
    if any(words in said for words in _MEMORY):
        return (
            "memory ran out: end other programs, lower FORESALE_MEMORY_LIMIT, which leaves more "
            "to Python, or build on a larger machine"
        )
    return ""
