"""The tables of the two CRMs of the dealerships: raw records of leads, and every update."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from foresale.world.car_lead_process import Path, paths
from foresale.world.car_leads import BODIES, CAMPAIGNS, CHANNELS, MAKES, CarLeads
from foresale.world.facts import Facts
from foresale.world.lead_chances import NEVER
from foresale.world.profile import DAY_SECONDS, BoolArray, IntArray, chance, pick, stream
from foresale.world.text import blank_unless, ids, join, money, timestamps, whole, words

SYSTEMS = ("motordesk", "autolink")
# The words of each system; autolink knows no appointments.
_STATUSES = ("New", "Contacted", "Appointment", "Sold", "Lost", "open", "working", "won", "dead")
_STATUS = np.array([[0, 1, 2, 3, 4], [5, 6, 6, 7, 8]])
_NEW, _CONTACTED, _APPOINTMENT, _WON, _LOST = range(5)
_INTERACTION_CHANNELS = ("message", "call", "visit", "test_drive")
_MESSAGE, _CALL, _VISIT, _TEST_DRIVE = range(4)
_FIRST_CHANNEL = np.array([_MESSAGE, _MESSAGE, _CALL, _VISIT, _MESSAGE])
_REGIONS = ("north", "east", "south", "west", "abroad")
_REPS_PER_DEALERSHIP = 4
_CORRECTED_PER_MILLE = 40
_CONTACT_NOTED_PER_MILLE = 850
_INBOUND, _OUTBOUND = 0, 1


def external_ids(leads: CarLeads) -> pa.Array:
    """Return the id of each lead in its own system; both systems count from the same number."""
    number = np.zeros(leads.count, dtype=np.int64)
    for system in range(len(SYSTEMS)):
        mine = leads.system == system
        number[mine] = np.arange(int(mine.sum()))
    return whole(number + 100_001)


def lead_ids(leads: CarLeads) -> pa.Array:
    """Return the id of each lead in the house."""
    return join(words(SYSTEMS, leads.system), ":", external_ids(leads))


def answer_seconds(leads: CarLeads, path: Path, seed: int) -> IntArray:
    """Return when each lead is answered if worked: never beyond its slot."""
    rng = stream(seed, "car_leads", "answers")
    part = rng.integers(0, 1_000, size=leads.count, dtype=np.int64)
    day = (leads.received_day + path.answer_lag) * DAY_SECONDS
    soon = leads.received + 300 + part * 6_600 // 1_000
    first = leads.received + 7_260
    same_day = first + part * (day + 23 * 3_600 + 600 - first) // 1_000
    later = day + 9 * 3_600 + part * 9 * 3_600 // 1_000
    return np.where(
        path.answer_slot == 0, soon, np.where(path.answer_slot == 1, same_day, later)
    ).astype(np.int64)


def _clock(rng: np.random.Generator, count: int) -> IntArray:
    return rng.integers(10 * 3_600, 18 * 3_600, size=count, dtype=np.int64)


def _moments(
    leads: CarLeads, lag: IntArray, where: BoolArray, clock: IntArray
) -> tuple[IntArray, IntArray]:
    """Return the numbers of some leads and a moment of the day `lag` days after each came in."""
    lead = np.flatnonzero(where).astype(np.int64)
    return lead, (leads.received_day[lead] + lag[lead]) * DAY_SECONDS + clock[lead]


def lead_facts(leads: CarLeads, path: Path, answered: IntArray, seed: int) -> Facts:
    """Return the raw record of each lead and one for everything the staff noted afterwards."""
    rng = stream(seed, "car_leads", "statuses")
    count = leads.count
    everybody = np.arange(count, dtype=np.int64)
    rep = leads.dealership * _REPS_PER_DEALERSHIP + pick(rng, (1,) * _REPS_PER_DEALERSHIP, count)
    corrected = np.flatnonzero(chance(rng, _CORRECTED_PER_MILLE, count))
    noted = np.flatnonzero(leads.is_worked & chance(rng, _CONTACT_NOTED_PER_MILLE, count))
    drive_clock, end_clock = _clock(rng, count), _clock(rng, count)
    has_drive = leads.is_worked & (path.drive_lag < NEVER) & (leads.system == 0)
    has_end = leads.is_worked & (path.end_lag < NEVER)
    drive, drive_second = _moments(leads, path.drive_lag, has_drive, drive_clock)
    end, end_second = _moments(leads, path.end_lag, has_end, end_clock)
    first_second = leads.received + 30 + rng.integers(0, 180, size=count, dtype=np.int64)
    parts = (
        (everybody, np.full(count, _NEW), first_second, 0),
        (corrected, np.full(len(corrected), _NEW), leads.received[corrected] + 270, 1),
        (noted, np.full(len(noted), _CONTACTED), answered[noted] + 1_800, 2),
        (drive, np.full(len(drive), _APPOINTMENT), drive_second + 900, 3),
        (end, np.where(path.is_won[end], _WON, _LOST), end_second + 1_200, 4),
    )
    lead = np.concatenate([part[0] for part in parts]).astype(np.int64)
    status = np.concatenate([part[1] for part in parts])
    recorded = np.concatenate([part[2] for part in parts])
    step = np.concatenate([np.full(len(part[0]), part[3]) for part in parts])
    # The raw record of a corrected lead lacks its campaign; autolink has a rep from the answer on.
    was_corrected = np.zeros(count, dtype=bool)
    was_corrected[corrected] = True
    has_campaign = (leads.campaign[lead] > 0) & ((step > 0) | ~was_corrected[lead])
    has_rep = (leads.system[lead] == 0) | (step > 1)
    system = leads.system[lead]
    rows = pa.array(lead)
    table = pa.table(
        {
            "source_system": words(SYSTEMS, system),
            "external_id": external_ids(leads).take(rows),
            "dealership_id": ids("D", leads.dealership[lead] + 1, 3),
            "rep_id": blank_unless(has_rep, ids("S", rep[lead] + 1, 4)),
            "person_id": ids("P", leads.person[lead] + 1, 7),
            "vehicle_id": blank_unless(leads.has_vehicle[lead], _vehicle_ids(leads.vehicle[lead])),
            "channel": words(CHANNELS, leads.channel[lead]),
            "campaign": blank_unless(has_campaign, words(CAMPAIGNS, leads.campaign[lead])),
            "status": words(_STATUSES, _STATUS[system, status]),
            "received_at": timestamps(leads.received[lead]),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("dealer_crm/leads", table, recorded)


def _vehicle_ids(vehicle: IntArray) -> pa.Array:
    return ids("V", vehicle + 1, 7)


def people_facts(leads: CarLeads, seed: int) -> Facts:
    """Return the people; a few move later."""
    rng = stream(seed, "car_leads", "people")
    person, first = np.unique(leads.person, return_index=True)
    count = len(person)
    region = pick(rng, (30, 30, 20, 15, 5), count)
    moved = np.flatnonzero(chance(rng, 40, count))
    later = rng.integers(5, 400, size=len(moved), dtype=np.int64) * DAY_SECONDS
    seconds = leads.received[first] + 20
    recorded = np.concatenate([seconds, seconds[moved] + later])
    rows = np.concatenate([np.arange(count), moved])
    regions = np.concatenate([region, (region[moved] + 1) % len(_REGIONS)])
    has_phone = leads.has_phone[first][rows]
    table = pa.table(
        {
            "person_id": ids("P", person[rows] + 1, 7),
            "region": words(_REGIONS, regions),
            "has_phone": words(("false", "true"), has_phone.astype(np.int64)),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("people", table, recorded)


def vehicle_facts(leads: CarLeads, seed: int) -> Facts:
    """Return the vehicles; some get a little cheaper while they stand there."""
    rng = stream(seed, "car_leads", "prices")
    cars = leads.vehicles
    count = len(cars.price)
    cut = np.flatnonzero(chance(rng, 80, count))
    later = rng.integers(20, 60, size=len(cut), dtype=np.int64) * DAY_SECONDS
    rows = np.concatenate([np.arange(count), cut])
    recorded = np.concatenate([cars.recorded, cars.recorded[cut] + later])
    price = np.concatenate([cars.price, cars.price[cut] * 98 // 100])
    has_mileage = ~chance(rng, 20, count)[rows]
    table = pa.table(
        {
            "vehicle_id": _vehicle_ids(rows),
            "make": words(MAKES, cars.make[rows]),
            "model_year": whole(cars.model_year[rows]),
            "mileage_km": blank_unless(has_mileage, whole(cars.mileage_km[rows])),
            "body_kind": words(BODIES, cars.body[rows]),
            "ask_price": money(price * 100),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("vehicles", table, recorded)


def interaction_facts(leads: CarLeads, path: Path, answered: IntArray, seed: int) -> Facts:
    """Return what passed between people and staff; only the first messages and the answer matter.

    What follows the answer ends with the lead but does not depend on how it ends.
    """
    rng = stream(seed, "car_leads", "interactions")
    count = leads.count
    everybody = np.arange(count, dtype=np.int64)
    first = _FIRST_CHANNEL[leads.channel]
    parts: list[tuple[IntArray, IntArray, int, IntArray]] = []
    parts.append((everybody, leads.received, _INBOUND, first))
    for number in (2, 3, 4):
        more = np.flatnonzero(leads.inbound_count >= number).astype(np.int64)
        second = leads.received + (number - 1) * 2_100 + rng.integers(60, 1_800, size=count)
        parts.append((more, second[more], _INBOUND, np.full(len(more), _MESSAGE)))
    worked = np.flatnonzero(leads.is_worked).astype(np.int64)
    spoken = np.where(leads.has_phone & chance(rng, 600, count), _CALL, _MESSAGE)
    parts.append((worked, answered[worked], _OUTBOUND, spoken[worked]))
    clock = _clock(rng, count)
    for per_mille, soonest, latest, direction, channel in (
        (500, 2, 5, _OUTBOUND, _MESSAGE),
        (300, 6, 12, _OUTBOUND, _CALL),
        (80, 1, 4, _INBOUND, _VISIT),
    ):
        lag = path.answer_lag + rng.integers(soonest, latest + 1, size=count, dtype=np.int64)
        happens = leads.is_worked & chance(rng, per_mille, count) & (lag < path.end_lag)
        lead, second = _moments(leads, lag, happens, clock)
        parts.append((lead, second, direction, np.full(len(lead), channel)))
    has_drive = leads.is_worked & (path.drive_lag < NEVER)
    lead, second = _moments(leads, path.drive_lag, has_drive, clock)
    parts.append((lead, second, _INBOUND, np.full(len(lead), _TEST_DRIVE)))

    lead = np.concatenate([part[0] for part in parts])
    second = np.concatenate([part[1] for part in parts])
    direction_of = np.concatenate([np.full(len(part[0]), part[2]) for part in parts])
    channel_of = np.concatenate([part[3] for part in parts])
    table = pa.table(
        {
            "interaction_id": ids("N", rng.permutation(len(lead)).astype(np.int64) + 1, 8),
            "source_system": words(SYSTEMS, leads.system[lead]),
            "external_id": external_ids(leads).take(pa.array(lead)),
            "happened_at": timestamps(second),
            "direction": words(("inbound", "outbound"), direction_of),
            "channel": words(_INTERACTION_CHANNELS, channel_of),
            "recorded_at": timestamps(second + 240),
        }
    )
    return Facts.of_table("interactions", table, second + 240)


def car_lead_facts(leads: CarLeads, seed: int) -> tuple[Facts, ...]:
    """Return the tables of the source `dealer_crm`."""
    path = paths(leads.logit, leads.draws)
    answered = answer_seconds(leads, path, seed)
    return (
        lead_facts(leads, path, answered, seed),
        people_facts(leads, seed),
        vehicle_facts(leads, seed),
        interaction_facts(leads, path, answered, seed),
    )
