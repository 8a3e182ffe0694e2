"""What a case expects, read from its `expect`."""

from __future__ import annotations

import re

from c7n_reflex.authoring.cases.model import UNKNOWN, Denial, Expectation
from c7n_reflex.authoring.cases.part import Part
from c7n_reflex.pipeline.outcome import Outcome, Stage

KEYS = ("outcome", "outcomes", "stage", "matched", "actions", "calls", "changes", "denied", "notices")
DENIAL_KEYS = ("leaf", "reason", "resource")
OUTCOMES = (*(str(each) for each in Outcome), UNKNOWN)
LEAF = re.compile(r"^filters\[\d+\](\.(and|or|not)\[\d+\])*$")


def expectation(part: Part) -> Expectation:
    """The expectation. InputError for what is wrong, or if nothing is expected."""
    part.only(KEYS, "what is expected")
    if not part.data:
        raise part.wrong("nothing is expected", f"give at least one of {', '.join(KEYS)}")
    return Expectation(
        outcome=_outcome(part["outcome"]) if "outcome" in part else None,
        outcomes=_outcomes(part["outcomes"]) if "outcomes" in part else None,
        stage=Stage(part["stage"].one_of(tuple(Stage), "stage")) if "stage" in part else None,
        matched=_texts(part, "matched"),
        actions=_texts(part, "actions"),
        calls=_texts(part, "calls"),
        changes=_changes(part["changes"]) if "changes" in part else None,
        denied=_denied(part["denied"]) if "denied" in part else None,
        notices=_texts(part, "notices"),
    )


def _texts(part: Part, name: str) -> tuple[str, ...] | None:
    return part[name].texts(f"`{name}`") if name in part else None


def _outcome(part: Part) -> Outcome | str:
    name = part.one_of(OUTCOMES, "outcome")
    return name if name == UNKNOWN else Outcome.named(name)


def _outcomes(part: Part) -> dict[str, Outcome]:
    remedy = "write it as {i-0123: acted}"
    known = tuple(Outcome)
    return {
        name: Outcome.named(part[name].one_of(known, "outcome")) for name in part.mapping("outcomes", remedy)
    }


def _changes(part: Part) -> dict[str, str]:
    remedy = 'write it as {sg-1: "Revoked ... 22."}; ... stands for anything'
    return {name: part[name].text("a change", remedy) for name in part.mapping("`changes`", remedy)}


def _denied(part: Part) -> tuple[Denial, ...]:
    if isinstance(part.data, list):
        return tuple(_denial(each) for each in part.items("`denied`"))
    return (_denial(part),)


def _denial(part: Part) -> Denial:
    part.only(DENIAL_KEYS, "`denied`")
    given = {name: part[name].text(name) for name in part.data}
    if not given.get("leaf") and not given.get("reason"):
        raise part.wrong("`denied` says neither leaf nor reason", 'write it as {leaf: "filters[0]"}')
    if "leaf" in given and not LEAF.fullmatch(given["leaf"]):
        raise part["leaf"].wrong(f"{given['leaf']!r} is no leaf", 'write it as "filters[0].or[1]"')
    return Denial(**given)
