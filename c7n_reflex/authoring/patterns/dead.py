"""Patterns that no event of AWS's can match, and patterns that match calls which failed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from c7n_reflex.authoring.patterns import facts, wording
from c7n_reflex.authoring.patterns.selection import Selection, selections

Check = Callable[[Selection], Iterator[str]]


def dead(pattern: Mapping[str, Any]) -> str:
    """Why no event that AWS sends can match; empty if one may. Says nothing that is not certain.

    Patterns for the events of others (a `source` that is not AWS's own) may match whatever these send.
    Raises InvalidPatternError for a pattern that EventBridge would refuse.
    """
    first = ""
    for selection in selections(pattern):
        reason = next((said for check in _CHECKS for said in check(selection)), "")
        if not reason or selection.is_of_others():
            return ""
        first = first or reason
    return first


def also_failed_calls(pattern: Mapping[str, Any]) -> bool:
    """True if the pattern selects CloudTrail's calls, and does not care whether they succeeded.

    False, too, for patterns that want failed calls only, and where `responseElements` must have something:
    those of a failed call are null. Raises InvalidPatternError for a pattern that EventBridge would refuse.
    """
    return any(map(_ignores_errors, selections(pattern)))


def _ignores_errors(selection: Selection) -> bool:
    if not selection.may_be("detail-type", facts.CALL) or not selection.is_about_calls():
        return False
    answers = [path for path in selection.fields if path.startswith("detail.responseElements.")]
    if any(not selection.may_be_absent(path) for path in answers):
        return False
    error = selection.fields.get("detail.errorCode")
    return error is None or (error.absent and len(selection.written["detail.errorCode"]) > 1)


def _missing(selection: Selection) -> Iterator[str]:
    for path in facts.ALWAYS_THERE:
        if selection.written.get(path) and all(each == {"exists": False} for each in selection.written[path]):
            yield f"{path}: every event has it, and the pattern wants events without"


def _misspelled(selection: Selection) -> Iterator[str]:
    names = [*facts.CLOUDTRAIL, *facts.SENDERS]
    wanted = sorted(selection.plain_texts("detail-type"))
    known = {_letters(name): name for name in names}
    meant = [known.get(_letters(each)) for each in wanted]
    if meant and all(meant) and not {*names, *facts.ALSO_SPELLED} & set(wanted):
        right = wording.quoted(meant[0])
        yield f"detail-type: no event has {selection.said('detail-type')}; AWS writes {right}"


def _letters(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _sender(selection: Selection) -> Iterator[str]:
    """A `source` that does not send what `detail-type` names."""
    types = selection.plain_texts("detail-type")
    senders = sorted({facts.SENDERS[each] for each in types if each in facts.SENDERS})
    known = bool(types) and types <= facts.SENDERS.keys()
    if known and not any(selection.may_be("source", sender) for sender in senders):
        yield (
            f"source: {selection.said('detail-type')} comes from {' or '.join(senders)}, "
            f"and the pattern wants {selection.said('source')}"
        )


def _sign_in(selection: Selection) -> Iterator[str]:
    types, names = selection.plain_texts("detail-type"), selection.plain_texts("detail.eventName")
    if types == {facts.CALL} and names and names <= set(facts.SIGN_IN_NAMES):
        yield (
            f"detail-type: {selection.said('detail.eventName')} is no API call, "
            f"its detail-type is {wording.quoted(facts.SIGN_IN)}"
        )
    if types == {facts.SIGN_IN} and not selection.may_be("detail.eventSource", facts.SIGN_IN_SOURCE):
        yield (
            f"detail.eventSource: {wording.quoted(facts.SIGN_IN)} is sent for {facts.SIGN_IN_SOURCE} alone, "
            f"and the pattern wants {selection.said('detail.eventSource')}"
        )


def _event_source(selection: Selection) -> Iterator[str]:
    """CloudTrail's two names for a service: aws.ec2 outside, ec2.amazonaws.com inside."""
    if not selection.is_about_calls():
        return
    inside = selection.plain_texts("detail.eventSource")
    bare = sorted(each for each in inside if each.removeprefix("aws.") in facts.SERVICES)
    if bare and len(bare) == len(inside):
        right = f"{bare[0].removeprefix('aws.')}.amazonaws.com"
        yield f"detail.eventSource: CloudTrail writes {right}, and the pattern wants {bare[0]}"
    services = {each.removesuffix(".amazonaws.com") for each in inside}
    outside = {each.removeprefix("aws.") for each in selection.plain_texts("source")}
    known = services <= facts.SERVICES and outside <= facts.SERVICES
    if inside and outside and known and not bare and not services & outside:
        yield (
            f"source: calls of {selection.said('detail.eventSource')} come from "
            f"{' or '.join(f'aws.{each}' for each in sorted(services))}, "
            f"and the pattern wants {selection.said('source')}"
        )


def _words(selection: Selection) -> Iterator[str]:
    for words in facts.WORDS:
        path = words.path
        if not selection.is_of_type(words.detail_type) or selection.may_be_absent(path):
            continue
        if not any(selection.may_be(path, each) for each in words.values):
            usual = wording.wanted(words.values)
            yield f"{path}: it is {usual}, and the pattern wants {selection.said(path)}"


def _forms(selection: Selection) -> Iterator[str]:
    for form in facts.FORMS:
        path = form.path
        if selection.is_of_type(form.detail_type) and selection.never_of_form(path, form.whole, form.piece):
            yield f"{path}: it is {form.what}, and the pattern wants {selection.said(path)}"


def _severity(selection: Selection) -> Iterator[str]:
    path = facts.SEVERITY
    if selection.is_of_type("GuardDuty Finding") and selection.never_up_to(path, facts.HIGHEST_SEVERITY):
        yield (
            f"{path}: GuardDuty's is a number from 0 to {facts.HIGHEST_SEVERITY}, "
            f"and the pattern wants {selection.said(path)}"
        )


_CHECKS: tuple[Check, ...] = (
    _missing,
    _misspelled,
    _sender,
    _sign_in,
    _event_source,
    _words,
    _forms,
    _severity,
)
