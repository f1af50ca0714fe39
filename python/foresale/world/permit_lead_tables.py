"""The tables of the permit leads: permits, contractor accounts, offers and their feedback."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from foresale.world.facts import Facts
from foresale.world.lead_chances import FIRST_LEAD_DAY
from foresale.world.permit_lead_process import (
    BAD_CONTACT,
    NO_ANSWER,
    NOT_QUALIFIED,
    QUOTED,
    RATINGS,
    WON,
    paths,
)
from foresale.world.permit_leads import KINDS, REGIONS, TRADES, PermitLeads
from foresale.world.profile import DAY_SECONDS, IntArray, chance, pick, stream
from foresale.world.text import blank_unless, ids, join, money, timestamps, whole, words

_STREETS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Foundry", "Granite", "Harbor")
_WAYS = ("Ave", "Ct", "Dr", "Ln", "St")
_NAMES = ("Ansel", "Brightwater", "Calloway", "Drummond", "Everly", "Fenn", "Garnet", "Holt")
_FORMS = ("& Sons", "Brothers, Inc.", "Contracting", "Works LLC")
DEAL_BANDS = ("$0-5k", "$5-15k", "$15-50k", "$50-150k", "$150k+")
_BAND_EDGES = np.array([5_000, 15_000, 50_000, 150_000])
_REASONS = ("price", "timing", "out_of_area", "wrong_trade", "chose_competitor", "price|timing")
_NOTES = {
    NO_ANSWER: ("left a voicemail", "rang twice, nobody there", "no reply to the email"),
    BAD_CONTACT: ("number is not in service", "wrong person"),
    NOT_QUALIFIED: ("tenant, not the owner", "job is done already", "only wanted advice"),
    QUOTED: ("sent the offer", "site visit done, offer to follow", "they compare two offers"),
    WON: ("signed", "starts next month"),
}
_BAND_GIVEN_PER_MILLE = 800


def account_ids(numbers: IntArray) -> pa.Array:
    """Return the ids of the accounts."""
    return ids("AC", numbers + 1, 4)


def permit_lead_ids(numbers: IntArray) -> pa.Array:
    """Return the ids of the leads."""
    return ids("PL", numbers + 1, 7)


def _tag_texts(leads: PermitLeads) -> pa.Array:
    masks = np.zeros(len(leads.region), dtype=np.int64)
    for trade in range(len(TRADES)):
        masks += leads.has_tag[:, trade].astype(np.int64) << trade
    texts = [
        "|".join(name for trade, name in enumerate(TRADES) if mask >> trade & 1)
        for mask in range(1 << len(TRADES))
    ]
    return words(tuple(texts), masks)


def permit_facts(leads: PermitLeads, seed: int) -> Facts:
    """Return the permits; the stated value of some is corrected a little later."""
    rng = stream(seed, "permit_leads", "permits")
    count = len(leads.region)
    house = rng.integers(1, 9_900, size=count, dtype=np.int64)
    street, way = pick(rng, (1,) * len(_STREETS), count), pick(rng, (1,) * len(_WAYS), count)
    address = join(whole(house), words(_STREETS, street), words(_WAYS, way), separator=" ")
    corrected = np.flatnonzero(chance(rng, 50, count))
    later = rng.integers(3, 50, size=len(corrected), dtype=np.int64) * DAY_SECONDS
    row = np.concatenate([np.arange(count), corrected])
    value = np.concatenate([leads.value, leads.value[corrected] * 102 // 100])
    recorded = leads.created[row] + 1_200
    recorded[count:] += later
    has_value = ~chance(rng, 30, count)[row]
    table = pa.table(
        {
            "lead_id": permit_lead_ids(row),
            "address": address.take(pa.array(row)),
            "region": words(REGIONS, leads.region[row]),
            "permit_kind": words(KINDS, leads.kind[row]),
            "trade_tags": _tag_texts(leads).take(pa.array(row)),
            "permit_value": blank_unless(has_value, money(value * 100)),
            "created_at": timestamps(leads.created[row]),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("permits/leads", table, recorded)


def account_facts(leads: PermitLeads, seed: int) -> Facts:
    """Return the contractor accounts; the newest is recorded with its first offer."""
    rng = stream(seed, "permit_leads", "names")
    accounts = leads.accounts
    count = len(accounts.trade)
    name = join(
        words(_NAMES, pick(rng, (1,) * len(_NAMES), count)),
        words(TRADES, accounts.trade),
        words(_FORMS, pick(rng, (1,) * len(_FORMS), count)),
        separator=" ",
    )
    day = FIRST_LEAD_DAY - rng.integers(1, 300, size=count, dtype=np.int64)
    recorded = day * DAY_SECONDS + 9 * 3_600
    recorded[-1] = int(leads.offered[leads.offer_account == count - 1].min()) - 3_600
    table = pa.table(
        {
            "account_id": account_ids(np.arange(count, dtype=np.int64)),
            "account_name": name,
            "trade": words(TRADES, accounts.trade),
            "region": words(REGIONS, accounts.region),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("accounts", table, recorded)


def offer_facts(leads: PermitLeads) -> Facts:
    """Return which account was offered which lead."""
    recorded = leads.offered + 60
    table = pa.table(
        {
            "account_id": account_ids(leads.offer_account),
            "lead_id": permit_lead_ids(leads.offer_lead),
            "offered_at": timestamps(leads.offered),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("lead_offers", table, recorded)


def _notes(rng: np.random.Generator, rating: IntArray) -> pa.Array:
    """Return what the contractor typed; often nothing."""
    texts = tuple(text for notes in _NOTES.values() for text in notes)
    first = np.cumsum([0, *(len(notes) for notes in _NOTES.values())])
    size = np.array([len(notes) for notes in _NOTES.values()])
    chosen = first[rating] + rng.integers(0, size[rating], dtype=np.int64)
    return blank_unless(chance(rng, 600, len(rating)), words(texts, chosen))


def feedback_facts(leads: PermitLeads, seed: int) -> Facts:
    """Return what the contractors told about the leads they worked: the latest word counts."""
    rng = stream(seed, "permit_leads", "feedback")
    path = paths(leads.logit, leads.draws)
    parts = []
    for lag, rating in zip(path.lag, path.rating, strict=True):
        offer = np.flatnonzero(leads.is_worked & (lag < 1_000)).astype(np.int64)
        parts.append((offer, leads.offered_day[offer] + lag[offer], rating[offer]))
    offer, day, rating = (np.concatenate(column) for column in zip(*parts, strict=True))
    count = len(offer)
    created = day * DAY_SECONDS + rng.integers(8 * 3_600, 19 * 3_600, size=count, dtype=np.int64)
    recorded = created + 90
    lead = leads.offer_lead[offer]
    band = np.searchsorted(_BAND_EDGES, leads.value[lead], side="right")
    has_band = (rating >= QUOTED) & chance(rng, _BAND_GIVEN_PER_MILLE, count)
    reason = pick(rng, (30, 20, 15, 10, 15, 10), count)
    has_reason = (rating == NOT_QUALIFIED) | ((rating == QUOTED) & chance(rng, 200, count))
    table = pa.table(
        {
            "id": ids("F", rng.permutation(count).astype(np.int64) + 1, 7),
            "account_id": account_ids(leads.offer_account[offer]),
            "lead_id": permit_lead_ids(lead),
            "rating": words(RATINGS, rating),
            "deal_band": blank_unless(has_band, words(DEAL_BANDS, band)),
            "reason_codes": blank_unless(has_reason, words(_REASONS, reason)),
            "notes": _notes(rng, rating),
            "created_at": timestamps(created),
            "recorded_at": timestamps(recorded),
        }
    )
    return Facts.of_table("feedback", table, recorded)


def permit_lead_facts(leads: PermitLeads, seed: int) -> tuple[Facts, ...]:
    """Return the tables of the source `permits`."""
    return (
        permit_facts(leads, seed),
        account_facts(leads, seed),
        offer_facts(leads),
        feedback_facts(leads, seed),
    )
