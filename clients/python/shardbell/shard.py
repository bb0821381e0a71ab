"""What a game shard embeds."""

from __future__ import annotations

import asyncio
import inspect
import sys
import traceback
from typing import Any, Awaitable, Callable, Dict, Optional, Sequence, Set, Union

from .connection import Connection, Refused, new_id
from .files import upload
from .forms import Form, OpenForms, entries_on_wire
from .frames import BINARY, Message
from .notices import Notice, ShownNotices
from .players import Place, Player, Players

UNANSWERED_MAX = 2_000
"""Announcements under way at a time, as the protocol asks."""
AGAIN_S = 2.0
"""From a refusal that says "try again" until the player is told again."""


class Shard:
    """Says who plays, rings for help, shows forms and replies; comes back by itself.

    After each return the server is told of everybody again, and what it did not answer is sent
    again, so the game need not care. All methods belong to the event loop that runs ``run``.

    ``on_form(form)`` shows a form, to be answered by ``answer_form``. ``on_notice(notice)`` shows a
    text; it counts as shown when the call, or what it awaits, has ended. ``on_form_gone(session,
    entries, offered)``: a form was forgotten with what was typed; when ``offered`` is false nobody
    offers the text again but you. ``on_state``: ``connecting``, ``live``, ``waiting``, ``ended``.
    ``on_waiting(sentence, final)``: why there is no connection; ``final``: nothing comes of waiting, as
    with a wrong address. ``on_error``: the server refuses a player for good, or a callback raised. Both
    are printed to standard error unless they are given.
    """

    def __init__(
        self,
        url: str,
        key: str,
        *,
        on_form: Callable[[Form], None],
        on_notice: Callable[[Notice], Union[None, Awaitable[None]]],
        on_form_gone: Optional[Callable[[str, Dict[int, str], bool], None]] = None,
        on_state: Optional[Callable[[str], None]] = None,
        on_waiting: Optional[Callable[[str, bool], None]] = None,
        on_error: Optional[Callable[[Exception], None]] = None,
        subprotocol: str = BINARY,
    ) -> None:
        self._url = url
        self._key = key
        self._on_form = on_form
        self._on_notice = on_notice
        self._on_form_gone = on_form_gone
        self._on_error = on_error or _print_error
        self._said = ""
        self._on_waiting = on_waiting or self._print_waiting
        self._user_on_state = on_state
        self._players = Players()
        self._forms = OpenForms()
        self._notices = ShownNotices()
        self._listed = False
        self._told: Set[str] = set()
        self._announced: Dict[str, str] = {}
        self._room = asyncio.Semaphore(UNANSWERED_MAX)
        self._tasks: Set[asyncio.Task[Any]] = set()
        self._connection = Connection(
            url,
            {"as": "shard", "key": key, "incarnation": new_id()},
            greet=self._list,
            receive=self._receive,
            on_state=self._state,
            on_waiting=lambda sentence, final: self._call(self._on_waiting, sentence, final),
            subprotocol=subprotocol,
        )

    async def run(self) -> None:
        """Until it is cancelled. Raises Closed when the server closes for good, as on a wrong key."""
        try:
            await self._connection.run()
        finally:
            for task in self._tasks:
                task.cancel()

    def open(self, player: Player) -> None:
        """Somebody plays; again with the same session when what is known of them changed."""
        wire = self._players.wire(player.session)
        before = None if wire is None else self._players.get(wire)
        if before is not None and _is_another_account(before, player):
            # The session is another player's now: what the first one was shown is not theirs.
            self.end(player.session)
        wire = self._players.put(player)
        self._told.discard(wire)
        if self._listed:
            self._told.add(wire)
            self._do(self._tell([wire]))

    def move(self, session: str, location: Place) -> None:
        wire = self._players.wire(session)
        player = None if wire is None else self._players.get(wire)
        if wire is None or player is None:
            return
        self._players.put(Player(**{**player.__dict__, "location": location}))
        if wire in self._told:
            self._connection.send(
                {
                    "t": "session_moved",
                    "id": new_id(),
                    "session": wire,
                    "location": location.on_wire(),
                }
            )

    def end(self, session: str) -> None:
        wire = self._players.end(session)
        if wire is None:
            return
        self._forms.end(wire)
        self._notices.end(wire)
        if wire in self._told:
            self._told.discard(wire)
            self._connection.send({"t": "session_closed", "id": new_id(), "session": wire})

    async def upsert_account(
        self, account: str, name: str, created: Optional[int] = None
    ) -> Message:
        """Accounts that do not play now may be told too; players are told by ``open``."""
        told = {"t": "account", "account": account, "name": name}
        return await self._ask({**told, **_at("created", created)})

    async def upsert_character(
        self, account: str, character: str, name: str, created: Optional[int] = None
    ) -> Message:
        told = {"t": "character", "account": account, "character": character, "name": name}
        return await self._ask({**told, **_at("created", created)})

    async def upsert_faction(self, faction: str, name: str, members: Sequence[str]) -> Message:
        """With all who are members now; with none it is forgotten."""
        return await self._ask(
            {"t": "faction", "faction": faction, "name": name, "members": list(members)}
        )

    async def help(self, session: str, location: Optional[Place] = None) -> Message:
        """The player pressed help. A form follows by ``on_form``."""
        return await self._ask_for(session, {"t": "help_requested", **_placed(location)})

    async def sign_in_link(self, session: str) -> Message:
        """Its ``link`` holds ``address`` and ``expires``: opened once, it signs the player in on the web.

        Show it to nobody else. Raises Refused for accounts with rights of staff.
        """
        return await self._ask_for(session, {"t": "sign_in_link"})

    async def answer_form(
        self,
        form: str,
        *,
        button: int,
        switches: Sequence[int] = (),
        entries: Optional[Dict[int, str]] = None,
        location: Optional[Place] = None,
    ) -> Message:
        """Answers a form that was shown; button 0 closes it. Raises Refused; it may be answered again."""
        taken = self._forms.take(form)
        if taken is None:
            raise Refused("form_unknown", False, "This form was answered, or is not there any more.")
        wire, shown = taken
        try:
            return await self._ask(
                {
                    "t": "form_answered",
                    "session": wire,
                    "form": form,
                    "gump": shown.gump,
                    "serial": shown.serial,
                    "button": button,
                    "switches": list(switches),
                    "entries": entries_on_wire(entries or {}),
                    **_placed(location),
                }
            )
        except (Refused, ValueError):
            self._forms.put_back(wire, shown)
            raise

    async def command(
        self, session: str, do: Message, ticket: Optional[str] = None, as_: Optional[str] = None
    ) -> Message:
        """Asks a ticket to change on behalf of a player, such as ``{"kind": "close"}``."""
        message: Message = {"t": "command", "do": do}
        if ticket is not None:
            message["ticket"] = ticket
        if as_ is not None:
            message["as"] = as_
        return await self._ask_for(session, message)

    async def upload(
        self, session: str, name: str, data: bytes, ticket: Optional[str] = None
    ) -> str:
        """Sends a file of a player, such as a screenshot; without a ticket for a new one.

        The id that it gives goes into ``files`` of the command. Raises Refused, or OSError.
        """
        wire = self._players.wire(session)
        if wire is None:
            raise Refused("session_unknown", False, "There is no such live session on this shard.")
        return await upload(self._url, self._key, wire, name, data, ticket)

    async def _ask(self, message: Message) -> Message:
        return await self._connection.request({**message, "id": new_id()})

    async def _ask_for(self, session: str, message: Message) -> Message:
        wire = self._players.wire(session)
        if wire is None:
            raise Refused("session_unknown", False, "There is no such live session on this shard.")
        return await self._ask({**message, "session": wire})

    # Announcing who plays: all accounts, then all characters, then all sessions, because the later
    # ones refer to the earlier ones and the server writes what comes of one kind together.

    async def _list(self) -> None:
        self._listed = False
        self._told.clear()
        self._announced.clear()
        self._room = asyncio.Semaphore(UNANSWERED_MAX)
        while True:
            # Whoever logs in or changes meanwhile is told in the next round.
            due = [wire for wire, _ in self._players if wire not in self._told]
            if not due:
                break
            self._told.update(due)
            await self._tell(due)
        self._connection.send({"t": "sessions_end"})
        self._listed = True

    async def _tell(self, wires: Sequence[str]) -> None:
        for part in (_account, _character, _session):
            for wire in wires:
                player = self._players.get(wire)
                message = None if player is None else part(wire, player)
                if message is None:
                    continue
                await self._room.acquire()
                self._announced[message["id"]] = wire
                self._connection.send(message)

    def _announcement_answered(self, message: Message) -> bool:
        wire = self._announced.pop(message["id"], None)
        if wire is None:
            return False
        self._room.release()
        player = self._players.get(wire)
        if message["t"] == "refused" and player is not None:
            if message["retry"]:
                self._do(self._again(wire))
            else:
                self._failed(Refused(message["code"], False, message["sentence"]))
        return True

    async def _again(self, wire: str) -> None:
        await asyncio.sleep(AGAIN_S)
        if self._listed:
            await self._tell([wire])

    def _receive(self, message: Message) -> None:
        kind = message["t"]
        if kind in ("done", "refused"):
            self._announcement_answered(message)
            return
        if kind not in ("show_form", "form_gone", "notify"):
            return
        wire = message["session"]
        player = self._players.get(wire)
        if player is None:
            return
        if kind == "show_form":
            form = Form(
                message["form"],
                player.session,
                message["gump"],
                message["serial"],
                message["x"],
                message["y"],
                message["elements"],
            )
            if self._forms.add(wire, form):
                self._call(self._on_form, form)
        elif kind == "form_gone":
            self._forms.take(message["form"])
            entries = {entry["id"]: entry["text"] for entry in message["entries"]}
            if self._on_form_gone is not None:
                self._call(self._on_form_gone, player.session, entries, message["offered"])
        else:
            self._do(self._notify(wire, player, message))

    async def _notify(self, wire: str, player: Player, message: Message) -> None:
        id = message["notice"]
        known = self._notices.begin(wire, id)
        if known == "showing":
            return
        if known == "new":
            notice = Notice(
                id,
                player.session,
                message["kind"],
                message["ticket"],
                message["number"],
                message["from"],
                message["text"],
                message["at"],
            )
            try:
                shown = self._on_notice(notice)
                if inspect.isawaitable(shown):
                    await shown
            except Exception as error:  # noqa: BLE001: whatever the game raises
                # Not shown, so not acknowledged: the server keeps it for the next session.
                self._notices.failed(wire, id)
                self._failed(error)
                return
            self._notices.shown(wire, id)
        self._connection.send({"t": "notice_shown", "session": wire, "notice": id})

    def _call(self, callback: Callable[..., Any], *arguments: Any) -> None:
        """What it raises, also in what it gives to be awaited, must not cost the connection."""
        try:
            awaited = callback(*arguments)
        except Exception as error:  # noqa: BLE001: whatever the game raises
            self._failed(error)
            return
        if inspect.isawaitable(awaited):
            self._do(self._awaited(awaited))

    async def _awaited(self, awaited: Awaitable[Any]) -> None:
        try:
            await awaited
        except Exception as error:  # noqa: BLE001
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        try:
            self._on_error(error)
        except Exception as worse:  # noqa: BLE001
            _print_error(worse)

    def _state(self, state: str) -> None:
        if state == "live":
            self._said = ""
        if self._user_on_state is not None:
            self._call(self._user_on_state, state)

    def _print_waiting(self, sentence: str, final: bool) -> None:
        # Once, however often it is tried.
        if sentence != self._said:
            print(f"Shardbell: {sentence}", file=sys.stderr)
        self._said = sentence

    def _do(self, work: Awaitable[Any]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _print_error(error: Exception) -> None:
    traceback.print_exception(type(error), error, error.__traceback__)


def _placed(location: Optional[Place]) -> Message:
    return {} if location is None else {"location": location.on_wire()}


def _at(field: str, created: Optional[int]) -> Message:
    return {} if created is None else {field: created}


def _is_another_account(before: Player, player: Player) -> bool:
    if before.account != player.account:
        return True
    times = (before.account_created, player.account_created)
    return None not in times and times[0] != times[1]


def _account(wire: str, player: Player) -> Optional[Message]:
    return {
        "t": "account",
        "id": new_id(),
        "account": player.account,
        "name": player.account_name,
        **_at("created", player.account_created),
    }


def _character(wire: str, player: Player) -> Optional[Message]:
    if player.character is None:
        return None
    return {
        "t": "character",
        "id": new_id(),
        "account": player.account,
        "character": player.character,
        "name": player.character_name,
        **_at("created", player.character_created),
    }


def _session(wire: str, player: Player) -> Optional[Message]:
    character: Message = {}
    if player.character is not None:
        born = _at("character_created", player.character_created)
        character = {"character": player.character, **born}
    return {
        "t": "session_opened",
        "id": new_id(),
        "session": wire,
        "account": player.account,
        **_at("account_created", player.account_created),
        **character,
        **_placed(player.location),
    }
