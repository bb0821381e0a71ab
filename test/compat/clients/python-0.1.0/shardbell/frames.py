"""Frames of both subprotocols: one map each, as MessagePack bytes or as JSON text."""

from __future__ import annotations

import json
from typing import Any, Dict, Union

import msgpack

BINARY = "shardbell.v1"
TEXT = "shardbell.v1.json"
SUBPROTOCOLS = (BINARY, TEXT)

FRAME_IN_BYTES_MAX = 64 * 1024
"""What the server takes in one frame."""
FRAME_OUT_BYTES_MAX = 256 * 1024
"""What the server sends in one frame."""

Message = Dict[str, Any]
Frame = Union[bytes, str]


class BadFrame(ValueError):
    """The frame is not one plain map, or is larger than the protocol allows."""


def encode(message: Message, subprotocol: str) -> Frame:
    """A frame for the server. Raises BadFrame when the server would not take it."""
    frame: Frame
    if subprotocol == BINARY:
        frame = msgpack.packb(message, use_bin_type=True)
        size = len(frame)
    else:
        frame = json.dumps(message, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        size = len(frame.encode("utf-8"))
    if size > FRAME_IN_BYTES_MAX:
        raise BadFrame(f"the frame has {size} bytes, and {FRAME_IN_BYTES_MAX} are the most")
    return frame


def decode(frame: Frame) -> Message:
    """The map in a frame of either subprotocol. Raises BadFrame."""
    try:
        if isinstance(frame, str):
            message = json.loads(frame)
        else:
            message = msgpack.unpackb(frame, raw=False, strict_map_key=True)
    except (ValueError, msgpack.exceptions.UnpackException) as error:
        raise BadFrame(str(error)) from error
    if not isinstance(message, dict) or not isinstance(message.get("t"), str):
        raise BadFrame("the frame is not a map with a name")
    return message
