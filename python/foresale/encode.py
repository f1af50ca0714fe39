"""Raw feature columns to the numbers an estimator reads, fitted on the fitting rows only."""

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.frames import CATEGORY, NUMBER, feature_kinds
from foresale.metrics import DECIMALS, Doubles, settled

LINEAR, TREE = "linear", "tree"
Number = TypeVar("Number", int, float)
# Part of the mean below which a deviation is nothing but the last bit of a logarithm.
NOTHING = 1e-12


@dataclass(frozen=True)
class InputCode:
    """How one raw column becomes encoded columns; the numbers are used by the linear style only."""

    name: str
    kind: str
    has_missing: bool = False
    levels: tuple[str, ...] = ()
    lower: float = 0.0
    upper: float = 0.0
    mean: float = 0.0
    scale: float = 1.0

    def width(self) -> int:
        """Return how many encoded columns this input becomes."""
        return (len(self.levels) if self.kind == CATEGORY else 1) + int(self.has_missing)


@dataclass(frozen=True)
class Encoder:
    """The ordered inputs of a model and their codes; `dropped` names what carried nothing."""

    style: str
    clip_at: float
    inputs: tuple[InputCode, ...]
    dropped: tuple[tuple[str, str], ...]

    def beliefs(self, by_name: Mapping[str, Number]) -> tuple[Number, ...]:
        """Return for every encoded column what is held of its feature, 0 where nothing is.

        Categories have no direction, and neither has that a value is missing.
        """
        held: list[Number] = []
        for code in self.inputs:
            own = by_name.get(code.name, 0)
            held += [0 if code.kind == CATEGORY or at else own for at in range(code.width())]
        return tuple(held)

    def owners(self) -> list[int]:
        """Return for every encoded column the position of the input it belongs to."""
        return [at for at, code in enumerate(self.inputs) for _ in range(code.width())]


def fit_encoder(table: pa.Table, style: str, parameters: dict[str, Any]) -> Encoder:
    """Return the encoder learned from these fitting rows, columns in the order of their names.

    The table holds inputs only; `offer_id` is one where a model speaks for several offers.

    `parameters`: minimum_category_rows, and for the linear style winsor_lower_share,
    winsor_upper_share and clip_at. Columns that are all null or constant are dropped with a reason.
    """
    inputs: list[InputCode] = []
    dropped: list[tuple[str, str]] = []
    for name, kind in sorted(feature_kinds(table, beside=()).items()):
        column = table.column(name)
        if pc.is_null(column, nan_is_null=True).to_numpy().all():
            dropped.append((name, "all values are null"))
            continue
        if kind == CATEGORY:
            code = _fit_category(name, column, parameters["minimum_category_rows"])
        else:
            code = _fit_number(name, kind, column, style, parameters)
        if code is None:
            dropped.append((name, "all rows have the same value"))
        elif code.width() == 0:
            dropped.append((name, "no category has enough rows"))
        else:
            inputs.append(code)
    clip_at = float(parameters["clip_at"]) if style == LINEAR else 0.0
    return Encoder(style, clip_at, tuple(inputs), tuple(dropped))


def encode(encoder: Encoder, table: pa.Table) -> Doubles:
    """Return the encoded matrix, shape (rows, encoded columns), column-major; never infinite.

    Linear style: winsorised, signed log1p, standardised, cut at clip_at, rounded to nine decimals,
    null is 0 with its own indicator; a category is one 0/1 column per level. Tree style: raw
    numbers, null is NaN.
    """
    matrix = np.empty((table.num_rows, len(encoder.owners())), dtype=np.float64, order="F")
    at = 0
    for code in encoder.inputs:
        for values in _encode_input(code, table.column(code.name), encoder):
            matrix[:, at] = values
            at += 1
    return matrix


def encoder_state(encoder: Encoder) -> dict[str, Any]:
    """Return the encoder as plain values for JSON."""
    return asdict(encoder)


def encoder_from_state(state: dict[str, Any]) -> Encoder:
    """Return the encoder that `encoder_state` described."""
    inputs = tuple(
        InputCode(**{**item, "levels": tuple(item["levels"])}) for item in state["inputs"]
    )
    dropped = tuple((name, reason) for name, reason in state["dropped"])
    return Encoder(state["style"], state["clip_at"], inputs, dropped)


def signed_log(values: Doubles) -> Doubles:
    """Return sign(x) * log(1 + |x|): money of both signs on a scale a linear model can use."""
    return np.sign(values) * np.log1p(np.abs(values))


def _numbers(column: pa.ChunkedArray) -> Doubles:
    # whole numbers beyond 2^53 become the nearest double
    doubles: Doubles = column.cast(pa.float64(), safe=False).to_numpy()
    # beyond float32 a boosted tree would read infinity; infinity itself means "does not exist"
    limit = float(np.finfo(np.float32).max)
    return np.clip(np.where(np.isfinite(doubles), doubles, np.nan), -limit, limit)


def _fit_category(name: str, column: pa.ChunkedArray, minimum_rows: int) -> InputCode | None:
    counts = Counter(column.to_pylist())
    if len(counts) == 1:
        return None
    missing_count = counts.pop(None, 0)
    levels = tuple(sorted(level for level, count in counts.items() if count >= minimum_rows))
    return InputCode(name, CATEGORY, missing_count >= minimum_rows, levels)


def _fit_number(
    name: str, kind: str, column: pa.ChunkedArray, style: str, parameters: dict[str, Any]
) -> InputCode | None:
    values = _numbers(column)
    known = np.sort(values[~np.isnan(values)])
    has_missing = len(known) < len(values)
    if known[0] == known[-1] and not has_missing:
        return None
    if style == TREE:
        return InputCode(name, kind)
    lower, upper = float(known[0]), float(known[-1])
    if kind == NUMBER:
        shares = parameters["winsor_lower_share"], parameters["winsor_upper_share"]
        lower, upper = _caps(known, *shares)
    mean, scale = _moments(signed_log(np.clip(known, lower, upper)))
    return InputCode(name, kind, has_missing, (), lower, upper, mean, scale)


def _caps(known: Doubles, lower_share: float, upper_share: float) -> tuple[float, float]:
    last = len(known) - 1
    lower = float(known[math.floor(lower_share * last)])
    upper = float(known[math.ceil(upper_share * last)])
    if lower == upper:  # a rare event would be cut away whole: the log and the clip are enough
        return float(known[0]), float(known[-1])
    return lower, upper


def _moments(values: Doubles) -> tuple[float, float]:
    # fsum is exact, so the order of the rows does not change the last bit
    mean = math.fsum(values.tolist()) / len(values)
    variance = math.fsum(((values - mean) ** 2).tolist()) / len(values)
    # the logarithm has other last bits on another processor, so both are rounded: the scale to
    # digits, because that of a small share is small, and the mean to billionths of the scale. Caps
    # are values of the data and need no rounding
    scale = float(f"{math.sqrt(variance):.{DECIMALS - 1}e}")
    if scale <= NOTHING * abs(mean):
        scale = 1.0
    return settled(mean / scale, DECIMALS) * scale, scale


def _encode_input(code: InputCode, column: pa.ChunkedArray, encoder: Encoder) -> list[Doubles]:
    if code.kind == CATEGORY:
        parts = [_indicator(pc.equal(column, level)) for level in code.levels]
        if code.has_missing:
            parts.append(_indicator(pc.is_null(column)))
        return parts
    numbers = _numbers(column)
    if encoder.style == TREE:
        return [numbers]
    capped = signed_log(np.clip(numbers, code.lower, code.upper))
    scaled = np.clip((capped - code.mean) / code.scale, -encoder.clip_at, encoder.clip_at)
    parts = [np.nan_to_num(np.round(scaled, DECIMALS), nan=0.0)]
    if code.has_missing:
        parts.append(np.isnan(numbers).astype(np.float64))
    return parts


def _indicator(truth: pa.ChunkedArray) -> Doubles:
    return np.asarray(pc.fill_null(truth, False).to_numpy(), dtype=np.float64)
