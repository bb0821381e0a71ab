"""Pauses between attempts to connect."""

from __future__ import annotations

import random

FIRST_S = 1.0
MAX_S = 20.0


def backoff_s(attempt: int) -> float:
    """Seconds to wait before this attempt; 2 is the first after a loss.

    Doubles, and half of it is left to chance, so that a restarted server is not met by all at once.
    """
    whole = min(FIRST_S * 2 ** min(max(attempt - 2, 0), 16), MAX_S)
    return whole / 2 + whole / 2 * random.random()
