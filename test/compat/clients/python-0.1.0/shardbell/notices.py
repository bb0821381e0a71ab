"""Replies and other words for players, each shown once in a session."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Dict, Optional

NOTICES_KEPT_MAX = 500
"""Shown notices remembered per session; the server never has more than 20 under way to one."""


@dataclass(frozen=True)
class Notice:
    """Show this text to the player. ``at``: milliseconds since 1970."""

    notice: str
    session: str
    kind: str
    ticket: Optional[str]
    number: Optional[int]
    sender: str
    text: str
    at: float


class ShownNotices:
    """By the session's name on the wire."""

    def __init__(self) -> None:
        self._of: Dict[str, OrderedDict[str, str]] = {}

    def begin(self, wire: str, notice: str) -> str:
        """``new``, or what it is already: ``showing`` or ``shown``."""
        known = self._of.setdefault(wire, OrderedDict())
        state = known.get(notice)
        if state is not None:
            return state
        known[notice] = "showing"
        if len(known) > NOTICES_KEPT_MAX:
            known.popitem(last=False)
        return "new"

    def shown(self, wire: str, notice: str) -> None:
        if wire in self._of:
            self._of[wire][notice] = "shown"

    def failed(self, wire: str, notice: str) -> None:
        self._of.get(wire, OrderedDict()).pop(notice, None)

    def end(self, wire: str) -> None:
        self._of.pop(wire, None)
