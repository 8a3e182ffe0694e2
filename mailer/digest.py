"""A storm becomes one message: notices of one kind, by one policy, for one recipient, in one batch."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from mailer import machine, rendering, stock_template
from mailer.model import Medium, Recipient, Rendering
from mailer.notice import Kind, Notice
from mailer.page import Block, Copyable, Fact, Listing, Page, Paragraph, Section
from mailer.plain import argument, local_time, one_line
from mailer.wording import MOST_LISTED, contact, greeting, label, place, remarks, summary, tone

FROM = 5  # notices; the configuration's `digest_from`, 0 for never

# A ticket is about one resource; c7n-mailer's own transports take Custodian's messages as they are.
_ALONE = (Medium.TICKET, Medium.STOCK)
_DIGESTED = (Kind.CHANGED, Kind.OBSERVED, Kind.APPROVAL, Kind.FAILED)
# How many of them, in a sentence and in a subject.
_SAID = {
    Kind.CHANGED: "{count} resources were dealt with",
    Kind.OBSERVED: "{count} resources would have been changed; nothing was",
    Kind.APPROVAL: "{count} changes wait for approval; nothing was changed yet",
    Kind.FAILED: "{count} resources could not be put right",
}
_HEADINGS = {
    Kind.CHANGED: "WHAT WAS CHANGED",
    Kind.OBSERVED: "WHAT WOULD BE DONE",
    Kind.APPROVAL: "APPROVAL IS WANTED",
    Kind.FAILED: "WHAT WAS TRIED",
}


class Single(NamedTuple):
    """A notice for a recipient, told by itself."""

    message: dict[str, Any]
    notice: Notice
    recipient: Recipient

    @property
    def members(self) -> tuple[Single, ...]:
        """Itself: what has to be closed once it is told."""
        return (self,)

    def render(self, config: Mapping[str, Any]) -> Rendering:
        """See `rendering.render`."""
        return rendering.render(self.message, self.notice, self.recipient, config)


@dataclass(frozen=True)
class Digest:
    """Several notices for one recipient, told together. Each is told once that is."""

    members: tuple[Single, ...]

    @property
    def recipient(self) -> Recipient:
        """Whom it is for."""
        return self.members[0].recipient

    @property
    def notice(self) -> Notice:
        """The first of its notices: of the same policy and kind as the others."""
        return self.members[0].notice

    @property
    def identity(self) -> str:
        """The same for the same notices, in whatever order."""
        names = sorted(each.notice.notice_id for each in self.members)
        return "digest-" + hashlib.sha256("\0".join(names).encode(errors="replace")).hexdigest()[:32]

    def render(self, config: Mapping[str, Any]) -> Rendering:
        """What the recipient reads. Raises PermanentError if a template is missing."""
        data, step = _data(self), _command(self)
        return rendering.of_page(_page(self), self.notice, self.recipient, config, data, step)


def grouped(
    given: Iterable[tuple[dict[str, Any], Notice, Recipient]], config: Mapping[str, Any]
) -> list[Single | Digest]:
    """In the order of their first notices. `digest_from` (5) or more of a group become a digest.

    Not joined: limits, exemptions that expire, what has a template of the user's own, and what is for FIFO
    topics, tickets or c7n-mailer's own transports.
    """
    least = int(config.get("digest_from", FROM) or 0)
    groups: dict[Any, list[Single]] = {}
    for number, each in enumerate(given):
        single = Single(*each)
        key = (single.recipient, single.notice.policy, single.notice.kind)
        groups.setdefault(key if _may_be_joined(single) else number, []).append(single)
    made: list[Single | Digest] = []
    for members in groups.values():
        made += [Digest(tuple(members))] if least and len(members) >= max(least, 2) else members
    return made


def _may_be_joined(single: Single) -> bool:
    """A FIFO topic drops what it has had already, which a digest with other members would get around."""
    if single.recipient.address.endswith(".fifo") or single.recipient.medium in _ALONE:
        return False
    return single.notice.kind in _DIGESTED and stock_template.is_ours(single.message, single.recipient)


def _page(digest: Digest) -> Page:
    notice, notices = digest.notice, [each.notice for each in digest.members]
    places = list(dict.fromkeys(place(each) for each in notices))
    where = places[0] if len(places) == 1 else f"{len(places)} accounts and regions"
    said = _said(notices)
    name = one_line(notice.account.name) if _account(digest) else "Several accounts"
    return Page(
        subject=f"{name}: {notice.kind.prefix}{said}: {notice.policy}",
        tone=tone(notice),
        label=_label(notices),
        sections=tuple(_sections(digest, said, where)),
        footer=f"Policy {notice.policy}, account {where}",
        greeting=greeting(digest.recipient),
        remarks=tuple(
            dict.fromkeys(remark for each in notices for remark in remarks(each, digest.recipient))
        ),
        facts=(Fact("account", where), Fact("resources", str(len(notices)))),
    )


def _said(notices: list[Notice]) -> str:
    changed = all(each.kind is Kind.CHANGED and each.acted for each in notices)
    said = "{count} resources were changed" if changed else _SAID[notices[0].kind]
    return said.format(count=len(notices))


def _label(notices: list[Notice]) -> str:
    labels = {label(each) for each in notices}
    return f"{labels.pop() if len(labels) == 1 else 'Dealt with'}, {len(notices)} times"


def _account(digest: Digest) -> str:
    """The id of the account of all; "" for several."""
    ids = {each.notice.account.id for each in digest.members}
    return ids.pop() if len(ids) == 1 else ""


def _sections(digest: Digest, said: str, where: str) -> Iterator[Section]:
    notice = digest.notice
    blocks: list[Block] = [
        Paragraph(f"{said[:1].upper()}{said[1:]}, in {where}, by the policy {notice.policy}.")
    ]
    yield Section("WHAT HAPPENED", (*blocks, *_span(digest)))
    yield Section(
        "WHY IT IS A PROBLEM", (Paragraph(notice.why or f"The policy {notice.policy} does not say."),)
    )
    yield Section(_HEADINGS[notice.kind], tuple(_listed(digest)))
    yield Section("WHAT TO DO NOW", tuple(_to_do(digest)))
    yield Section("WHERE THE RECORDS ARE", tuple(_records(digest)))


def _span(digest: Digest) -> Iterator[Block]:
    """When, and by whom."""
    times = sorted(each.notice.event.time for each in digest.members if each.notice.event.time)
    if times:
        zone = digest.recipient.time_zone
        first, last = local_time(times[0], zone), local_time(times[-1], zone)
        yield Paragraph(f"On {first}." if first == last else f"From {first} to {last}.")
    who = list(dict.fromkeys(e.notice.event.principal for e in digest.members if e.notice.event.principal))
    if who:
        more = f" and {len(who) - 3} more" if len(who) > 3 else ""
        yield Paragraph(f"By {', '.join(who[:3])}{more}.")


def _listed(digest: Digest) -> Iterator[Block]:
    items = []
    for each in digest.members[:MOST_LISTED]:
        names = each.notice.resources or ["a resource"]
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        items.append(Fact(f"{names[0]}{more}", _what(each.notice), each.notice.link(names[0])))
    left = len(digest.members) - MOST_LISTED
    yield Listing((*items, Fact("", f"and {left} more")) if left > 0 else tuple(items))


def _what(notice: Notice) -> str:
    """What became of one of them."""
    record = f" (record {notice.raw_entry})" if notice.raw_entry else ""
    if notice.kind is Kind.FAILED:
        said = [each for each in (notice.detail, *(each.error for each in notice.changes)) if each]
    else:
        said = [summary(each) for each in notice.changes]
    parts = [label(notice), *said[:1]]
    return f"{'. '.join(part.rstrip('.') for part in parts)}.{record}"


def _to_do(digest: Digest) -> Iterator[Block]:
    notices = [each.notice for each in digest.members][:MOST_LISTED]
    notice, whom = digest.notice, contact(digest.notice)
    if notice.kind is Kind.APPROVAL:
        yield Paragraph(f"To approve, run, or have {whom} run, what you agree with:")
        yield Copyable(tuple(f"c7n-reflex approve {each.entry}" for each in notices if each.entry))
    elif notice.kind is Kind.FAILED:
        yield Paragraph(
            "The problems may still be there: please look at the resources. The events are parked in the "
            "queue c7n-reflex-failed-events of the account and region. When the cause is mended, "
            f"{whom} can give them to the policy's function again."
        )
    elif undo := list(dict.fromkeys(entry for each in notices for entry in each.undoable)):
        yield Paragraph(f"To get one back, run, or have {whom} run:")
        yield Copyable(tuple(f"c7n-reflex undo {entry}" for entry in undo))
    yield Paragraph(
        "So many at once may be an attack, a change that somebody meant to make, or a mistake in the policy. "
        f"If they are meant to be like that, ask {whom} for exemptions; give the account and the resources."
    )


def _records(digest: Digest) -> Iterator[Block]:
    account = argument(_account(digest))
    yield Paragraph("Everything that was found and done is in the ledger:")
    yield Copyable((_command(digest) + (f" --account {account}" if account else ""),))


def _command(digest: Digest) -> str:
    return f"c7n-reflex history --policy {argument(digest.notice.policy)}"


def _data(digest: Digest) -> dict[str, Any]:
    """One object for all: `notices` has each with the keys of docs/notices.md, but their states."""
    first = digest.notice
    members = [_without_states(machine.of_notice(e.notice, e.message)) for e in digest.members]
    outcomes = {each["outcome"] for each in members}
    return {
        "schema": machine.SCHEMA,
        "version": machine.VERSION,
        "notice_id": digest.identity,
        "kind": "digest",
        "of": str(first.kind),
        "outcome": outcomes.pop() if len(outcomes) == 1 else "mixed",
        "account": _account(digest),
        "policy": first.policy,
        "severity": first.severity,
        "count": len(members),
        "notices": members,
    }


def _without_states(data: dict[str, Any]) -> dict[str, Any]:
    hidden = ("before", "after")
    changes = [
        {key: value for key, value in each.items() if key not in hidden} for each in data.pop("changes")
    ]
    return {**data, "changes": changes}
