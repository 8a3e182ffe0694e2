"""What the owners were told: every message that arrived at a person's address, by owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

_PEOPLE = ("email", "email-json", "ses", "sms")  # protocols at whose end somebody reads


@dataclass(frozen=True)
class Told:
    """One message to one address; `received` in epoch seconds, `html` empty where there is none."""

    message_id: str  # that of SNS or SES: the same for all addresses of a topic
    to: str
    protocol: str
    account: str  # of the topic, by name; where the account has none, its id
    subject: str
    text: str
    html: str
    received: float


def of_inbox(inbox: Iterable[dict[str, Any]], names: dict[str, str]) -> list[Told]:
    """The messages to people among those of an organisation's inbox, in order. `names` by account id."""
    return [
        Told(
            message_id=each["message_id"],
            to=each["endpoint"],
            protocol=each["protocol"],
            account=names.get(each["account"], each["account"]),
            subject=_line(each["subject"]),
            text="\n".join(_line(line) for line in each["message"].splitlines()),
            html=each.get("html", ""),
            received=each["received"],
        )
        for each in inbox
        if each["protocol"] in _PEOPLE
    ]


def by_owner(told: Sequence[Told]) -> dict[str, list[Told]]:
    """The messages of each address, addresses in alphabetical order."""
    return {to: [each for each in told if each.to == to] for to in sorted({each.to for each in told})}


def subjects(told: Sequence[Told]) -> list[str]:
    """Each subject once, in order of arrival, with how often it came if that was more than once."""
    counted = Counter(each.subject for each in told)
    return [f"{subject} ({count} times)" if count > 1 else subject for subject, count in counted.items()]


def show(told: Sequence[Told], console: Console, *, full: bool = False) -> None:
    """Who got how many, and their subjects; `full`: every message as it was read."""
    from rich.markup import escape

    console.print(f"[bold]What owners were told[/bold] [dim]({len(told)} messages)[/dim]", highlight=False)
    if full:
        for each in told:
            head = f"{each.account} to {each.to} ({each.protocol})\nSubject: {each.subject}"
            console.print(f"\n[bold]{escape(head)}[/bold]\n", highlight=False, soft_wrap=True)
            console.print(escape(each.text), highlight=False, soft_wrap=True)
        return
    console.print(_table(told))


def _table(told: Sequence[Told]) -> Any:
    from rich import box
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    table.add_column("owner", no_wrap=True)
    table.add_column("notices", justify="right")
    table.add_column("subjects", overflow="fold")
    for owner, messages in by_owner(told).items():
        table.add_row(escape(owner), str(len(messages)), escape("\n".join(subjects(messages))))
    return table


def _line(text: str) -> str:
    """One line with control characters written out, as a terminal obeys them."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)
