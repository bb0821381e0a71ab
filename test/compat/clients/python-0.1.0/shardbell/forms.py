"""Forms that the server's scripts show to players."""

from __future__ import annotations

import re
from collections import OrderedDict
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

from .frames import Message

FORMS_KEPT_MAX = 4_096
"""Forms remembered until they are answered; the oldest go first."""

_LINES = ("text", "label_cropped")
_MARKUP = re.compile("<[^>]*>")
_ENTRIES = ("text_entry", "text_entry_limited")


@dataclass(frozen=True)
class Form:
    """A form to show in a session. Its elements are as docs/protocol.md lists them."""

    form: str
    session: str
    gump: int
    serial: int
    x: int
    y: int
    elements: List[Message]


def form_words(form: Form) -> List[str]:
    """Everything that stands there to be read and labels no button, in order."""
    return _read(form)[0]


def form_buttons(form: Form) -> List[Tuple[int, str]]:
    """The buttons that answer the form, each with its label: the text that follows it."""
    return _read(form)[1]


def _read(form: Form) -> Tuple[List[str], List[Tuple[int, str]]]:
    words: List[str] = []
    buttons: List[Tuple[int, str]] = []
    unlabelled: Optional[int] = None
    for part in form.elements:
        if part["type"] == "button":
            if unlabelled is not None:
                buttons.append((unlabelled, ""))
            unlabelled = part["button_id"]
        elif part["type"] in _LINES and unlabelled is not None:
            buttons.append((unlabelled, part["text"]))
            unlabelled = None
        elif part["type"] in _LINES:
            words.append(part["text"])
        elif part["type"] == "html":
            words.append(_MARKUP.sub("", part["text"]))
    if unlabelled is not None:
        buttons.append((unlabelled, ""))
    return words, buttons


def form_entries(form: Form) -> List[Tuple[int, str]]:
    """The lines to type in: number, and what stands there at first."""
    return [
        (part["entry_id"], part["text"]) for part in form.elements if part["type"] in _ENTRIES
    ]


class OpenForms:
    """Shown and not answered yet, by id, each with the session's name on the wire."""

    def __init__(self) -> None:
        self._forms: OrderedDict[str, Tuple[str, Form]] = OrderedDict()
        self._answered: OrderedDict[str, None] = OrderedDict()

    def add(self, wire: str, form: Form) -> bool:
        """False when it was shown before."""
        if form.form in self._forms or form.form in self._answered:
            return False
        self._forms[form.form] = (wire, form)
        if len(self._forms) > FORMS_KEPT_MAX:
            self._forms.popitem(last=False)
        return True

    def take(self, form: str) -> Optional[Tuple[str, Form]]:
        taken = self._forms.pop(form, None)
        if taken is not None:
            self._answered[form] = None
            if len(self._answered) > FORMS_KEPT_MAX:
                self._answered.popitem(last=False)
        return taken

    def put_back(self, wire: str, form: Form) -> None:
        """Its answer was not taken: it may be answered again."""
        self._answered.pop(form.form, None)
        self._forms[form.form] = (wire, form)

    def end(self, wire: str) -> None:
        gone = [id for id, (of, _) in self._forms.items() if of == wire]
        for id in gone:
            del self._forms[id]


def entries_on_wire(entries: Dict[int, str]) -> List[Message]:
    return [{"id": id, "text": text} for id, text in entries.items()]
