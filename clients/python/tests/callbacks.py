#!/usr/bin/env python3
"""Callbacks that raise: told to on_error, and what comes after is heard."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any, List

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from shardbell import Player, Shard  # noqa: E402


async def main() -> int:
    told: List[str] = []

    def bad(what: str) -> Any:
        def callback(*_: Any) -> None:
            raise RuntimeError(what)

        return callback

    async def awaited(*_: Any) -> None:
        raise RuntimeError("awaited")

    def on_error(error: Exception) -> None:
        told.append(str(error))
        raise RuntimeError("on_error itself")

    heard: List[str] = []
    shard = Shard(
        "ws://127.0.0.1:1/ws",
        "key",
        on_form=bad("form"),
        on_notice=bad("notice"),
        on_form_gone=bad("gone"),
        on_state=bad("state"),
        on_error=on_error,
    )
    shard.open(Player("s1", "a1", "ana"))
    wire = "s1"
    for name, _ in shard._players:
        wire = name
    place = {"gump": 1, "serial": 0, "x": 0, "y": 0, "elements": []}
    shard._receive({"t": "show_form", "form": "f1", "session": wire, **place})
    shard._on_form = awaited
    shard._receive({"t": "show_form", "form": "f2", "session": wire, **place})
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    gone = {"t": "form_gone", "session": wire, "form": "f1", "entries": [], "offered": True}
    shard._receive(gone)
    notice = {"notice": "n1", "kind": "system", "ticket": None, "number": None, "from": "", "text": "x"}
    await shard._notify(wire, shard._players.get(wire), {**notice, "at": 1})
    shard._state("connecting")
    shard._on_form = lambda form: heard.append(form.form)
    shard._receive({"t": "show_form", "form": "f3", "session": wire, **place})
    if told != ["form", "awaited", "gone", "notice", "state"] or heard != ["f3"]:
        print(told, heard)
        return 1
    print("form awaited gone notice: told and gone on")
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
