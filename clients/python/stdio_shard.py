#!/usr/bin/env python3
"""A shard whose world is standard input: try the protocol out, or drive it from another program.

    stdio_shard.py URL KEY [SUBPROTOCOL]

One JSON map per line. In: ``{"do": "open", "session": …, "account": …, "account_name": …,
"character": …, "character_name": …, "account_created": …, "location": {…}}``, ``move``, ``end``, ``help``,
``answer`` (``form``, ``button``, ``entries``), ``command`` (``session``, ``ticket``, ``deed``),
``faction``, ``upload`` (``session``, ``name``, ``data`` in base64, ``ticket``). Out: ``state``, ``waiting`` (why), ``form``, ``notice``, ``form_gone``, ``error``, and ``done`` or
``refused`` for each line that asks for something, with the ``id`` that the line gave.
"""

from __future__ import annotations

import asyncio
import base64
import json
import sys
import threading
from typing import Any, Dict

from shardbell import (
    Closed,
    Ended,
    Form,
    Notice,
    Place,
    Player,
    Refused,
    Shard,
    form_buttons,
    form_entries,
    form_words,
)
from shardbell.frames import BINARY, SUBPROTOCOLS


def say(on: str, **what: Any) -> None:
    print(json.dumps({"on": on, **what}, ensure_ascii=False), flush=True)


def show_form(form: Form) -> None:
    say(
        "form",
        form=form.form,
        session=form.session,
        words=form_words(form),
        buttons=[{"button": button, "label": label} for button, label in form_buttons(form)],
        entries=[{"id": entry, "text": text} for entry, text in form_entries(form)],
    )


def show_notice(notice: Notice) -> None:
    say(
        "notice",
        notice=notice.notice,
        session=notice.session,
        ticket=notice.ticket,
        number=notice.number,
        sender=notice.sender,
        text=notice.text,
        at=notice.at,
    )


def form_gone(session: str, entries: Dict[int, str], offered: bool) -> None:
    typed = [{"id": entry, "text": text} for entry, text in entries.items()]
    say("form_gone", session=session, entries=typed, offered=offered)


def place(line: Dict[str, Any]) -> Any:
    return Place(**line["location"]) if "location" in line else None


async def ask(shard: Shard, line: Dict[str, Any]) -> None:
    id = line.get("id")
    try:
        do = line["do"]
        if do == "help":
            done = await shard.help(line["session"], place(line))
        elif do == "web":
            done = await shard.sign_in_link(line["session"])
        elif do == "answer":
            entries = {entry["id"]: entry["text"] for entry in line.get("entries", [])}
            done = await shard.answer_form(
                line["form"],
                button=line["button"],
                switches=line.get("switches", []),
                entries=entries,
                location=place(line),
            )
        elif do == "command":
            done = await shard.command(line["session"], line["deed"], line.get("ticket"))
        elif do == "upload":
            data = base64.b64decode(line["data"])
            file = await shard.upload(line["session"], line["name"], data, line.get("ticket"))
            return say("done", id=id, file=file)
        elif do == "faction":
            done = await shard.upsert_faction(line["faction"], line["name"], line["members"])
        else:
            raise ValueError(f"nothing is called {do}")
        say("done", id=id, ticket=done.get("ticket"), number=done.get("number"), link=done.get("link"))
    except Refused as refused:
        say("refused", id=id, code=refused.code, sentence=refused.sentence)
    except Ended:
        say("ended", id=id)
    except (KeyError, OSError, TypeError, ValueError) as error:
        say("error", sentence=f"{type(error).__name__}: {error}")


def carry_out(shard: Shard, line: Dict[str, Any]) -> bool:
    """Whether it was something that has no answer."""
    do = line.get("do")
    if do == "open":
        known = {key: value for key, value in line.items() if key not in ("do", "id")}
        shard.open(Player(**{**known, "location": place(line)}))
    elif do == "move":
        shard.move(line["session"], Place(**line["location"]))
    elif do == "end":
        shard.end(line["session"])
    else:
        return False
    return True


async def read_lines(shard: Shard) -> None:
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str] = asyncio.Queue()

    def feed() -> None:
        for text in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, text)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    # A daemon: nothing can end its wait for a line, and it must not keep the process.
    threading.Thread(target=feed, daemon=True).start()
    asking = set()
    while (text := await lines.get()) != "":
        try:
            line = json.loads(text)
            if not carry_out(shard, line):
                task = asyncio.ensure_future(ask(shard, line))
                asking.add(task)
                task.add_done_callback(asking.discard)
        except (KeyError, TypeError, ValueError) as error:
            say("error", sentence=f"{type(error).__name__}: {error}")


async def main() -> int:
    if len(sys.argv) not in (3, 4) or sys.argv[-1] in ("-h", "--help"):
        print(__doc__, file=sys.stderr)
        return 2
    url, key = sys.argv[1:3]
    subprotocol = sys.argv[3] if len(sys.argv) == 4 else BINARY
    if subprotocol not in SUBPROTOCOLS:
        print(f"The subprotocols are {' and '.join(SUBPROTOCOLS)}.", file=sys.stderr)
        return 2
    turned_away: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def waiting(sentence: str, final: bool) -> None:
        say("waiting", sentence=sentence)
        if final and not turned_away.done():
            turned_away.set_result(sentence)

    shard = Shard(
        url,
        key,
        on_form=show_form,
        on_notice=show_notice,
        on_form_gone=form_gone,
        on_state=lambda state: say("state", state=state),
        on_waiting=waiting,
        on_error=lambda error: say("error", sentence=str(error)),
        subprotocol=subprotocol,
    )
    running = asyncio.ensure_future(shard.run())
    reading = asyncio.ensure_future(read_lines(shard))
    await asyncio.wait({running, reading, turned_away}, return_when=asyncio.FIRST_COMPLETED)
    reading.cancel()
    running.cancel()
    try:
        await running
    except Closed as closed:
        print(f"The server closed for good. {closed}", file=sys.stderr)
        return 1
    except asyncio.CancelledError:
        pass
    if turned_away.done():
        print(f"The server turned the shard away. {turned_away.result()} Is {url} right?", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
