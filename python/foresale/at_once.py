"""Learning several offers at once: what learns is outside of Python most of the time."""

import os
import warnings
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Asked = TypeVar("Asked")
Found = TypeVar("Found")

# Each holds the frame of one offer and its encoded copies in memory.
MOST_AT_ONCE = 4


def each_at_once(
    function: Callable[[Asked], Found], asked: Sequence[Asked], *, at_once: int | None = None
) -> list[Found]:
    """Return what the function makes of each, in order; one after another where there is one core.

    What a call returns must not depend on the others. The first error in order is raised. That a
    fit does not settle is a state of its row, so the warning of it is not shown.
    """
    from sklearn.exceptions import ConvergenceWarning

    workers = at_once or min(os.cpu_count() or 1, MOST_AT_ONCE)
    # Filters of warnings belong to the process: they are set here, where no thread runs yet.
    with warnings.catch_warnings(), ThreadPoolExecutor(workers) as pool:
        warnings.simplefilter("ignore", ConvergenceWarning)
        return list(pool.map(function, asked))
