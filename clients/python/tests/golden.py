#!/usr/bin/env python3
"""Checks the client against the golden frames: golden.py FRAMES.json"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from shardbell.frames import BINARY, TEXT, BadFrame, decode, encode  # noqa: E402


def main() -> int:
    frames = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    wrong = []
    for golden in frames:
        message = golden["message"]
        name = f"{golden['from']} {message['t']}"
        binary = bytes.fromhex(golden["msgpack"])
        if decode(binary) != message:
            wrong.append(f"{name}: the MessagePack frame was read as something else")
        if decode(golden["json"]) != message:
            wrong.append(f"{name}: the JSON frame was read as something else")
        if golden["from"] == "client":
            # As it was read: a time is a float there, and an int is as good on the wire.
            if encode(decode(binary), BINARY) != binary:
                wrong.append(f"{name}: the MessagePack frame was written in another way")
            if json.loads(encode(message, TEXT)) != json.loads(golden["json"]):
                wrong.append(f"{name}: the JSON frame was written in another way")
    for bad in (b"\xc1", b"\x01", b"\x81\xa1t", "nothing", "[]", "{}", b"\x81\xa1t\x01"):
        try:
            decode(bad)
            wrong.append(f"{bad!r} was taken for a frame")
        except BadFrame:
            pass
    for line in wrong:
        print(line)
    print(f"{len(frames)} frames, {len(wrong)} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
