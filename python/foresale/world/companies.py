"""The company list of the CRM: mostly the customers, under the names somebody else typed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from foresale.world.customers import Customers, customer_ids, customer_names
from foresale.world.facts import Facts
from foresale.world.profile import (
    DAY_SECONDS,
    EXTRACT_SECOND,
    FIRST_MONTH,
    MONTH_STARTS,
    IntArray,
    chance,
    pick,
    stream,
)
from foresale.world.text import blank_unless, ids, timestamps, words

# What the CRM has of a customer, in percent: the right key; the name in another spelling,
# misspelt or as it is, without the key; a key that no customer has; nothing.
_KEYED, _RESPELT, _MISSPELT, _PLAIN, _WRONG_KEY, _MISSING = range(6)
_WEIGHTS = (55, 25, 10, 4, 2, 4)
_PROSPECTS_PER_MILLE = 80  # companies that are no customers, for every thousand customers
_CAUTIONS = ("legal", "do_not_contact")
_CAUTION_WEIGHTS = (10, 10, 980)  # the last: none
_NO_KEY = 900_000  # added to the number of a customer: a key that no customer has
_CITIES = ("Aurora", "Bristol", "Córdoba", "Dayton", "Essen", "Fargo", "Graz", "Halifax")
_PROSPECT_NAMES = (
    "Abernathy", "Becker", "Clearwater", "Dunmore", "Eastlake", "Ferreira", "Grünwald", "Hathaway",
    "Inverness", "Jankowski", "Kingsley", "Lacroix", "Montrose", "Northgate", "Pemberton", "Quill",
)  # fmt: skip
_TRADES = ("Foundry", "Logistics", "Optics", "Robotics", "Surveying", "Textiles", "Tooling")
_FORMS = {
    "Inc.": "Incorporated",
    "LLC": "L.L.C.",
    "GmbH": "G.m.b.H.",
    "Ltd.": "Limited",
    "& Co.": "and Company",
}
_WRITTEN_OUT = str.maketrans({"ü": "ue", "á": "a", "&": "and"})
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _respelt(name: str, style: int) -> str:
    """Return the name as another department would write it: the same words."""
    if style == 0:
        return name.upper()
    if style == 1:
        return name.replace(",", " ").replace('"', "").lower()
    if style == 2:
        return name.translate(_WRITTEN_OUT)
    for form, other in _FORMS.items():
        if name.endswith(form):
            return name.removesuffix(form) + ("" if style == 3 else other)
    return name.replace("&", "and")


def _misspelt(name: str, mistake: int, place: int) -> str:
    """Return the name with two letters swapped, or one dropped, doubled or wrong."""
    pairs = [n for n in range(len(name) - 1) if name[n].isalpha() and name[n + 1].isalpha()]
    at = pairs[place % len(pairs)]
    before, letter, after, rest = name[:at], name[at], name[at + 1], name[at + 2 :]
    wrong = _LETTERS[(place + ord(letter)) % len(_LETTERS)]
    middle = (after + letter, letter, letter + letter + after, wrong + after)[mistake]
    return before + middle + rest


def _listed_names(seed: int, names: list[str], kind: IntArray) -> list[str]:
    """Return the name of each customer as the CRM has it; half of the keyed ones are respelt."""
    rng = stream(seed, "companies", "name")
    count = len(names)
    style, mistake = pick(rng, (30, 25, 20, 5, 20), count), pick(rng, (1,) * 4, count)
    place = rng.integers(0, 10_000, size=count, dtype=np.int64)
    respelt = (kind == _RESPELT) | ((kind == _KEYED) & chance(rng, 500, count))
    listed = []
    for number, name in enumerate(names):
        if kind[number] == _MISSPELT:
            listed.append(_misspelt(name, int(mistake[number]), int(place[number])))
        else:
            listed.append(_respelt(name, int(style[number])) if respelt[number] else name)
    return listed


def _prospect_names(seed: int, count: int) -> list[str]:
    rng = stream(seed, "companies", "prospect")
    parts = [pick(rng, (1,) * len(all_), count) for all_ in (_PROSPECT_NAMES, _TRADES, _FORMS)]
    forms = tuple(_FORMS)
    return [f"{_PROSPECT_NAMES[a]} {_TRADES[b]} {forms[c]}" for a, b, c in zip(*parts, strict=True)]


def company_facts(customers: Customers, seed: int) -> tuple[Facts, pa.Table]:
    """Return the CRM's companies, some with a caution added later, and who each of them is.

    The truth has one row per company: crm_company_id and customer_id, null for a prospect.
    """
    count = len(customers.number)
    rng = stream(seed, "companies", "attributes")
    kind = pick(rng, _WEIGHTS, count)
    names = _listed_names(seed, customer_names(seed, count), kind)
    listed = np.flatnonzero(kind != _MISSING)
    prospects = count * _PROSPECTS_PER_MILLE // 1_000
    total = len(listed) + prospects
    start, end = int(MONTH_STARTS[FIRST_MONTH]) * DAY_SECONDS, EXTRACT_SECOND
    recorded = np.concatenate(
        [
            np.maximum(customers.arrival_second[listed], start),
            rng.integers(start, end, size=prospects, dtype=np.int64),
        ]
    )
    caution = pick(rng, _CAUTION_WEIGHTS, total)
    city, has_city = pick(rng, (1,) * len(_CITIES), total), chance(rng, 800, total)
    later = rng.integers(1, 300, size=total, dtype=np.int64) * DAY_SECONDS

    is_customer = np.arange(total) < len(listed)
    who = np.concatenate([listed, np.zeros(prospects, dtype=np.int64)])
    kinds = np.where(is_customer, kind[who], _PLAIN)
    keys = customer_ids(who + np.where(kinds == _WRONG_KEY, _NO_KEY, 0))
    has_key = (kinds == _KEYED) | (kinds == _WRONG_KEY)
    all_names = [names[n] for n in listed] + _prospect_names(seed, prospects)

    # A number says nothing about who the company is.
    company_ids = ids("K", rng.permutation(total).astype(np.int64) + 1, 7)
    first, second = np.arange(total), np.flatnonzero(caution < len(_CAUTIONS))
    rows = pa.array(np.concatenate([first, second]))
    known = np.concatenate([recorded, recorded[second] + later[second]])
    is_later = np.concatenate([first < 0, second >= 0])
    cautions = words((*_CAUTIONS, ""), np.concatenate([np.full(total, 2), caution[second]]))
    table = pa.table(
        {
            "crm_company_id": company_ids.take(rows),
            "customer_id": blank_unless(has_key, keys).take(rows),
            "company_name": pa.array(all_names).take(rows),
            "city": blank_unless(has_city, words(_CITIES, city)).take(rows),
            "caution": blank_unless(is_later, cautions),
            "recorded_at": timestamps(np.minimum(known, EXTRACT_SECOND)),
        }
    )
    truth = pa.table(
        {
            "crm_company_id": company_ids,
            "customer_id": blank_unless(is_customer, customer_ids(who)),
        }
    ).sort_by("crm_company_id")
    return Facts.of_table("companies", table, known), truth
