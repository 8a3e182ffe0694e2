"""What a case takes for given: resources, answers, exemptions, the switch, the clock, the account."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from c7n_reflex.authoring.answers import Answer, Answers
from c7n_reflex.authoring.cases.part import Part
from c7n_reflex.authoring.cases.source import day, read
from c7n_reflex.authoring.world import World
from c7n_reflex.pipeline.seams import Position
from c7n_reflex.safeguards.enforcement import Enforcement
from c7n_reflex.safeguards.exemptions import ANY, Exemption

KEYS = ("resources", "answers", "exemptions", "switch", "clock", "account", "region")
EXEMPTION_KEYS = ("resource", "tags", "until", "owner", "reason", "policy", "account", "region", "ticket")
ANSWER_KEYS = ("when", "answer", "error")
_CALL = re.compile(r"[a-z0-9-]+:[A-Z][A-Za-z0-9]+")
_ACCOUNT = re.compile(r"[0-9]{12}")


def world(case: Part) -> tuple[World, tuple[Path, ...]]:
    """(the world, the files that it was read from). InputError for what is wrong."""
    resources, files = _resources(case["resources"]) if "resources" in case else (None, ())
    given = World(
        resources=resources,
        answers=_answers(case["answers"]) if "answers" in case else Answers(),
        exemptions=_exemptions(case["exemptions"]) if "exemptions" in case else (),
        switch=Position(Enforcement(_switch(case))),
        clock=_clock(case["clock"]) if "clock" in case else None,
        account=_account(case["account"]) if "account" in case else "",
        region=case["region"].text("a region") if "region" in case else "",
    )
    return given, files


def _resources(part: Part) -> tuple[tuple[dict[str, Any], ...], tuple[Path, ...]]:
    if isinstance(part.data, dict) and set(part.data) == {"file"}:
        path = part.source.path.parent / part["file"].text("a file")
        if not path.is_file():
            raise part["file"].wrong(
                f"there is no file {part['file'].data!r}", "its path begins in this file's folder"
            )
        source = read(path)
        return _listed(Part(source, (), source.data)), (path,)
    return _listed(part), ()


def _listed(part: Part) -> tuple[dict[str, Any], ...]:
    remedy = "give them as AWS describes them, or {file: x.json}; [] if they are gone"
    return tuple(each.mapping("a resource") for each in part.items("what is given as resources", remedy))


def _answers(part: Part) -> Answers:
    calls = part.mapping("what is given as answers", "write them as ec2:DescribeVpcs: {Vpcs: []}")
    for call in calls:
        if not _CALL.fullmatch(call):
            raise part[call].wrong(f"{call!r} is no call", "write it as ec2:DescribeVpcs")
    return Answers({call: _of_call(part[call]) for call in calls})


def _of_call(part: Part) -> tuple[Answer, ...]:
    if isinstance(part.data, list):
        return tuple(_answer(each) for each in part.items("the answers"))
    if isinstance(part.data, dict) and set(part.data) == {"error"}:
        return (_answer(part),)
    return (Answer(part.mapping("an answer", "a list has {when: ..., answer: ...}, or error: CODE")),)


def _answer(part: Part) -> Answer:
    part.only(ANSWER_KEYS, "an answer")
    if ("answer" in part) == ("error" in part):
        raise part.wrong("an answer has either `answer` or `error`", "give exactly one of them")
    when: Mapping[str, Any] = part["when"].mapping("`when`") if "when" in part else {}
    if "error" in part:
        return Answer(error=part["error"].text("an error's code"), when=when)
    return Answer(part["answer"].mapping("an answer"), when=when)


def _exemptions(part: Part) -> tuple[Exemption, ...]:
    return tuple(_exemption(each) for each in part.items("what is given as exemptions"))


def _exemption(part: Part) -> Exemption:
    """What a case leaves out does not matter to it."""
    part.only(EXEMPTION_KEYS, "an exemption")
    if ("resource" in part) == ("tags" in part):
        raise part.wrong("an exemption has either `resource` or `tags`", "give exactly one of them")
    texts = {key: part[key].text(key) for key in part.data if key not in ("until", "tags")}
    defaults = {"policy": ANY, "account": ANY, "region": ANY, "owner": "the case", "reason": "not said"}
    tags = part["tags"].mapping("tags") if "tags" in part else {}
    for key in tags:
        part["tags"][key].text("a tag's value")
    return Exemption(**{**defaults, **texts}, until=_until(part), tags=tags)


def _until(part: Part) -> date:
    if "until" not in part:
        return date.max
    found = day(part["until"].data)
    if found is None:
        raise part["until"].wrong(f"{str(part['until'].data)!r} is not a day", "write it as 2026-12-31")
    return found


def _switch(case: Part) -> str:
    return (
        case["switch"].one_of(tuple(Enforcement), "position of the switch") if "switch" in case else "enforce"
    )


def _clock(part: Part) -> datetime:
    value = part.data
    if isinstance(value, str):
        with contextlib.suppress(ValueError):
            value = datetime.fromisoformat(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    if not isinstance(value, datetime):
        raise part.wrong(f"{part.data!r} is no time", "write it as 2026-01-31T12:00:00Z")
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _account(part: Part) -> str:
    if not isinstance(part.data, str) or not _ACCOUNT.fullmatch(part.data):
        raise part.wrong(f"{part.data!r} is no account's id", 'write its 12 digits in quotes: "200000000001"')
    return part.data
