"""Files that players send, such as screenshots."""

from __future__ import annotations

import asyncio
import json
import urllib.error
import urllib.request
from typing import Optional
from urllib.parse import urlencode, urlsplit, urlunsplit, urljoin

from .connection import Refused

TRIES_MAX = 6
WAIT_S = 0.5
ATTEMPT_S_MAX = 120.0
ANSWER_BYTES_MAX = 16_384
PASSING = ("session_unknown", "busy", "rate_limited", "storage_unavailable", "shutting_down")
"""After a loss the session is announced again in a moment; the others say "try again"."""


async def upload(
    url: str, key: str, wire: str, name: str, data: bytes, ticket: Optional[str]
) -> str:
    """The id of the file. Again after a loss; raises Refused, or OSError where nobody answers."""
    asked = {"name": name, "session": wire}
    if ticket is not None:
        asked["ticket"] = ticket
    parts = urlsplit(urljoin(url, "files"))
    scheme = parts.scheme.replace("ws", "http")
    address = urlunsplit((scheme, parts.netloc, parts.path, urlencode(asked), ""))
    loop = asyncio.get_running_loop()
    for tries in range(TRIES_MAX):
        if tries > 0:
            await asyncio.sleep(WAIT_S * 2 ** (tries - 1))
        try:
            return await loop.run_in_executor(None, _attempt, address, key, data)
        except Refused as refused:
            if refused.code not in PASSING or tries + 1 == TRIES_MAX:
                raise
        except OSError:
            if tries + 1 == TRIES_MAX:
                raise
    raise AssertionError("unreachable")


def _attempt(address: str, key: str, data: bytes) -> str:
    headers = {"authorization": f"Bearer {key}", "content-type": "application/octet-stream"}
    request = urllib.request.Request(address, data=data, headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=ATTEMPT_S_MAX) as answer:
            return str(json.loads(answer.read(ANSWER_BYTES_MAX))["id"])
    except urllib.error.HTTPError as error:
        try:
            told = json.loads(error.read(ANSWER_BYTES_MAX))
            code, sentence = str(told["code"]), str(told["sentence"])
        except (ValueError, KeyError, TypeError):
            raise OSError(f"The server answered HTTP {error.code}.") from error
        raise Refused(code, bool(told.get("retry")), sentence) from error
