"""One writer at a time, across processes."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from foresale.settings import UserError


@contextmanager
def only_writer(path: Path, *, who: str, what: Path | str, instead: str) -> Iterator[None]:
    """Hold the lock file for the length of a `with` block; it is released when the process ends.

    Raises UserError where another process holds it: another `who` is writing `what`; wait, or
    `instead`.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise UserError(
                f"Another {who} (process {holder}) is writing {what}: "
                f"wait until it ends, or {instead}."
            ) from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield
