"""The records of the property market: owners, transfers, listings, and what hints at them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from foresale.world.facts import Facts
from foresale.world.parcels import REGIONS, SIGNALS_FROM_DAY, STEP_DAYS, first_day, parcel_ids
from foresale.world.profile import DAY_SECONDS, EXTRACT_SECOND, IntArray, chance, pick, stream
from foresale.world.property_history import EVENT_KINDS, PropertyHistory, Transfers
from foresale.world.property_process import OWNER_KINDS
from foresale.world.text import blank_unless, dates, ids, join, money, timestamps, whole, words

_NO_OWNER_PER_MILLE, _LATE_PER_MILLE = 10, 60
_RENAMED_PER_MILLE = 20
_CHANNELS = ("valuation_request", "email_open", "page_view", "call")
_CHANNEL_WEIGHTS = (25, 30, 30, 15)
_DISTRESS_KINDS = (
    *("tax_delinquency", "tax_lien", "code_violation", "foreclosure_notice", "probate"),
)
_DISTRESS_WEIGHTS = (38, 20, 22, 12, 8)
_DISTRESS_CENTS = np.array([300_000, 450_000, 120_000, 900_000, 0], dtype=np.int64)
_PERMIT_KINDS = ("roof", "kitchen", "addition", "electrical", "solar")
_FAMILIES = (
    "Adeyemi", "Baker", "Castillo", "Dvořák", "Ekström", "Farouk", "Gallagher", "Hansen", "Iyer",
    "Jensen", "Kowalski", "Lefèvre", "Moreau", "Nakamura", "O'Brien", "Petrov", "Quintero", "Rossi",
)  # fmt: skip
_FIRMS = ("Cornerstone", "Redwood", "Harborview", "Keystone", "Bluestem", "Stonegate", "Lakeside")
_ENDINGS = ("", " Homes, LLC", " Family Trust", " Bank")


def _order(*columns: IntArray) -> IntArray:
    """Return the rows sorted by the columns, the first one first."""
    return np.lexsort(columns[::-1])


def _table(name: str, key: str, prefix: str, columns: dict[str, pa.Array], at: IntArray) -> Facts:
    """Return facts with a number per row as their key, and when each was recorded."""
    numbers = ids(prefix, np.arange(len(at), dtype=np.int64) + 1, 7)
    recorded = pa.array(np.minimum(at, EXTRACT_SECOND))
    table = pa.table({key: numbers, **columns, "recorded_at": timestamps(np.asarray(recorded))})
    return Facts.of_table(name, table, at)


def _clock(rng: np.random.Generator, count: int) -> IntArray:
    return rng.integers(7 * 3_600, 24 * 3_600, size=count, dtype=np.int64)


def _days_of(rng: np.random.Generator, step: IntArray) -> IntArray:
    return first_day(step) + rng.integers(0, STEP_DAYS, size=len(step), dtype=np.int64)


def _soon(rng: np.random.Generator, day: IntArray, weights: tuple[int, ...]) -> IntArray:
    """Return when an event of a day is recorded: `weights[n]` parts of them n days later."""
    return (day + pick(rng, weights, len(day))) * DAY_SECONDS + _clock(rng, len(day))


def trade_facts(history: PropertyHistory, seed: int) -> tuple[Facts, Facts, Facts]:
    """Return owners, transfers and listing events; what sold was transferred the same day."""
    transfers, events = history.transfers, history.listing_events
    rng = stream(seed, "transfers", "days")
    event_day = _days_of(rng, events[:, 0])
    day = _days_of(rng, transfers.step)
    for bulk in np.unique(transfers.bulk[transfers.bulk >= 0]):
        day[transfers.bulk == bulk] = day[transfers.bulk == bulk][0]
    sold = np.flatnonzero(events[:, 3] == EVENT_KINDS.index("sold"))
    day_of = dict(zip(zip(transfers.step, transfers.parcel, strict=True), day, strict=True))
    event_day[sold] = [day_of[step, parcel] for step, parcel in events[sold, :2]]
    late = np.where(
        chance(rng, _LATE_PER_MILLE, len(day)), rng.integers(10, 41, size=len(day)), 0
    )  # fmt: skip
    recorded = _soon(rng, day, (30, 40, 12, 8, 6, 4)) + late * DAY_SECONDS
    bulk_late = transfers.bulk >= 0
    recorded[bulk_late] = day[bulk_late] * DAY_SECONDS + 20 * 3_600
    owners, number = _owner_facts(history, recorded, seed)
    order = _order(recorded, transfers.parcel)
    has_owner = ~chance(rng, _NO_OWNER_PER_MILLE, len(day))
    columns = {
        "parcel_id": parcel_ids(transfers.parcel[order]),
        "owner_id": blank_unless(has_owner[order], _owner_ids(number[order])),
        "sold_date": dates(day[order]),
        "price": money(transfers.price[order] * 100),
    }
    return (
        owners,
        _table("transfers", "transfer_id", "T", columns, recorded[order]),
        _listing_facts(events, event_day, seed),
    )


def _owner_ids(numbers: IntArray) -> pa.Array:
    return ids("O", numbers + 1, 7)


def _owner_facts(history: PropertyHistory, recorded: IntArray, seed: int) -> tuple[Facts, IntArray]:
    """Return owners, on file when their first transfer is, and the owner of each transfer."""
    transfers: Transfers = history.transfers
    pool = len(history.pool)
    met = np.flatnonzero(transfers.owner < 0)
    number = transfers.owner.copy()
    number[met] = pool + np.arange(len(met))
    first = np.full(pool + len(met), 2 * EXTRACT_SECOND, dtype=np.int64)
    np.minimum.at(first, number, recorded)
    kind = np.concatenate([history.pool.kind, transfers.kind[met]])
    region = np.concatenate([history.pool.region, transfers.region[met]])
    rng = stream(seed, "owners", "records")
    count = len(kind)
    name, firm = pick(rng, (1,) * len(_FAMILIES), count), pick(rng, (1,) * len(_FIRMS), count)
    is_firm = (kind == 1) | (kind == 3)
    later = first + rng.integers(60, 2_000, size=count, dtype=np.int64) * DAY_SECONDS
    renamed = np.flatnonzero(chance(rng, _RENAMED_PER_MILLE, count) & (later <= EXTRACT_SECOND))
    rows = np.concatenate([np.arange(count), renamed])
    is_later = np.arange(len(rows)) >= count
    at = np.where(is_later, later[rows], first[rows])
    surname = words(_FAMILIES, (name[rows] + is_later) % len(_FAMILIES))
    firm_name = join(words(_FIRMS, firm[rows]), whole(rows + 1), separator=" ")
    stems = pc.if_else(pa.array(is_firm[rows]), firm_name, surname)
    table = pa.table(
        {
            "owner_id": _owner_ids(rows),
            "owner_name": join(stems, words(_ENDINGS, kind[rows])),
            "owner_kind": words(OWNER_KINDS, kind[rows]),
            "mailing_region": words(REGIONS, region[rows]),
            "recorded_at": timestamps(np.minimum(at, EXTRACT_SECOND)),
        }
    )
    return Facts.of_table("owners", table, at), number


def _listing_facts(events: IntArray, day: IntArray, seed: int) -> Facts:
    rng = stream(seed, "listing_events", "records")
    recorded = _soon(rng, day, (80, 15, 5))
    order = _order(recorded, events[:, 2], events[:, 3])
    columns = {
        "listing_id": ids("LS", events[order, 2] + 1, 7),
        "parcel_id": parcel_ids(events[order, 1]),
        "event_date": dates(day[order]),
        "event_kind": words(EVENT_KINDS, events[order, 3]),
        "ask_price": money(events[order, 4] * 100),
    }
    return _table("listing_events", "listing_event_id", "LE", columns, recorded[order])


def _on_file(day: IntArray) -> IntArray:
    return np.flatnonzero((day >= SIGNALS_FROM_DAY) & (day <= EXTRACT_SECOND // DAY_SECONDS))


def engagement_facts(history: PropertyHistory, seed: int) -> Facts:
    """Return the engagements: each time, an owner is seen one to four times in a few days."""
    rng = stream(seed, "engagements", "records")
    step, parcel = history.engagements.T
    times = 1 + pick(rng, (40, 30, 20, 10), len(step))
    day, who = _days_of(rng, np.repeat(step, times)), np.repeat(parcel, times)
    channel = pick(rng, _CHANNEL_WEIGHTS, len(day))
    recorded = _soon(rng, day, (90, 8, 2))
    kept = _on_file(day)
    order = kept[_order(recorded[kept], who[kept], channel[kept])]
    columns = {
        "parcel_id": parcel_ids(who[order]),
        "engaged_date": dates(day[order]),
        "channel": words(_CHANNELS, channel[order]),
    }
    return _table("engagements", "engagement_id", "E", columns, recorded[order])


def distress_facts(history: PropertyHistory, seed: int) -> Facts:
    """Return the distress events; some come without an amount."""
    rng = stream(seed, "distress_events", "records")
    step, parcel = history.distress.T
    day, kind = _days_of(rng, step), pick(rng, _DISTRESS_WEIGHTS, len(step))
    cents = _DISTRESS_CENTS[kind] * rng.integers(20, 400, size=len(step), dtype=np.int64) // 100
    recorded = _soon(rng, day, (50, 30, 15, 5))
    kept = _on_file(day)
    order = kept[_order(recorded[kept], parcel[kept])]
    columns = {
        "parcel_id": parcel_ids(parcel[order]),
        "event_date": dates(day[order]),
        "distress_kind": words(_DISTRESS_KINDS, kind[order]),
        "amount": blank_unless(cents[order] > 0, money(cents[order])),
    }
    return _table("distress_events", "distress_event_id", "X", columns, recorded[order])


def permit_facts(history: PropertyHistory, parcel_count: int, seed: int) -> Facts:
    """Return the permits: what companies mend after buying, and what anybody builds."""
    rng = stream(seed, "parcel_permits", "records")
    transfers = history.transfers
    bought = np.flatnonzero((transfers.kind == 1) & chance(rng, 600, len(transfers.step)))
    after = first_day(transfers.step[bought]) + rng.integers(20, 120, size=len(bought))
    last_day = EXTRACT_SECOND // DAY_SECONDS
    anywhere = rng.integers(SIGNALS_FROM_DAY, last_day + 1, size=parcel_count // 5)
    day = np.concatenate([after, anywhere]).astype(np.int64)
    who = np.concatenate(
        [transfers.parcel[bought], rng.integers(0, parcel_count, size=len(anywhere))]
    ).astype(np.int64)
    kind = pick(rng, (25, 25, 15, 20, 15), len(day))
    value = rng.integers(15, 600, size=len(day), dtype=np.int64) * 100
    has_value = ~chance(rng, 50, len(day))
    recorded = _soon(rng, day, (40, 30, 20, 10))
    kept = _on_file(day)
    order = kept[_order(recorded[kept], who[kept])]
    columns = {
        "parcel_id": parcel_ids(who[order]),
        "issued_date": dates(day[order]),
        "permit_kind": words(_PERMIT_KINDS, kind[order]),
        "permit_value": blank_unless(has_value[order], money(value[order] * 100)),
    }
    return _table("parcel_permits", "permit_id", "PP", columns, recorded[order])
