"""What is sold, and the planted reasons why customers buy it.

All effects are hundredths of a logit of the monthly purchase probability: whole numbers, so that
every machine computes the same probability.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from foresale.world.facts import Facts
from foresale.world.profile import DAY_SECONDS, MONTH_STARTS, WARM_UP_MONTHS, IntArray
from foresale.world.text import timestamps

INDUSTRIES = ("manufacturing", "architecture", "engineering", "education", "media", "healthcare")
SIZE_BANDS = ("small", "medium", "large", "enterprise")

# Twelve months. The two halves of a year hold the same values, so a season moves the months
# inside a label window but not the base rate from one half-year cutoff to the next.
_SPRING_AUTUMN = (-12, -4, 16, 8, -8, 0, -12, -4, 16, 8, -8, 0)
_QUARTER_END = (-10, -2, 12, -10, -2, 12, -10, -2, 12, -10, -2, 12)
_HALF_END = (0, -14, -8, 2, 4, 16, 0, -14, -8, 2, 4, 16)


@dataclass(frozen=True)
class Division:
    """One division: how it sells, and what drives its sales."""

    division_id: str
    division_name: str
    sku_prefix: str
    base: int
    industry: tuple[int, int, int, int, int, int]
    size: tuple[int, int, int, int]
    habit: int  # for each of the last 12 months with a purchase, at most HABIT_LIMIT of them
    # by months since the last purchase: 1-3, 4-6, 7-9, 10-12, 13-18, 19-24, longer or never
    recency: tuple[int, int, int, int, int, int, int]
    season: tuple[int, ...]
    price: tuple[int, int]  # cheapest and dearest list price, whole dollars
    margin: tuple[int, int]  # per mille of revenue
    asset: str = "none"  # none, owned or subscription
    cross: dict[str, int] = field(default_factory=dict)


DIVISIONS = (
    Division(
        "cad", "CAD Software", "CAD", -490, (60, 120, 100, -50, -130, -160), (-60, 0, 70, 120), 10,
        (-50, -20, 50, 110, 30, 0, 0), _QUARTER_END, (300, 4_200), (180, 320), "subscription",
        {"workstations": 80, "training": 60},
    ),
    Division(
        "simulation", "Simulation Software", "SIM", -550, (70, -90, 90, 10, -110, 20),
        (-70, -10, 60, 100), 15, (-10, 10, 40, 90, 20, 0, 0), _HALF_END, (900, 9_800),
        (200, 350), "subscription", {"cad": 110, "workstations": 50},
    ),
    Division(
        "printers", "Printers", "PRN", -510, (30, 150, -50, 70, 150, -150), (-60, 0, 60, 110), 15,
        (0, 10, 20, 20, 0, 0, 0), _SPRING_AUTUMN, (400, 7_500), (120, 240), "owned",
        {"supplies": 70, "cad": 70},
    ),
    Division(
        "supplies", "Print Supplies", "SUP", -475, (10, 80, -40, 80, 130, -80), (-50, 0, 50, 100),
        15, (20, 30, 20, 0, 0, 0, 0), _QUARTER_END, (20, 480), (220, 420), "none",
        {"printers": 150, "workstations": 60},
    ),
    Division(
        "scanners", "Scanners", "SCN", -625, (60, -60, 60, -60, -60, 60), (-120, -20, 90, 160), 10,
        (0, 10, 10, 10, 10, 0, 0), _SPRING_AUTUMN, (1_500, 18_000), (150, 300), "owned",
        {"simulation": 110},
    ),
    Division(
        "workstations", "Workstations", "WKS", -505, (50, 60, 100, -30, 90, -90),
        (-60, 0, 60, 120), 15, (-30, 0, 30, 40, 20, 10, 0), _HALF_END, (900, 6_400), (80, 180),
        "owned", {"cad": 80, "simulation": 80},
    ),
    Division(
        "training", "Training", "TRN", -525, (20, -30, 60, 140, -70, 40), (-70, 0, 60, 110), 20,
        (10, 20, 20, 10, 0, 0, 0), _SPRING_AUTUMN, (150, 2_400), (300, 520), "none",
        {"cad": 90, "simulation": 80, "printers": 30},
    ),
    Division(
        "services", "Services", "SRV", -530, (70, -20, 30, -60, 20, 130), (-80, -10, 70, 130), 20,
        (20, 20, 10, 10, 0, 0, 0), _QUARTER_END, (200, 5_200), (260, 480), "none",
        {"printers": 60, "scanners": 60, "workstations": 60},
    ),
)  # fmt: skip

HABIT_LIMIT = 4
SKUS_PER_DIVISION = 24
LARGE_FORMAT_PREFIX = "PRN-LF-"
LARGE_FORMAT_COUNT = 6


@dataclass(frozen=True)
class Skus:
    """The SKUs of the chosen divisions, one entry per SKU, in the order of the divisions."""

    skus: tuple[str, ...]
    names: tuple[str, ...]
    division: IntArray
    launch_month: IntArray
    list_price_cents: IntArray
    weight: IntArray  # one row per industry, one column per SKU: relative popularity
    launch_day: IntArray


def chosen(division_ids: tuple[str, ...]) -> tuple[Division, ...]:
    """Return the divisions with these ids, in the order of the catalog."""
    return tuple(one for one in DIVISIONS if one.division_id in division_ids)


def _sku_code(division: Division, position: int) -> tuple[str, str]:
    """Return code and name; the first SKUs of the printers are the large-format family."""
    if division.sku_prefix == "PRN" and position < LARGE_FORMAT_COUNT:
        return f"{LARGE_FORMAT_PREFIX}{position + 1:02d}", f"Large-Format Printer {position + 1}"
    return f"{division.sku_prefix}-{position + 1:03d}", f"{division.division_name} {position + 1}"


def _launch_month(position: int) -> int:
    """Two thirds of a range are old; every third SKU is launched during the written years."""
    if position % 3 < 2:
        return 0
    return WARM_UP_MONTHS + 4 + (position // 3) * 5


def make_skus(divisions: tuple[Division, ...]) -> Skus:
    """Return the SKUs of these divisions. Nothing random: the same SKUs in every world."""
    rows = []
    for number, division in enumerate(divisions):
        for position in range(SKUS_PER_DIVISION):
            code, name = _sku_code(division, position)
            low, high = division.price
            # Prices grow with the square of the position: many cheap SKUs, few dear ones.
            price = (low + (high - low) * position**2 // (SKUS_PER_DIVISION - 1) ** 2) * 100
            large_format = code.startswith(LARGE_FORMAT_PREFIX)
            if large_format:
                price = high * 100 + position * 85_000
            weights = [_sku_weight(large_format, position, index) for index in range(6)]
            rows.append((code, name, number, _launch_month(position), price, weights))
    launch = np.array([row[3] for row in rows], dtype=np.int64)
    return Skus(
        skus=tuple(row[0] for row in rows),
        names=tuple(row[1] for row in rows),
        division=np.array([row[2] for row in rows], dtype=np.int64),
        launch_month=launch,
        list_price_cents=np.array([row[4] for row in rows], dtype=np.int64),
        weight=np.array([row[5] for row in rows], dtype=np.int64).T.copy(),
        launch_day=MONTH_STARTS[launch] + 14,
    )


def _sku_weight(large_format: bool, position: int, industry: int) -> int:
    """Each industry has its favourites, and large format is for architecture and media."""
    if large_format:
        return 12 if INDUSTRIES[industry] in ("architecture", "media") else 2
    return 30 - position + (25 if position % len(INDUSTRIES) == industry else 0)


def product_facts(divisions: tuple[Division, ...], skus: Skus) -> Facts:
    """Return one row per SKU, recorded on the day it was launched."""
    recorded = skus.launch_day * DAY_SECONDS + 9 * 3_600
    owner = [divisions[number] for number in skus.division]
    table = pa.table(
        {
            "sku": pa.array(skus.skus),
            "product_name": pa.array(skus.names),
            "division_id": pa.array([one.division_id for one in owner]),
            "division_name": pa.array([one.division_name for one in owner]),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("products", table, recorded)
