"""A Shardbell client for game shards: says who plays, rings for help, shows forms and replies."""

from .connection import Closed, Ended, Refused
from .forms import Form, form_buttons, form_entries, form_words
from .notices import Notice
from .players import Place, Player
from .shard import Shard

__all__ = [
    "Closed",
    "Ended",
    "Form",
    "Notice",
    "Place",
    "Player",
    "Refused",
    "Shard",
    "form_buttons",
    "form_entries",
    "form_words",
]
