"""Leads of car dealerships: who asks about which car, and whom the staff answers.

The staff picks by what it sees, and what it likes is also what sells: leads that were worked win
far more often than the others would have. No outcome of a lead nobody worked is ever written.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.world.car_lead_process import Draws
from foresale.world.lead_chances import FIRST_LEAD_DAY, ppm, uniform
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    ORIGIN,
    BoolArray,
    IntArray,
    chance,
    pick,
    stream,
)

# size -> leads, dealerships
SIZES = {"tiny": (2_500, 6), "small": (12_000, 20), "large": (150_000, 250)}

CHANNELS = ("marketplace", "website", "phone", "referral", "chat")
_CHANNEL_WEIGHTS = (42, 28, 14, 8, 8)
_CHANNEL_EFFECT = np.array([-85, 0, 90, 160, -50])
_CHANNEL_PICK = np.array([-75, 20, 170, 220, -70])
CAMPAIGNS = ("", "search_ads", "clearance", "social", "newsletter")
_CAMPAIGN_WEIGHTS = (40, 25, 10, 15, 10)
_CAMPAIGN_EFFECT = np.array([0, 0, 50, -50, 0])
_INBOUND_WEIGHTS = (0, 55, 25, 13, 7)
_INBOUND_EFFECT = np.array([0, -50, 30, 100, 150])
_HAS_PHONE_EFFECT, _NO_PHONE_EFFECT = 50, -90
_HAS_PHONE_PICK, _NO_PHONE_PICK = 60, -110

MAKES = ("Alden", "Borealis", "Corvina", "Dunmark", "Estrel", "Fjord")
_MAKE_PRICE = np.array([21_000, 26_000, 31_000, 36_000, 46_000, 62_000])
BODIES = ("hatchback", "sedan", "suv", "pickup", "van")
_BODY_PER_MILLE = np.array([800, 900, 1_150, 1_250, 1_050])
_VALUE_LEFT_PER_MILLE = np.array([960, 820, 720, 640, 570, 500, 440, 380, 330, 280, 240, 200, 170])
_AGE_WEIGHTS = (8, 8, 10, 12, 12, 10, 9, 8, 7, 6, 4, 3, 3)
_AGE_EFFECT = np.array([*(0,) * 9, *(-40,) * 4])
_PRICE_EDGES = np.array([8_000, 15_000, 25_000, 40_000])
_PRICE_EFFECT = np.array([90, 50, 0, -60, -130])
_PRICE_PICK = np.array([10, 30, 20, 0, -40])
_MILEAGE_EDGES = np.array([60_000, 150_000])
_MILEAGE_EFFECT = np.array([0, 0, -50])
_BASE = -175
_PICK_BASE = 10
_WEEKDAY_PICK = np.array([20, 20, 20, 20, 10, -50, -80])  # Monday first, as the origin of the world
_NO_VEHICLE_PER_MILLE = 40
_SAME_PERSON_PER_MILLE = 100


@dataclass(frozen=True)
class Vehicles:
    """The cars the leads ask about."""

    make: IntArray
    model_year: IntArray
    age: IntArray  # years
    mileage_km: IntArray
    body: IntArray
    price: IntArray  # whole dollars
    recorded: IntArray


@dataclass(frozen=True)
class CarLeads:
    """All leads in the order they came in, and what was drawn for them."""

    received: IntArray  # second
    dealership: IntArray
    system: IntArray  # 0 motordesk, 1 autolink
    channel: IntArray
    campaign: IntArray
    inbound_count: IntArray  # messages of the first two hours
    person: IntArray  # number of the lead the person first came with
    has_phone: BoolArray
    vehicle: IntArray
    has_vehicle: BoolArray
    vehicles: Vehicles
    logit: IntArray  # of being won if worked, before answer and test drive
    is_worked: BoolArray
    draws: Draws

    @property
    def count(self) -> int:
        """The number of leads."""
        return len(self.received)

    @property
    def received_day(self) -> IntArray:
        """The day each lead came in."""
        return self.received // DAY_SECONDS


def _vehicles(seed: int, received: IntArray, dealership: IntArray) -> tuple[IntArray, Vehicles]:
    """Return the vehicle of each lead (about three leads of a dealership ask for one) and all."""
    order = np.lexsort((received, dealership))
    place = np.arange(len(order)) - np.searchsorted(dealership[order], dealership[order])
    key = np.empty(len(order), dtype=np.int64)
    key[order] = dealership[order] * len(order) + place // 3
    _, first, vehicle = np.unique(key, return_index=True, return_inverse=True)
    rng = stream(seed, "car_leads", "vehicles")
    count = len(first)
    stocked = received[first] // DAY_SECONDS - rng.integers(1, 26, size=count, dtype=np.int64)
    age = pick(rng, _AGE_WEIGHTS, count)
    year = (ORIGIN + stocked).astype("datetime64[Y]").astype(np.int64) + 1970
    make, body = pick(rng, (20, 20, 20, 18, 14, 8), count), pick(rng, (20, 25, 30, 15, 10), count)
    new_price = _MAKE_PRICE[make] * _BODY_PER_MILLE[body] // 1_000
    value = new_price * _VALUE_LEFT_PER_MILLE[age] // 1_000
    price = value * rng.integers(880, 1_130, size=count, dtype=np.int64) // 1_000 // 50 * 50
    per_year = rng.integers(7_000, 24_000, size=count, dtype=np.int64)
    mileage = age * per_year + rng.integers(10, 9_000, size=count, dtype=np.int64)
    clock = rng.integers(8 * 3_600, 17 * 3_600, size=count, dtype=np.int64)
    vehicles = Vehicles(make, year - age, age, mileage, body, price, stocked * DAY_SECONDS + clock)
    return vehicle.astype(np.int64), vehicles


def _dealer_effects(seed: int, dealership_count: int) -> tuple[IntArray, IntArray]:
    """Return how well each dealership sells and how eager it is to answer."""
    rng = stream(seed, "car_leads", "dealerships")
    quality = np.arange(dealership_count) * 140 // (dealership_count - 1) - 70
    eager = rng.integers(-20, 21, size=dealership_count, dtype=np.int64)
    return rng.permutation(quality).astype(np.int64), eager


def make_car_leads(size: str, seed: int) -> CarLeads:
    """Return the leads of all dealerships with what happens to each of them."""
    count, dealership_count = SIZES[size]
    rng = stream(seed, "car_leads", "attributes")
    last_day = EXTRACT_SECOND // DAY_SECONDS
    day = np.sort(rng.integers(FIRST_LEAD_DAY, last_day, size=count, dtype=np.int64))
    clock = rng.integers(7 * 3_600, 21 * 3_600, size=count, dtype=np.int64)
    received = np.sort(day * DAY_SECONDS + clock)
    dealership = pick(rng, tuple(3 + n % 5 for n in range(dealership_count)), count)
    # Every fifth dealership uses both systems.
    system = np.where(dealership % 5 == 4, pick(rng, (1, 1), count), dealership % 2)
    channel, campaign = pick(rng, _CHANNEL_WEIGHTS, count), pick(rng, _CAMPAIGN_WEIGHTS, count)
    inbound = pick(rng, _INBOUND_WEIGHTS, count)
    number = np.arange(count, dtype=np.int64)
    came_again = chance(rng, _SAME_PERSON_PER_MILLE, count)
    person = np.where(came_again, number * rng.integers(0, 1_000, size=count) // 1_000, number)
    has_phone = chance(rng, 650, count)[person]
    has_vehicle = ~chance(rng, _NO_VEHICLE_PER_MILLE, count)
    vehicle, vehicles = _vehicles(seed, received, dealership)
    quality, eager = _dealer_effects(seed, dealership_count)

    price = np.searchsorted(_PRICE_EDGES, vehicles.price, side="right")[vehicle]
    mileage = np.searchsorted(_MILEAGE_EDGES, vehicles.mileage_km, side="right")[vehicle]
    car = _PRICE_EFFECT[price] + _AGE_EFFECT[vehicles.age[vehicle]] + _MILEAGE_EFFECT[mileage]
    logit = _BASE + _CHANNEL_EFFECT[channel] + _CAMPAIGN_EFFECT[campaign] + quality[dealership]
    logit += _INBOUND_EFFECT[inbound] + np.where(has_phone, _HAS_PHONE_EFFECT, _NO_PHONE_EFFECT)
    logit += np.where(has_vehicle, car, 0)
    picked = _PICK_BASE + _CHANNEL_PICK[channel] + eager[dealership]
    picked += np.where(has_phone, _HAS_PHONE_PICK, _NO_PHONE_PICK)
    picked += np.where(has_vehicle, _PRICE_PICK[price], 0)
    picked += _WEEKDAY_PICK[received // DAY_SECONDS % 7]
    return CarLeads(
        received, dealership, system, channel, campaign, inbound, person, has_phone, vehicle,
        has_vehicle, vehicles, logit.astype(np.int64), uniform(rng, count) < ppm(picked),
        Draws.of(seed, count),
    )  # fmt: skip
