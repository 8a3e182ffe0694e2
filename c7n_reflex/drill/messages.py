"""Expectations on messages: notices to an owner, alarms to core-compliance, events that were parked."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from c7n_reflex.drill import variables
from c7n_reflex.drill.cast import Performance
from c7n_reflex.drill.evidence import Evidence, text_of
from c7n_reflex.drill.model import NoticeCheck
from c7n_reflex.drill.outcome import Check, CheckKind

Mentioning = Callable[[str], Sequence[str]]  # the messages that mention a text


def checks(gathered: Evidence, performance: Performance) -> list[Check]:
    """One for each `expect.notices`, `expect.alarms` and `expect.parked`; and that nothing else is parked."""
    expect = performance.scenario.expect
    parked = [each.text for each in gathered.parked_of(performance)]

    def sent_in(account: str) -> Mentioning:
        return lambda text: [text_of(each) for each in gathered.mentioning(account, text)]

    kinds: list[tuple[CheckKind, str, Sequence[NoticeCheck], Mentioning]] = [
        ("notices", "notice(s) to the owner", expect.notices, sent_in(performance.account.id)),
        ("alarms", "alarm(s) to core-compliance", expect.alarms, sent_in(gathered.core)),
        ("parked", "parked event(s)", expect.parked, lambda text: [one for one in parked if text in one]),
    ]
    found = [counted(k, what, each, performance, of) for k, what, all_, of in kinds for each in all_]
    if parked and not expect.parked:
        found.append(Check("parked", "no event is parked", False, "\n".join(parked)))
    return found


def counted(
    kind: CheckKind, what: str, expected: NoticeCheck, performance: Performance, mentioning: Mentioning
) -> Check:
    """Whether as many messages mention the text as are expected, and contain what they have to."""
    try:
        mention, contain = variables.fill([expected.mention, expected.contain], performance.variables)
    except KeyError as error:
        return Check(kind, f"{what} that mention {expected.mention}", False, f"{error} was never saved")
    found = mentioning(str(mention))
    text = f"{expected.count} {what} mention {mention}"
    if len(found) != expected.count:
        return Check(kind, text, False, "\n".join([f"{len(found)} do", *found]))
    for wanted in contain:
        if not all(str(wanted) in message for message in found):
            return Check(kind, f"{text} and contain {wanted!r}", False, "\n".join(found))
    return Check(kind, text, True, f"{len(found)} do")
