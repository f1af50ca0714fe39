"""The shape every table has between being made up and being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from foresale.world.profile import EXTRACT_SECOND, IntArray


@dataclass(frozen=True)
class Facts:
    """All rows of one table: when each was recorded, and how to write some of them as text.

    Rows stay numbers until a file is written, so that ten million invoice lines never stand in
    memory as text.
    """

    table_name: str
    recorded: IntArray  # seconds since the origin of the world, one per row
    render: Callable[[IntArray], pa.Table]  # row numbers -> string columns in declared order

    @classmethod
    def of_table(cls, table_name: str, table: pa.Table, recorded: IntArray) -> Facts:
        """Return facts over a table that is text already, without rows not yet recorded."""
        known = np.flatnonzero(recorded <= EXTRACT_SECOND)
        known = known[np.argsort(recorded[known], kind="stable")]
        kept = table.take(pa.array(known))
        return cls(table_name, recorded[known], lambda rows: kept.take(pa.array(rows)))

    @property
    def row_count(self) -> int:
        """The number of rows of the table."""
        return len(self.recorded)
