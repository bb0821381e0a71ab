"""Who plays now, and what each of them was called on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Dict, Iterator, Optional, Tuple

from .frames import Message

ID_CHARS_MAX = 64


@dataclass(frozen=True)
class Place:
    """A place in the world."""

    map: int
    x: int
    y: int
    z: int

    def on_wire(self) -> Message:
        return {"map": self.map, "x": self.x, "y": self.y, "z": self.z}


@dataclass(frozen=True)
class Player:
    """Somebody who plays. All ids are the shard's own."""

    session: str
    account: str
    account_name: str
    character: Optional[str] = None
    character_name: str = ""
    location: Optional[Place] = None
    # When they were created, in milliseconds since 1970: the same id with another time is somebody new.
    account_created: Optional[int] = None
    character_created: Optional[int] = None


class Players:
    """A shard may use the name of a session again for the next player.

    On the wire each login has a name of its own, so that what is still under way for one never
    reaches the other.
    """

    def __init__(self) -> None:
        self._logins = 0
        self._wires: Dict[str, str] = {}
        self._players: Dict[str, Player] = {}

    def __iter__(self) -> Iterator[Tuple[str, Player]]:
        return iter(list(self._players.items()))

    def wire(self, session: str) -> Optional[str]:
        return self._wires.get(session)

    def get(self, wire: str) -> Optional[Player]:
        """Who plays under this name on the wire; None once that login is over."""
        return self._players.get(wire)

    def put(self, player: Player) -> str:
        wire = self._wires.get(player.session)
        if wire is None:
            self._logins += 1
            wire = f"{player.session}~{self._logins}"
            if len(wire) > ID_CHARS_MAX:
                wire = f"~{self._logins}"
            self._wires[player.session] = wire
        self._players[wire] = player
        return wire

    def end(self, session: str) -> Optional[str]:
        wire = self._wires.pop(session, None)
        if wire is not None:
            del self._players[wire]
        return wire
