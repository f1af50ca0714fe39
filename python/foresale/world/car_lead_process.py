"""What a dealership makes of a lead it works, and the true chance of it on every later day.

A worked lead is answered after some time (the sooner the better). A quarter of the answered people
book a test drive. From the answer, or from the test drive where there is one, the days to the sale
or to a written-off lead are counted; most lost leads are never written off. All of it is drawn for
every lead, worked or not, with the same random numbers: the truth is what happens if worked.

The chance asked for is that the lead is won within 45 days after a cutoff, if it is worked, given
what had happened by then. A lead nobody has answered yet has the average over the answers that may
still come, whoever it is: for a lead nobody ever answers this is all there is to know.
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

WINDOW_DAYS = 45
# Slot 0: answered within two hours; slot 1: later that day; slot n: n - 1 days after.
_ANSWER_WEIGHTS = (600, 500, 300, 140, 90, *(36,) * 4, *(12,) * 7, *(4,) * 16, *(1,) * 30)
ANSWERS = Lags(_ANSWER_WEIGHTS)
LAST_ANSWER_DAY = len(_ANSWER_WEIGHTS) - 2
_SPEED = np.array([40, 15, 0, -20, -20, *(-35,) * 4, *(-50,) * 53], dtype=np.int64)
_DRIVES = Lags((0, 3, 3, 2, 2, 1, 1))
_DRIVE_PER_MILLE = 250
_DRIVE_EFFECT = 130
_NO_DRIVE_EFFECT = -20
_WINS = Lags((0, *(round(1_000 * 0.933**day) for day in range(60))))
_LOSSES = Lags((0, 0, 0, *(20,) * 12, *(12,) * 20, *(6,) * 25))
_WRITTEN_OFF_PER_MILLE = 600
_AGES = LAST_ANSWER_DAY  # ages 0 to 59 have an answer to come


@dataclass(frozen=True)
class Draws:
    """The random numbers of each lead, below a million."""

    answer: IntArray
    has_drive: IntArray
    drive: IntArray
    is_won: IntArray
    win: IntArray
    is_written_off: IntArray
    loss: IntArray

    @classmethod
    def of(cls, seed: int, count: int) -> Draws:
        """Return the numbers of `count` leads."""
        rng = stream(seed, "car_leads", "path")
        return cls(*(uniform(rng, count) for _ in range(7)))

    def take(self, rows: IntArray) -> Draws:
        """Return the numbers of these rows."""
        return Draws(*(getattr(self, field.name)[rows] for field in fields(self)))


@dataclass(frozen=True)
class Path:
    """What happens to each lead if worked, in days after it was received."""

    answer_slot: IntArray
    answer_lag: IntArray
    drive_lag: IntArray  # NEVER where there is none
    is_won: BoolArray
    end_lag: IntArray  # sold, or written off; NEVER where nobody ever writes


def paths(logit: IntArray, draws: Draws, answered_after: int = -1) -> Path:
    """Return what happens to each lead if it is worked and not answered by `answered_after`."""
    after = answered_after + 1 if answered_after >= 0 else -1
    slot = ANSWERS.drawn(draws.answer, after)
    answer = np.maximum(slot - 1, 0)
    has_drive = draws.has_drive < _DRIVE_PER_MILLE * 1_000
    drive = np.where(has_drive, answer + _DRIVES.drawn(draws.drive), NEVER)
    effect = _SPEED[slot] + np.where(has_drive, _DRIVE_EFFECT, _NO_DRIVE_EFFECT)
    is_won = draws.is_won < ppm(logit + effect)
    start = np.where(has_drive, drive, answer)
    lost = np.where(
        draws.is_written_off < _WRITTEN_OFF_PER_MILLE * 1_000,
        start + _LOSSES.drawn(draws.loss),
        NEVER,
    )
    return Path(slot, answer, drive, is_won, np.where(is_won, start + _WINS.drawn(draws.win), lost))


def _still_open(chances: FloatArray, days: int) -> FloatArray:
    lost = _WRITTEN_OFF_PER_MILLE / 1_000 * _LOSSES.at_most(days)
    return 1 - chances * _WINS.at_most(days) - (1 - chances) * lost


def _won_between(chances: FloatArray, first: int, end: int) -> FloatArray:
    return chances * (_WINS.at_most(end) - _WINS.at_most(first))


@lru_cache(maxsize=1)
def _tables() -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return the chances by logit and days since the test drive, the answer, the arrival.

    The first two take the logit with the effect of the answer, the first without the test drive's.
    """
    drive, plain = shifted(CHANCES, _DRIVE_EFFECT), shifted(CHANCES, _NO_DRIVE_EFFECT)
    q = _DRIVE_PER_MILLE / 1_000
    shares = [_DRIVES.at_most(day) - _DRIVES.at_most(day - 1) for day in range(7)]
    driven = np.zeros((len(CHANCES), _AGES + 1))
    answered = np.zeros_like(driven)
    for age in range(_AGES + 1):
        end = age + WINDOW_DAYS
        driven[:, age] = _won_between(drive, age, end) / _still_open(drive, age)
        won = (1 - q) * _won_between(plain, age, end)
        still_open = (1 - q) * _still_open(plain, age)
        for day in range(age + 1, 7):
            won = won + q * shares[day] * _won_between(drive, 0, end - day)
            still_open = still_open + q * shares[day]
        answered[:, age] = won / still_open
    # Won within some days after the answer, seen from before the answer.
    soon = np.zeros((len(CHANCES), WINDOW_DAYS + 1))
    for days in range(WINDOW_DAYS + 1):
        soon[:, days] = (1 - q) * _won_between(plain, 0, days)
        for day in range(1, 7):
            soon[:, days] += q * shares[day] * _won_between(drive, 0, days - day)
    unanswered = np.zeros((len(CHANCES), _AGES))
    for age in range(_AGES):
        slots = range(age + 2, len(_ANSWER_WEIGHTS))
        total = sum(_ANSWER_WEIGHTS[slot] for slot in slots)
        for slot in slots:
            days = age + WINDOW_DAYS - (slot - 1)
            if days > 0:
                later = shifted(soon[:, days], int(_SPEED[slot]))
                unanswered[:, age] += _ANSWER_WEIGHTS[slot] / total * later
    return driven, answered, unanswered


def truth_at(
    age: int, logit: IntArray, draws: Draws, is_worked: BoolArray
) -> tuple[BoolArray, FloatArray, IntArray]:
    """Return which leads are open at the end of the day `age`, their chances and outcomes.

    An outcome of 1: won within the window after that day, if worked. What happens to a lead that
    nobody works is drawn for every age anew, from the same numbers: its answer is yet to come.
    """
    driven, answered, unanswered = _tables()
    path, yet_to_come = paths(logit, draws), paths(logit, draws, age)
    is_answered = is_worked & (path.answer_lag <= age)
    is_driven = is_answered & (path.drive_lag <= age)
    with_speed = logit + _SPEED[path.answer_slot]
    since_answer = np.clip(age - path.answer_lag, 0, _AGES)
    since_drive = np.clip(age - path.drive_lag, 0, _AGES)
    probability: FloatArray = np.where(
        is_driven,
        driven[row_of(with_speed), since_drive],
        np.where(
            is_answered, answered[row_of(with_speed), since_answer], unanswered[row_of(logit), age]
        ),
    )
    is_won = np.where(is_worked, path.is_won, yet_to_come.is_won)
    end = np.where(is_worked, path.end_lag, yet_to_come.end_lag)
    is_open = end > age
    outcome = is_won & (end <= age + WINDOW_DAYS)
    return is_open, np.round(probability, 6), outcome.astype(np.int64)
