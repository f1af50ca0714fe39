"""What happens on the property market, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from foresale.world.parcels import REGIONS, STEP_COUNT, YEAR_STEPS, Parcels
from foresale.world.profile import BoolArray, IntArray, chance, pick, stream
from foresale.world.property_process import MILLION, NEVER, Process, State

LISTED, PRICE_CHANGED, WITHDRAWN, SOLD = range(4)
EVENT_KINDS = ("listed", "price_changed", "withdrawn", "sold")
_PRICE_CHANGED_PPM = 60_000
# Three of four parcels are bought once in the first seven years whatever else happens.
_BOUGHT_EARLY_PER_MILLE, _EARLY_STEPS = 750, 7 * YEAR_STEPS
_BULK_SIZES = (3, 4, 5, 6, 8, 10, 15, 25, 40)
_BULK_WEIGHTS = (20, 18, 15, 12, 12, 9, 7, 4, 3)
_BULK_PER_MILLE = 50  # parcels sold in bulk over all years, for every thousand parcels
_FEWEST_BULKS = 4
_BUYER_WEIGHTS = ((780, 120, 70, 30), (440, 430, 50, 80))  # without and with distress
_ABSENTEE_PER_MILLE = np.array([150, 0, 320, 0], dtype=np.int64)
_CHEAP_PER_MILLE = 450  # of the distressed parcels that are listed: below value less repairs


@dataclass(frozen=True)
class Pool:
    """Companies and banks: owners of many parcels."""

    kind: IntArray
    region: IntArray
    company_count: int

    def __len__(self) -> int:
        return len(self.kind)


@dataclass
class Transfers:
    """One entry per transfer, in the order of the steps."""

    step: IntArray
    parcel: IntArray
    kind: IntArray
    owner: IntArray  # number in the pool, or -1: a person or trust met once
    region: IntArray  # where the mail of the buyer goes
    price: IntArray
    bulk: IntArray  # number of the bulk sale, -1: sold alone


@dataclass(frozen=True)
class PropertyHistory:
    """Everything that happened, and what was on file at the steps asked for."""

    pool: Pool
    transfers: Transfers
    listing_events: IntArray  # columns: step, parcel, listing, kind, price
    distress: IntArray  # columns: step, parcel
    engagements: IntArray  # columns: step, parcel
    states: dict[int, State]


def make_pool(parcel_count: int, seed: int) -> Pool:
    """Return the companies and banks that buy."""
    companies, banks = max(10, parcel_count // 40), max(3, parcel_count // 400)
    rng = stream(seed, "owners", "pool")
    kind = np.repeat(np.array([1, 3], dtype=np.int64), [companies, banks])
    return Pool(kind, pick(rng, (1,) * len(REGIONS), companies + banks), companies)


def planned_bulks(parcel_count: int, seed: int) -> tuple[dict[int, list[int]], int]:
    """Return the sizes of the bulk sales of each step, and a parcel's chance of one, in ppm."""
    rng = stream(seed, "transfers", "bulk")
    wanted = parcel_count * _BULK_PER_MILLE // 1_000
    drawn = np.array(_BULK_SIZES)[pick(rng, _BULK_WEIGHTS, wanted // 3 + _FEWEST_BULKS)]
    count = max(_FEWEST_BULKS, int(np.searchsorted(np.cumsum(drawn), wanted)))
    sizes = np.minimum(drawn[:count], max(3, parcel_count // 20))
    places = np.arange(count) * STEP_COUNT + rng.integers(0, STEP_COUNT, size=count)
    by_step: dict[int, list[int]] = {}
    for step, size in zip((places // count).tolist(), sizes.tolist(), strict=True):
        by_step.setdefault(step, []).append(size)
    return by_step, int(sizes.sum()) * MILLION // (STEP_COUNT * parcel_count)


def simulate_property(
    parcels: Parcels, seed: int, at_steps: Iterable[int] = (), end: int = STEP_COUNT
) -> tuple[Process, PropertyHistory]:
    """Return the planted process and what came of it before the step `end`.

    What was on file before each of `at_steps` is kept.
    """
    bulks, bulk_ppm = planned_bulks(len(parcels), seed)
    process = Process(parcels, bulk_ppm)
    market = _Market(process, seed)
    kept, states = set(at_steps), {}
    for step in range(end):
        if step in kept:
            states[step] = market.state.copied()
        market.pass_step(step, bulks.get(step, []))
    return process, market.history(states)


class _Market:
    """The state of the market and the record of what happened."""

    def __init__(self, process: Process, seed: int) -> None:
        count = len(process.parcels)
        self.process, self.parcels, self.seed = process, process.parcels, seed
        self.state = State.first(count)
        self.pool = make_pool(count, seed)
        self.ask = np.zeros(count, dtype=np.int64)
        self.listing = np.zeros(count, dtype=np.int64)
        self.listing_count = self.bulk_count = 0
        rng = stream(seed, "transfers", "early")
        early = rng.integers(0, _EARLY_STEPS, size=count, dtype=np.int64)
        self.early_step = np.where(chance(rng, _BOUGHT_EARLY_PER_MILLE, count), early, NEVER)
        self.transfers: list[IntArray] = []
        self.events: list[IntArray] = []
        self.distress: list[IntArray] = []
        self.engagements: list[IntArray] = []

    def pass_step(self, step: int, bulk_sizes: list[int]) -> None:
        """Let one step happen: every chance is that of the state before it."""
        process, state = self.process, self.state
        rng = stream(self.seed, "property", step)
        draws = rng.integers(0, MILLION, size=(4, len(self.parcels)), dtype=np.int64)
        ill, keen = state.is_distressed(step), state.is_engaged(step)
        was_listed = state.is_listed.copy()
        bulk = self._bulk_sales(rng, step, bulk_sizes)
        logit = process.listing_logit(state, step, step)
        lists_ppm = process.listing_ppm(logit, state.is_withdrawn(step), ill, keen)
        direct_ppm = process.direct_ppm(state, step, step, ill)
        is_ill = draws[1] < process.distress_ppm(state, step, step, ill)
        is_keen = draws[2] < process.engage_ppm(state, step, keen)

        free = ~was_listed & ~bulk
        lists = free & (draws[0] < lists_ppm)
        may = state.may_trade(step) & process.exists(step)
        direct = free & ~lists & (draws[0] < lists_ppm + direct_ppm)
        direct |= free & ~lists & may & (self.early_step == step)
        sold = was_listed & (draws[0] < process.sold_ppm())
        off = was_listed & ~sold & (draws[3] < process.withdrawn_ppm())
        lower = was_listed & ~sold & ~off & (draws[3] >= MILLION - _PRICE_CHANGED_PPM)

        self._price_listings(rng, step, np.flatnonzero(lists), ill)
        self._change_prices(rng, step, np.flatnonzero(lower))
        self._record(step, np.flatnonzero(off), WITHDRAWN)
        state.is_listed = (was_listed | lists) & ~sold & ~off
        state.withdrawn_step[off] = step
        self._sell(rng, step, np.flatnonzero(sold), np.flatnonzero(direct), ill)
        state.distress_step[is_ill] = step
        state.engaged_step[is_keen] = step
        for record, happened in ((self.distress, is_ill), (self.engagements, is_keen)):
            who = np.flatnonzero(happened)
            record.append(np.stack([np.full(len(who), step), who], axis=1))

    def _price_listings(
        self, rng: np.random.Generator, step: int, who: IntArray, ill: BoolArray
    ) -> None:
        """Ask for the worth and a little more; for some distressed parcels far less."""
        count = len(who)
        worth = self.parcels.worth(step)[who]
        usual = worth * rng.integers(970, 1_080, size=count, dtype=np.int64) // 1_000
        mid = np.maximum(self.parcels.known_mid(step)[who], worth * 9 // 10)
        bare = mid * self.parcels.low[who] // 1_000 - self.parcels.rehab[who] * 14 // 10
        cheap = bare * rng.integers(680, 950, size=count, dtype=np.int64) // 1_000
        is_cheap = ill[who] & chance(rng, _CHEAP_PER_MILLE, count)
        self.ask[who] = np.where(is_cheap, np.maximum(cheap, worth // 5), usual) // 500 * 500
        self.listing[who] = self.listing_count + np.arange(count)
        self.listing_count += count
        self._record(step, who, LISTED)

    def _change_prices(self, rng: np.random.Generator, step: int, who: IntArray) -> None:
        factor = rng.integers(930, 985, size=len(who), dtype=np.int64)
        self.ask[who] = self.ask[who] * factor // 1_000 // 500 * 500
        self._record(step, who, PRICE_CHANGED)

    def _record(self, step: int, who: IntArray, kind: int) -> None:
        same = np.ones(len(who), dtype=np.int64)
        event = [same * step, who, self.listing[who], same * kind, self.ask[who]]
        self.events.append(np.stack(event, axis=1))

    def _sell(
        self, rng: np.random.Generator, step: int, sold: IntArray, direct: IntArray, ill: BoolArray
    ) -> None:
        """Transfer what was listed near the price asked, and the rest at a price agreed on."""
        by_ask = self.ask[sold] * rng.integers(945, 1_011, size=len(sold), dtype=np.int64) // 1_000
        worth = self.parcels.worth(step)[direct]
        share = rng.integers(880, 1_050, size=len(direct), dtype=np.int64)
        less = rng.integers(520, 860, size=len(direct), dtype=np.int64)
        agreed = worth * np.where(ill[direct], less, share) // 1_000
        self.ask[sold] = by_ask // 500 * 500
        self._record(step, sold, SOLD)
        who = np.concatenate([sold, direct])
        price = np.concatenate([self.ask[sold], agreed // 500 * 500])
        kind = np.where(
            ill[who], *(pick(rng, weights, len(who)) for weights in reversed(_BUYER_WEIGHTS))
        )
        companies = self.pool.company_count
        company = rng.integers(0, companies, size=len(who), dtype=np.int64)
        bank = rng.integers(companies, len(self.pool), size=len(who), dtype=np.int64)
        owner = np.where(kind == 1, company, np.where(kind == 3, bank, -1))
        self._transfer(rng, step, who, kind, owner, price, -1)

    def _bulk_sales(self, rng: np.random.Generator, step: int, sizes: list[int]) -> BoolArray:
        """Sell many parcels of one region to one company at once; every one carries the whole."""
        chosen = np.zeros(len(self.parcels), dtype=bool)
        for size in sizes:
            may = self.state.may_trade(step) & self.process.exists(step) & ~self.state.is_listed
            who = rng.permutation(np.flatnonzero(may & ~chosen))
            is_elsewhere = self.parcels.region[who] != self.parcels.region[who[0]]
            who = np.sort(who[np.argsort(is_elsewhere, kind="stable")][:size])
            price = int(self.parcels.worth(step)[who].sum()) * 17 // 20 // 1_000 * 1_000
            buyer = int(rng.integers(0, self.pool.company_count))
            same = np.ones(len(who), dtype=np.int64)
            self._transfer(rng, step, who, same, same * buyer, same * price, self.bulk_count)
            self.bulk_count += 1
            chosen[who] = True
        return chosen

    def _transfer(
        self, rng: np.random.Generator, step: int, who: IntArray, kind: IntArray,
        owner: IntArray, price: IntArray, bulk: int,
    ) -> None:  # fmt: skip
        state, home = self.state, self.parcels.region[who]
        count = len(who)
        away = rng.integers(0, 1_000, size=count, dtype=np.int64) < _ABSENTEE_PER_MILLE[kind]
        elsewhere = (home + rng.integers(1, len(REGIONS), size=count)) % len(REGIONS)
        region = np.where(owner >= 0, self.pool.region[owner], np.where(away, elsewhere, home))
        state.earlier_kind[who] = state.kind[who]
        state.earlier_absentee[who] = state.is_absentee[who]
        state.kind[who], state.is_absentee[who] = kind, region != home
        state.sold_step[who], state.withdrawn_step[who] = step, NEVER
        state.price[who] = price if bulk < 0 else 0
        same = np.ones(count, dtype=np.int64)
        columns = [same * step, who, kind, owner, region, price, same * bulk]
        self.transfers.append(np.stack(columns, axis=1))

    def history(self, states: dict[int, State]) -> PropertyHistory:
        """Return the record of everything that happened."""
        return PropertyHistory(
            pool=self.pool,
            transfers=Transfers(*np.concatenate(self.transfers).astype(np.int64).T),
            listing_events=np.concatenate(self.events).astype(np.int64),
            distress=np.concatenate(self.distress).astype(np.int64),
            engagements=np.concatenate(self.engagements).astype(np.int64),
            states=states,
        )
