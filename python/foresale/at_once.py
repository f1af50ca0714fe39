"""Learning several offers at once: what learns is outside of Python most of the time."""

import os
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

    What a call returns must not depend on the others. The first error in order is raised. Each call
    has one thread of its own: those that the algebra library would start wait for each other, and
    sums of several threads have other last bits.
    """
    from threadpoolctl import threadpool_limits

    workers = at_once or min(os.cpu_count() or 1, MOST_AT_ONCE)
    # Limits belong to the process: they are set here, where no thread runs yet.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(workers) as pool:
        return list(pool.map(function, asked))
