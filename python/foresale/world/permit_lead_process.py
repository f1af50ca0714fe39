"""What a contractor makes of a permit lead it works, and the true chance of it on later days.

Of a worked lead a first feedback is recorded after 1 to 40 days; the later, the smaller the chance
to win. A success is told at once, or as a quote first, or as an unanswered call, then a quote, then
the win; a failure stays what it first was, or an unanswered call becomes a quote that comes to
nothing. All of it is drawn for every offered lead, worked or not, with the same random numbers.

The chance asked for is that `won` is recorded within 60 days after a cutoff, if the lead is worked,
given the feedback by then. Where there is none yet it is the average over the days it may still
come on, for whoever never gives one too.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache

import numpy as np

from foresale.world.lead_chances import (
    CHANCES,
    NEVER,
    FloatArray,
    Lags,
    ppm,
    row_of,
    shifted,
    uniform,
)
from foresale.world.profile import BoolArray, IntArray, stream

WINDOW_DAYS = 60
RATINGS = ("no_answer", "bad_contact", "not_qualified", "quoted", "won")
NO_ANSWER, BAD_CONTACT, NOT_QUALIFIED, QUOTED, WON = range(5)
FIRST_FEEDBACK = Lags((0, 8, 14, 14, 12, 10, 8, 7, *(4,) * 6, *(2,) * 10, *(1,) * 17))
LAST_FEEDBACK_DAY = len(FIRST_FEEDBACK.weights) - 1
_DELAY_EFFECT = np.array([0, *(25,) * 3, *(0,) * 7, *(-25,) * 10, *(-45,) * 20], dtype=np.int64)
_NEXT = Lags((0, 0, 0, *(5,) * 7, *(3,) * 10, *(1,) * 20))  # from one feedback to the next
# How a success and a failure are told; in per mille.
_WON_AT_ONCE, _WON_AFTER_QUOTE, _WON_AFTER_SILENCE = 550, 300, 150
_SILENCE, _BAD_CONTACT, _NOT_QUALIFIED, _QUOTE, _QUOTE_AFTER_SILENCE = 350, 150, 250, 200, 50


@dataclass(frozen=True)
class Draws:
    """The random numbers of each offered lead, below a million."""

    first: IntArray
    is_won: IntArray
    told: IntArray
    second: IntArray
    third: IntArray

    @classmethod
    def of(cls, seed: int, count: int) -> Draws:
        """Return the numbers of `count` offered leads."""
        rng = stream(seed, "permit_leads", "path")
        return cls(*(uniform(rng, count) for _ in range(5)))

    def take(self, rows: IntArray) -> Draws:
        """Return the numbers of these rows."""
        return Draws(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Path:
    """Up to three feedbacks of each lead if worked: days after the offer, and ratings."""

    lag: tuple[IntArray, IntArray, IntArray]  # NEVER where there is none
    rating: tuple[IntArray, IntArray, IntArray]
    won_lag: IntArray  # NEVER where it is not won
    final_lag: IntArray  # won, bad contact or not qualified


def paths(logit: IntArray, draws: Draws, silent_until: int = 0) -> Path:
    """Return what happens to each lead if worked, given no feedback by `silent_until`."""
    first = FIRST_FEEDBACK.drawn(draws.first, silent_until)
    is_won = draws.is_won < ppm(logit + _DELAY_EFFECT[first])
    told = draws.told // 1_000
    won_way = np.searchsorted([_WON_AT_ONCE, _WON_AT_ONCE + _WON_AFTER_QUOTE], told, side="right")
    edges = np.cumsum([_SILENCE, _BAD_CONTACT, _NOT_QUALIFIED, _QUOTE])
    lost_way = np.searchsorted(edges, told, side="right")
    one = np.where(
        is_won,
        np.array([WON, QUOTED, NO_ANSWER])[won_way],
        np.array([NO_ANSWER, BAD_CONTACT, NOT_QUALIFIED, QUOTED, NO_ANSWER])[lost_way],
    )
    second = first + _NEXT.drawn(draws.second)
    has_second = np.where(is_won, won_way > 0, lost_way == 4)
    two = np.where(is_won & (won_way == 1), WON, QUOTED)
    has_third = is_won & (won_way == 2)
    third = second + _NEXT.drawn(draws.third)
    lag = (first, np.where(has_second, second, NEVER), np.where(has_third, third, NEVER))
    won = np.where(is_won, np.stack([first, second, third])[won_way, np.arange(len(first))], NEVER)
    is_over = (one == BAD_CONTACT) | (one == NOT_QUALIFIED)
    return Path(lag, (one, two, np.full(len(first), WON)), won, np.where(is_over, first, won))


def _two_steps(waited: int, days: int) -> float:
    """Return the chance that a quote comes after `waited` days and the win within `days`."""
    weights, total = _NEXT.weights, sum(_NEXT.weights)
    chance = 0.0
    for step in range(waited + 1, len(weights)):
        chance += weights[step] / total * _NEXT.at_most(days - step)
    return chance


@lru_cache(maxsize=1)
def _tables() -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the chances by logit and days since: the offer without any feedback, the quote that
    came first, the unanswered call, the quote after an unanswered call.

    All but the first take the logit with the effect of the first feedback's day.
    """
    ages = LAST_FEEDBACK_DAY
    silent, quoted, called, requoted = (np.zeros((len(CHANCES), ages + 1)) for _ in range(4))
    lost = 1 - CHANCES
    for age in range(ages):
        days = range(age + 1, ages + 1)
        total = sum(FIRST_FEEDBACK.weights[day] for day in days)
        for day in days:
            left = age + WINDOW_DAYS - day
            told = _WON_AT_ONCE + _WON_AFTER_QUOTE * _NEXT.at_most(left)
            told += _WON_AFTER_SILENCE * _two_steps(0, left)
            share = FIRST_FEEDBACK.weights[day] / total * told / 1_000
            silent[:, age] += share * shifted(CHANCES, int(_DELAY_EFFECT[day]))
    for since in range(ages + 1):
        waiting = 1 - _NEXT.at_most(since)
        won = _NEXT.at_most(since + WINDOW_DAYS) - _NEXT.at_most(since)
        for table, way, dead_end in (
            (quoted, _WON_AFTER_QUOTE, _QUOTE),
            (requoted, _WON_AFTER_SILENCE, _QUOTE_AFTER_SILENCE),
        ):
            table[:, since] = CHANCES * way * won / (CHANCES * way * waiting + lost * dead_end)
        soon = CHANCES * _WON_AFTER_SILENCE * _two_steps(since, since + WINDOW_DAYS)
        not_yet = lost * (_SILENCE + _QUOTE_AFTER_SILENCE * waiting)
        called[:, since] = soon / (CHANCES * _WON_AFTER_SILENCE * waiting + not_yet)
    return silent, quoted, called, requoted


def truth_at(
    age: int, logit: IntArray, draws: Draws, is_worked: BoolArray
) -> tuple[BoolArray, FloatArray, IntArray]:
    """Return which leads nothing final is known of `age` days after the offer, chances, outcomes.

    An outcome of 1: `won` is recorded within the window after that day, if worked.
    """
    silent, quoted, called, requoted = _tables()
    path, yet_to_come = paths(logit, draws), paths(logit, draws, age)
    first, second, _ = path.lag
    has_first, has_second = is_worked & (first <= age), is_worked & (second <= age)
    later = row_of(logit + _DELAY_EFFECT[first])
    since_first = np.clip(age - first, 0, LAST_FEEDBACK_DAY)
    since_second = np.clip(age - second, 0, LAST_FEEDBACK_DAY)
    is_quoted = has_first & (path.rating[0] == QUOTED)
    probability: FloatArray = np.where(
        has_first, called[later, since_first], silent[row_of(logit), age]
    )
    probability = np.where(is_quoted, quoted[later, since_first], probability)
    probability = np.where(has_second, requoted[later, since_second], probability)
    won = np.where(is_worked, path.won_lag, yet_to_come.won_lag)
    is_open = ~is_worked | (path.final_lag > age)
    outcome = (won > age) & (won <= age + WINDOW_DAYS)
    return is_open, np.round(probability, 6), outcome.astype(np.int64)
