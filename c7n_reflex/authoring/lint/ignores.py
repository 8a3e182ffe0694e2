"""Comments that silence a problem: `# reflex: ignore E101 -- reason`.

On the problem's line or on lines of their own just above it; where a policy begins, for the whole policy.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from c7n_reflex.authoring.lint import registry
from c7n_reflex.authoring.lint.located import Edit, Located
from c7n_reflex.authoring.lint.marks import Marks, Span
from c7n_reflex.errors import InputError

COMMENT, USELESS = "E007", "I008"
_COMMENT = re.compile(r"#[ \t]*reflex:[ \t]*ignore\b(?P<names>[^\r\n]*)")
_ALONE = re.compile(r"[ \t]*#")


@dataclass(frozen=True)
class Ignore:
    """One comment. `line` is that of the problems that it silences; `policy` is the one that begins there."""

    line: int
    policy: int | None
    lints: frozenset[str]  # ids
    useless: Located  # what is told if it silences nothing

    def silences(self, problem: Located) -> bool:
        """True if the problem is of its lints and at its place."""
        if problem.lint_id not in self.lints:
            return False
        return problem.span.line == self.line or (self.policy is not None and problem.index == self.policy)


def ignores(path: Path, text: str, marks: Marks) -> tuple[list[Ignore], list[Located]]:
    """The comments that count, and what is wrong with the others."""
    begins = {marks.keys[key].line: int(key[1]) for key in marks.keys if _is_policy(key)}
    lines = text.splitlines()
    good, bad = [], []
    for match in _comments(text, marks):
        where = _located(path, text, match, COMMENT)
        names, dashes, reason = (part.strip() for part in match["names"].partition("--"))
        try:
            lints = frozenset(
                lint.id for name in re.split(r"[,\s]+", names) for lint in registry.matching(name)
            )
        except InputError as error:
            bad.append(_told(where, error.message, error.remedy))
            continue
        if not dashes or not reason:
            remedy = "write why: # reflex: ignore E101 -- reason; without a reason it silences nothing"
            bad.append(_told(where, "the comment has no reason", remedy))
            continue
        line = _line_meant(lines, where.span.line)
        useless = _told(
            _located(path, text, match, USELESS), f"nothing here is ignored: {names}", "remove it"
        )
        good.append(Ignore(line, begins.get(line), lints, useless))
    return good, bad


def _is_policy(key: tuple[str | int, ...]) -> bool:
    return len(key) == 2 and key[0] == "policies"


def _comments(text: str, marks: Marks) -> Iterator[re.Match[str]]:
    for match in _COMMENT.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if before in ("", " ", "\t", "\n") and not marks.inside_scalar(match.start()):
            yield match


def _line_meant(lines: list[str], line: int) -> int:
    """Its own; of a comment that is alone on its line, that of what follows the comments."""
    while line <= len(lines) and _ALONE.match(lines[line - 1]):
        line += 1
    return line


def _located(path: Path, text: str, match: re.Match[str], lint_id: str) -> Located:
    line = text.count("\n", 0, match.start()) + 1
    column = match.start() - text.rfind("\n", 0, match.start())
    lint = registry.by_id(lint_id)
    edit = _removal(text, match) if lint_id == USELESS else None
    span = Span(line, column, line, column + len(match[0]), *match.span())
    return Located(path, span, lint.id, lint.name, lint.severity, "", edit=edit)


def _told(where: Located, message: str, remedy: str) -> Located:
    return replace(where, message=message, remedy=remedy)


def _removal(text: str, match: re.Match[str]) -> Edit:
    """Of the comment with the blanks before it, and of its line if nothing else is on it."""
    line_start = text.rfind("\n", 0, match.start()) + 1
    start, end = match.span()
    start = line_start + len(text[line_start:start].rstrip(" \t"))
    if start == line_start:
        end = text.find("\n", end) + 1 or len(text)
    return Edit(start, end, text[start:end], "")
