"""Notices as ticket systems may show them: cut to what they take, with their markup defused."""

from __future__ import annotations

import hashlib
import json
import re

from mailer.plain import one_line

_CUT = "\n... (cut: the ticket system takes no more; the ledger has all of it)"
_NOFORMAT = re.compile(r"\{(?=\s*noformat)", re.IGNORECASE)
_CODE = re.compile(r"\[(?=/?code\])", re.IGNORECASE)


def digest(*parts: str) -> str:
    """20 hexadecimal digits; different for ("ab", "c") and ("a", "bc")."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]


def marker(identity: str) -> str:
    """The line by which a notice is found in a ticket again; "" where the notice has no identity."""
    return f"c7n-reflex notice {digest(identity)}" if identity else ""


def title(subject: str, longest: int) -> str:
    """One line of at most so many characters."""
    line = one_line(subject) or "c7n-reflex"
    return line if len(line) <= longest else f"{line[: longest - 3].rstrip()}..."


def wiki(text: str, mark: str, longest: int = 32_000) -> str:
    """For Jira's interface of version 2: a block in which nothing is markup, a link or a mention.

    Jira takes 32,767 characters. Only the end of the block ends it, so that is what is written apart.
    """
    body = _cut(_NOFORMAT.sub("{ ", text), longest - len(mark) - 30)
    return "\n".join(filter(None, ("{noformat}", body, "{noformat}", mark)))


def journal(text: str, mark: str, longest: int = 4000) -> str:
    """For ServiceNow's description and work notes: plain, except that `[code]` would show HTML.

    4000 characters is the length of both in a stock instance.
    """
    body = _cut(_CODE.sub("[ ", text), longest - len(mark) - 2)
    return "\n\n".join(filter(None, (body, mark)))


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - len(_CUT)] + _CUT
