"""How a notice is worded: one page for all media, a function for each section."""

from __future__ import annotations

from collections.abc import Iterator

from mailer.change import Change
from mailer.model import Recipient, Via
from mailer.notice import SEVERITIES, Kind, Notice
from mailer.page import Block, Changed, Copyable, Fact, Facts, Listing, Page, Paragraph, Section, Tone
from mailer.plain import local_time, one_line

MOST_LISTED = 50  # resources
_MOST_EXEMPTIONS = 3
_PARKED = "the queue c7n-reflex-failed-events of the account and region"
_BY_HAND = "Put back what the notice shows with -, in the AWS console or by the AWS CLI."

_TONES = {
    Kind.CHANGED: Tone.GOOD,
    Kind.OBSERVED: Tone.NEWS,
    Kind.APPROVAL: Tone.ASK,
    Kind.FAILED: Tone.BAD,
    Kind.LIMIT: Tone.BAD,
    Kind.PLAIN: Tone.NEWS,
}
_LABELS = {
    Kind.OBSERVED: "Nothing was changed",
    Kind.APPROVAL: "Approval wanted",
    Kind.LIMIT: "Limit reached",
    Kind.PLAIN: "For your information",
}
_OUTCOMES = {
    "fixed": "Fixed",
    "acted": "Changed",
    "told": "For your information",
    "not-fixed": "Not fixed",
    "failed": "Failed",
    "changed": "Changed",
    "unreported": "Changed",
    "undone": "Taken back",
}
# Instead of the pipeline's sentence: these also say whether anybody has looked whether it helped.
_VERIFIED = {
    "fixed": "It was put right. We looked again: it is gone.",
    "acted": "The policy's actions were run. We have not looked again whether that has helped.",
    "not-fixed": "The policy's actions were run. We looked again: it is still there.",
}


def page_of(notice: Notice, subject: str, recipient: Recipient | None = None) -> Page:
    """The page for a reader; without one it greets nobody, and times are in UTC."""
    zone = recipient.time_zone if recipient else "UTC"
    sections = [Section(heading, tuple(blocks)) for heading, blocks in _sections(notice, zone) if blocks]
    return Page(
        subject=subject,
        tone=tone(notice),
        label=label(notice),
        sections=tuple(sections),
        footer=f"Policy {notice.policy}, account {place(notice)}",
        greeting=greeting(recipient),
        remarks=tuple(remarks(notice, recipient)),
        facts=tuple(_glance(notice)),
    )


def place(notice: Notice) -> str:
    """Account and region."""
    return f"{one_line(notice.account.name)} ({one_line(notice.account.id)}), {notice.region}"


def label(notice: Notice) -> str:
    """What it is, in a word or two."""
    return _LABELS.get(notice.kind) or _OUTCOMES.get(notice.outcome, "For your information")


def tone(notice: Notice) -> Tone:
    """Its colour."""
    return Tone.NEWS if notice.kind is Kind.CHANGED and not notice.acted else _TONES[notice.kind]


def greeting(recipient: Recipient | None) -> str:
    """Only for people who are known by name."""
    return f"Hello {one_line(recipient.name)}," if recipient and recipient.name else ""


def remarks(notice: Notice, recipient: Recipient | None) -> Iterator[str]:
    """Why it is this reader who is told, where that is not plain."""
    if not notice.account.known:
        yield (
            f"(Account {one_line(notice.account.id)} is not in accounts.yml: please find its owner and pass "
            "this on.)"
        )
    if recipient and recipient.via is Via.FALLBACK and recipient.why:
        yield f"(You are told because nobody else could be: {one_line(recipient.why)})"


def resources_with_links(notice: Notice) -> list[Fact]:
    """Of all resources; how many there are more, where there are too many."""
    names = notice.resources
    shown = [Fact("", each, notice.link(each)) for each in names[:MOST_LISTED]]
    more = len(names) - MOST_LISTED
    return shown if more <= 0 else [*shown, Fact("", f"and {more} more")]


def contact(notice: Notice) -> str:
    """Whom to ask."""
    return notice.contact or "your security team"


def history(notice: Notice) -> list[Block]:
    """Where the record is."""
    if not notice.entry:
        return []
    return [
        Paragraph("Everything that was found and done, with the whole state before, is in the ledger:"),
        Copyable((f"c7n-reflex history {notice.entry}",)),
        Paragraph("(the table c7n-reflex-ledger of core-compliance, kept for 400 days)"),
    ]


def _glance(notice: Notice) -> Iterator[Fact]:
    resources = resources_with_links(notice)
    yield Fact("account", place(notice))
    if len(resources) == 1:
        yield Fact("resource", resources[0].value, resources[0].url)
    elif resources:
        yield Fact("resources", str(len(notice.resources)))
    if notice.severity in SEVERITIES:
        yield Fact("severity", notice.severity)


def _sections(notice: Notice, zone: str) -> Iterator[tuple[str, list[Block]]]:
    if notice.kind is Kind.PLAIN:
        yield "FOR YOUR INFORMATION", [Paragraph(line) for line in notice.detail.split("\n") if line]
        return
    if notice.kind is Kind.LIMIT:
        yield from _limit(notice)
        return
    yield "WHAT HAPPENED", _happened(notice, zone)
    yield "WHY IT IS A PROBLEM", list(_why(notice))
    yield from _body(notice, zone)
    if notice.kind not in (Kind.OBSERVED, Kind.APPROVAL) and (notice.undoable or _is_to_be_undone(notice)):
        yield "IF YOU NEED IT BACK", list(_undo(notice))
    if notice.kind is not Kind.FAILED or notice.undoable:
        yield "IF IT IS MEANT TO BE LIKE THAT", list(_exemption(notice))
    yield "WHERE THE RECORD IS", history(notice)


def _happened(notice: Notice, zone: str) -> list[Block]:
    event = notice.event
    facts = [
        Fact("who", event.principal),
        # What an agent says of itself is telling only where it is not one that is known.
        Fact("program", event.agent if event.agent and not event.tool_known else ""),
    ]
    found = tuple(each for each in facts if each.value)
    return [Paragraph(event.sentence(zone)), *([Facts(found)] if found else [])]


def _why(notice: Notice) -> Iterator[Block]:
    yield Paragraph(notice.why or f"The policy {notice.policy} does not say.")
    facts = []
    if notice.severity in SEVERITIES:
        facts.append(Fact("severity", notice.severity))
    if any(each.title for each in notice.controls):
        facts += [
            Fact("" if number else "controls", f"{control.id} {control.title}".rstrip())
            for number, control in enumerate(notice.controls)
        ]
    elif notice.controls:
        facts.append(Fact("controls", ", ".join(each.id for each in notice.controls)))
    if facts:
        yield Facts(tuple(facts))


def _body(notice: Notice, zone: str) -> Iterator[tuple[str, list[Block]]]:
    match notice.kind:
        case Kind.OBSERVED:
            yield "WHAT WOULD BE DONE", [*_said(notice, "Nothing was changed."), *_plan(notice)]
        case Kind.APPROVAL:
            yield "APPROVAL IS WANTED", [*_said(notice, "Nothing was changed yet."), *_plan(notice)]
            yield "HOW TO APPROVE", list(_approve(notice, zone))
        case Kind.FAILED:
            yield "WHAT WAS TRIED", [*_said(notice), *_done(notice)]
            yield "WHAT TO DO NOW", list(_failed(notice))
        case _:
            heading = "WHAT WAS CHANGED" if notice.acted else "WHAT IT IS ABOUT"
            yield heading, [*_said(notice), *_done(notice)]


def _said(notice: Notice, otherwise: str = "") -> list[Block]:
    """How it ended, whether somebody looked again, and what is particular of this case."""
    first = _VERIFIED.get(notice.outcome) or notice.sentence or otherwise
    return [Paragraph(each) for each in dict.fromkeys([first, notice.detail]) if each]


def _plan(notice: Notice) -> list[Block]:
    if notice.changes:
        return _changes(notice)
    return [Paragraph("These resources are affected:"), Listing(tuple(resources_with_links(notice)))]


def _done(notice: Notice) -> list[Block]:
    if notice.changes:
        return _changes(notice)
    if notice.kind is Kind.FAILED:
        said = "These resources are affected:"
    elif notice.acted:
        said = "The policy's actions were run on these resources:"
    elif notice.outcome == "reported":
        said = "No change is recorded. These resources are affected:"
    else:
        said = "Nothing was changed. These resources are affected:"
    listed = resources_with_links(notice)
    return [Paragraph(said), Listing(tuple(listed))] if listed else []


def _changes(notice: Notice) -> list[Block]:
    shown = [block for change in notice.changes[:MOST_LISTED] for block in _change(change, notice)]
    more = len(notice.changes) - MOST_LISTED
    return [*shown, Paragraph(f"And {more} more changes: the ledger has them.")] if more > 0 else shown


def _change(change: Change, notice: Notice) -> Iterator[Block]:
    yield Paragraph(summary(change))
    kind = f" ({change.resource_type})" if change.resource_type else ""
    facts = [Fact("resource", f"{change.resource}{kind}, {notice.region}", notice.link(change.resource))]
    if change.error or not (change.planned or change.outcome == "changed"):
        facts.append(Fact("outcome", f"{change.outcome}{f' - {change.error}' if change.error else ''}"))
    if change.record not in ("", notice.raw_entry):
        facts.append(Fact("record", change.record))
    yield Facts(tuple(facts))
    if change.difference:
        yield Changed(
            change.difference, "" if change.after_known else "It is now:" if change.planned else "It was:"
        )
    elif change.outcome == "changed" and change.states[0] is not None:
        yield Paragraph("Its recorded state is the same before and after.")


def summary(change: Change) -> str:
    """What was done, in a sentence; a record's is in the past tense also where it failed, or was not done."""
    said = change.summary or f"{change.action} of {change.resource}"
    before = {"failed": "This failed: ", "planned": "This would be done: "}.get(change.outcome, "")
    return f"{before}{said}"


def _approve(notice: Notice, zone: str) -> Iterator[Block]:
    until = local_time(notice.deadline, zone) if notice.deadline else ""
    yield Paragraph(f"Run, or have {contact(notice)} run{f', until {until}' if until else ''}:")
    yield Copyable((f"c7n-reflex approve {notice.entry}",))
    then = " until then" if until else ""
    yield Paragraph(f"If nobody does{then}, or if the resource is changed in the meantime, nothing is done.")


def _failed(notice: Notice) -> Iterator[Block]:
    if notice.attempts:
        times = "once" if notice.attempts == 1 else f"{notice.attempts} times"
        yield Paragraph(f"It was tried {times}, and the event is parked in {_PARKED}.")
    else:
        yield Paragraph(
            "What fails is tried again (three times in all, unless the function is configured otherwise); "
            f"then the event is parked in {_PARKED}."
        )
    yield Paragraph(
        "The problem may still be there: please look at the resource. When the cause of the failure is "
        f"mended, {contact(notice)} can give the event to the policy's function again."
    )


def _is_to_be_undone(notice: Notice) -> bool:
    if notice.kind is Kind.FAILED:
        return False
    return notice.acted or (not notice.given_outcome and bool(notice.undo))


def _undo(notice: Notice) -> Iterator[Block]:
    if notice.undoable:
        yield Paragraph(f"Run, or have {contact(notice)} run:")
        yield Copyable(tuple(f"c7n-reflex undo {entry}" for entry in notice.undoable))
        if notice.undo:
            yield Paragraph(f"Or by hand: {notice.undo}")
    else:
        yield Paragraph(notice.undo or _BY_HAND)
    yield Paragraph("Unless it is exempt by then (see below), it will be undone again.")


def _exemption(notice: Notice) -> Iterator[Block]:
    names = [each for each in notice.resources if each]
    if not (names and notice.policy):
        yield Paragraph(f"Please ask {contact(notice)} for an exemption. Give the account and the resource.")
        return
    yield Paragraph(
        f"Please ask {contact(notice)} for an exemption, with this for exemptions.yml. "
        "The reason is yours to write:"
    )
    yield Copyable(tuple(line for each in names[:_MOST_EXEMPTIONS] for line in notice.exemption(each)))
    if len(names) > _MOST_EXEMPTIONS:
        yield Paragraph(f"And the same for each of the other {len(names) - _MOST_EXEMPTIONS} resources.")


def _limit(notice: Notice) -> Iterator[tuple[str, list[Block]]]:
    said = dict.fromkeys(each for each in (notice.alarm or notice.sentence, notice.detail) if each)
    yield "A LIMIT WAS REACHED", [Paragraph(each) for each in said]
    yield (
        "WHAT THAT MEANS",
        [
            Paragraph(
                "What came after the limit was reached has been left as it is. Each such event is kept in "
                f"{_PARKED}, and can be given to the policy's function again."
            )
        ],
    )
    listed = resources_with_links(notice)
    yield "WHAT WAS LEFT AS IT IS (at most ten are named)", [Listing(tuple(listed))] if listed else []
    yield (
        "WHAT TO DO NOW",
        [
            Paragraph(
                "Find out whether so many changes at once are an attack, a change that somebody meant to "
                f"make, or a mistake in the policy. If you are in doubt, ask {contact(notice)}."
            )
        ],
    )
