"""The hash of an Arrow table: what models say they were taught."""

import hashlib
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def table_sha256(table: pa.Table) -> str:
    """Return the sha256 (hex) of names, types, nulls and values, however the data is chunked."""
    digest = hashlib.sha256()
    for field, column in zip(table.schema, table.columns, strict=True):
        digest.update(f"{field.name}\x00{field.type}\x00{table.num_rows}\x00".encode())
        digest.update(pc.is_null(column).to_numpy().tobytes())
        for part in _value_bytes(column, field.type):
            digest.update(part)
    return digest.hexdigest()


def _value_bytes(column: pa.ChunkedArray, type_: pa.DataType) -> Iterable[bytes]:
    if pa.types.is_string(type_):
        texts = [text.encode() for text in pc.fill_null(column, "").to_pylist()]
        yield np.array([len(text) for text in texts], dtype="<i8").tobytes()
        yield b"".join(texts)
    elif pa.types.is_date32(type_):
        days = column.cast(pa.int32()).cast(pa.int64())
        yield pc.fill_null(days, 0).to_numpy().astype("<i8").tobytes()
    elif pa.types.is_floating(type_):
        # adding zero turns -0.0 into 0.0: the two are equal, so they must hash alike
        yield (pc.fill_null(column, 0.0).to_numpy() + 0.0).astype("<f8").tobytes()
    else:
        yield pc.fill_null(column.cast(pa.int64()), 0).to_numpy().astype("<i8").tobytes()
