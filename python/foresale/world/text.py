"""Numbers written as the text a source system would export."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.world.profile import DAY_SECONDS, MONTH_STARTS, ORIGIN, BoolArray, IntArray

_EARLIER_DAYS = 2_557  # records of property reach back beyond the origin of the world
_SPARE_DAYS = 2_200  # agreed ends of assets may lie five years beyond the last month


@lru_cache(maxsize=1)
def _day_texts() -> pa.Array:
    days = ORIGIN + np.arange(-_EARLIER_DAYS, int(MONTH_STARTS[-1]) + _SPARE_DAYS)
    return pa.array([str(day) for day in days])


@lru_cache(maxsize=1)
def _second_texts() -> pa.Array:
    return pa.array(
        [f"{s // 3600:02d}:{s // 60 % 60:02d}:{s % 60:02d}" for s in range(DAY_SECONDS)]
    )


def join(*parts: pa.Array | str, separator: str = "") -> pa.Array:
    """Return the parts of each row joined into one text."""
    return pc.binary_join_element_wise(*parts, separator)


def dates(days: IntArray) -> pa.Array:
    """Return `YYYY-MM-DD` for each day index (days since the origin of the world)."""
    return _day_texts().take(pa.array(days + _EARLIER_DAYS))


def timestamps(seconds: IntArray) -> pa.Array:
    """Return `YYYY-MM-DD HH:MM:SS` for seconds since the origin of the world, UTC."""
    clock = _second_texts().take(pa.array(seconds % DAY_SECONDS))
    return join(dates(seconds // DAY_SECONDS), clock, separator=" ")


def whole(numbers: IntArray) -> pa.Array:
    """Return whole numbers as text."""
    return pc.cast(pa.array(numbers), pa.string())


def ids(prefix: str, numbers: IntArray, width: int) -> pa.Array:
    """Return ids such as `L00000042`."""
    return join(prefix, pc.utf8_lpad(whole(numbers), width=width, padding="0"))


def money(cents: IntArray) -> pa.Array:
    """Return decimal text in dollars (`-1234.50`) for whole cents."""
    size = np.abs(cents)
    sign = pa.array(np.where(cents < 0, "-", ""), type=pa.string())
    rest = pc.utf8_lpad(whole(size % 100), width=2, padding="0")
    return join(sign, whole(size // 100), ".", rest)


def words(choices: tuple[str, ...], indices: IntArray) -> pa.Array:
    """Return the chosen word of each row."""
    return pa.array(choices, type=pa.string()).take(pa.array(indices))


def blank_unless(keep: BoolArray, texts: pa.Array) -> pa.Array:
    """Return the texts, with null (an empty cell) where `keep` is false."""
    return pc.if_else(pa.array(keep), texts, pa.scalar(None, type=pa.string()))
