"""Offers that came later: a task learns from the days on which they were there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from foresale.offer_frames import CALIBRATE, ROLES, SELECT, TRAIN, OfferFrame


def since_launch(frames: Sequence[OfferFrame], minimum_positives: int) -> list[OfferFrame]:
    """Return the frames from the latest launch on since which more than half of all positives came.

    `frames`: the offers of one task, vintage and window. Offers that are new drown in a pool of old
    days on which only others had rows. A launch is the first cutoff of an offer with enough
    positives on train and select rows; it counts if every offer has rows since. Where the train
    rows that are left have too few positives, every role takes those of the next, as in a calendar
    for which the history is too short: train and select rows are learned from, and candidates are
    compared on the calibrate rows.
    """
    asked = [frame for frame in frames if len(frame.outcome)]
    days = {frame.offer_id: frame.cutoffs(*ROLES) for frame in asked}
    total = _positives(asked)
    first = min((found[0] for found in days.values()), default=None)
    launches = {
        days[frame.offer_id][0]
        for frame in asked
        if frame.counts(TRAIN, SELECT)[1] >= minimum_positives
    }
    counting = [
        day
        for day in launches - {first}
        if all(day <= found[-1] for found in days.values())
        and 2 * _positives([frame.since(day) for frame in asked]) > total
    ]
    if not counting:
        return list(frames)
    day = max(counting)
    names = ", ".join(sorted(offer for offer, found in days.items() if found[0] == day))
    kept = [replace(frame.since(day), launched=f"{day}, the first of {names}") for frame in frames]
    if sum(frame.counts(TRAIN)[1] for frame in kept) >= minimum_positives:
        return kept
    return [replace(frame, role=np.where(frame.role == CALIBRATE, SELECT, TRAIN)) for frame in kept]


def _positives(frames: Sequence[OfferFrame]) -> int:
    return sum(frame.counts(*ROLES)[1] for frame in frames)
