"""A connection that comes back, with the requests that survive a loss."""

from __future__ import annotations

import asyncio
import uuid
from http import HTTPStatus
from typing import Awaitable, Callable, Dict, Optional, Tuple

import websockets

from .backoff import backoff_s
from .frames import BINARY, FRAME_OUT_BYTES_MAX, BadFrame, Message, decode, encode

PROTOCOL_VERSION = 1
ATTEMPT_S_MAX = 10.0
"""From the start of an attempt to the welcome."""
SILENCE_S_MAX = 18.0
"""A server that says nothing for so long, not even pong, is gone."""
PENDING_MAX = 2_000
"""Requests that wait for their answers, over all losses."""
TERMINAL_CODES = range(4500, 5000)
"""Close codes that mean: do not come back before something was changed."""


class Refused(Exception):
    """The server did not do it, and nothing changed."""

    def __init__(self, code: str, retry: bool, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.retry = retry
        self.sentence = sentence


class Ended(Exception):
    """The client was closed before the answer came."""


class Closed(Exception):
    """The server closed the connection for good."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence


PASSING_STATUSES = (408, 425, 429)
"""HTTP answers of the 400s that pass by themselves."""


class _Lost(Exception):
    def __init__(self, code: int, sentence: str, status: Optional[int] = None) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status

    @property
    def final(self) -> bool:
        """Whether nothing comes of waiting: the address has to be changed."""
        status = self.status or 0
        return 300 <= status < 500 and status not in PASSING_STATUSES


def _refused_upgrade(error: Exception) -> Optional[_Lost]:
    """The server answered with HTTP in place of a WebSocket."""
    # `InvalidStatusCode` of websockets up to 12, `InvalidStatus` of those after.
    response = getattr(error, "response", None)
    status = getattr(response, "status_code", None) or getattr(error, "status_code", None)
    if not isinstance(status, int):
        return None
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "unknown"
    return _Lost(1006, f"The server answered HTTP {status} ({phrase}).", status)


def new_id() -> str:
    return uuid.uuid4().hex


class Connection:
    """Sends in order, answers pings, and comes back with growing pauses.

    ``greet`` runs after each welcome, before requests go out; ``receive`` gets every message that
    answers no request.
    """

    def __init__(
        self,
        url: str,
        auth: Message,
        *,
        greet: Callable[[], Awaitable[None]],
        receive: Callable[[Message], None],
        on_state: Callable[[str], None],
        on_waiting: Callable[[str, bool], None],
        subprotocol: str = BINARY,
    ) -> None:
        self._url = url
        self._auth = auth
        self._greet = greet
        self._receive = receive
        self._on_state = on_state
        self._on_waiting = on_waiting
        self._subprotocol = subprotocol
        self._pending: Dict[str, Tuple[Message, asyncio.Future[Message]]] = {}
        self._out: Optional[asyncio.Queue[Message]] = None
        self._greeted = False

    async def run(self) -> None:
        """Until it is cancelled, or the server closes for good, which raises Closed."""
        attempt = 1
        try:
            while True:
                self._on_state("connecting")
                lasted, lost = await self._once()
                self._on_state("waiting")
                if lost.code in TERMINAL_CODES:
                    raise Closed(lost.code, lost.sentence)
                self._on_waiting(lost.sentence, lost.final)
                attempt = 2 if lasted else attempt + 1
                await asyncio.sleep(backoff_s(attempt))
        finally:
            self._on_state("ended")
            for _, answer in self._pending.values():
                if not answer.done():
                    answer.set_exception(Ended())
                    # Whoever asked may be gone; that is no news for the log.
                    answer.exception()
            self._pending.clear()

    def send(self, message: Message) -> None:
        """Dropped while there is no connection: what must arrive is a request, or told by greet."""
        if self._out is not None:
            self._out.put_nowait(message)

    async def request(self, message: Message) -> Message:
        """The answer ``done``. Sent again with the same id after every loss until it is answered.

        Raises Refused, Ended, or BadFrame for what does not fit a frame.
        """
        encode(message, self._subprotocol)
        if len(self._pending) >= PENDING_MAX:
            raise Refused("busy", True, "Too many requests wait for the server already.")
        answer: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._pending[message["id"]] = (message, answer)
        if self._greeted:
            self.send(message)
        try:
            return await answer
        finally:
            self._pending.pop(message["id"], None)

    async def _once(self) -> Tuple[bool, _Lost]:
        """One socket, to its end: whether there was a welcome, and how it was lost."""
        welcomed = False
        tasks: list[asyncio.Task[None]] = []
        try:
            async with websockets.connect(
                self._url,
                subprotocols=[self._subprotocol],  # type: ignore[list-item]
                max_size=FRAME_OUT_BYTES_MAX,
                # The protocol has a heartbeat of its own.
                ping_interval=None,
                compression=None,
                open_timeout=ATTEMPT_S_MAX,
                close_timeout=2,
            ) as socket:
                await socket.send(
                    encode(
                        {
                            "t": "hello",
                            "v": PROTOCOL_VERSION,
                            "auth": self._auth,
                            "client": "shardbell-python 1.0",
                        },
                        self._subprotocol,
                    )
                )
                farewell: Optional[_Lost] = None
                wait_s = ATTEMPT_S_MAX
                while True:
                    try:
                        frame = await asyncio.wait_for(socket.recv(), wait_s)
                    except asyncio.TimeoutError:
                        return welcomed, _Lost(1006, "the server fell silent")
                    except websockets.ConnectionClosed:
                        code = socket.close_code or 1006
                        return welcomed, farewell or _Lost(code, "the connection was closed")
                    message = decode(frame)
                    kind = message["t"]
                    if kind == "bye":
                        farewell = _Lost(message["code"], message["sentence"])
                    elif kind == "welcome" and not welcomed:
                        welcomed = True
                        wait_s = SILENCE_S_MAX
                        self._out = asyncio.Queue()
                        tasks = [
                            asyncio.create_task(self._write(socket, self._out)),
                            asyncio.create_task(self._beat(message["heartbeat_ms"] / 1000)),
                            asyncio.create_task(self._begin()),
                        ]
                    elif not self._answered(message) and kind != "pong":
                        self._receive(message)
        except (OSError, asyncio.TimeoutError, websockets.WebSocketException) as error:
            return welcomed, _refused_upgrade(error) or _Lost(1006, str(error) or "no answer in time")
        except BadFrame as error:
            return welcomed, _Lost(1006, str(error))
        finally:
            self._out = None
            self._greeted = False
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _begin(self) -> None:
        await self._greet()
        self._greeted = True
        self._on_state("live")
        for message, _ in list(self._pending.values()):
            self.send(message)

    async def _write(
        self, socket: websockets.WebSocketClientProtocol, out: asyncio.Queue[Message]
    ) -> None:
        while True:
            message = await out.get()
            await socket.send(encode(message, self._subprotocol))

    async def _beat(self, heartbeat_s: float) -> None:
        while True:
            await asyncio.sleep(heartbeat_s)
            self.send({"t": "ping"})

    def _answered(self, message: Message) -> bool:
        if message["t"] not in ("done", "refused"):
            return False
        _, answer = self._pending.get(message["id"], (None, None))
        if answer is None or answer.done():
            return False
        if message["t"] == "done":
            answer.set_result(message)
        else:
            answer.set_exception(
                Refused(message["code"], message["retry"], message["sentence"])
            )
        return True
