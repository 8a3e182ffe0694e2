"""Runs the lints over policy files, and places what they find."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from c7n_reflex.authoring.lint import registry, schema
from c7n_reflex.authoring.lint.base import Fleet, Lint, LintedPolicy, Problem
from c7n_reflex.authoring.lint.fixes import edit_for, misspelling
from c7n_reflex.authoring.lint.ignores import ignores
from c7n_reflex.authoring.lint.located import Located, Report
from c7n_reflex.authoring.lint.marks import Key, Marks, Span, marks
from c7n_reflex.authoring.lint.schema import Refusal
from c7n_reflex.errors import InputError, ReflexError
from c7n_reflex.policyfiles import PolicyFile, expand, sources

if TYPE_CHECKING:
    from c7n_reflex.accounts import Directory


@dataclass(frozen=True, eq=False)
class _Text:
    """A file that is YAML, and what is wrong in it."""

    file: PolicyFile
    text: str  # with the line ends that it has
    marks: Marks
    refusals: tuple[Refusal, ...]
    found: list[Located] = field(default_factory=list)

    def accepted(self) -> Iterator[LintedPolicy]:
        refused = {refusal.index for refusal in self.refusals}
        for index, data in enumerate(self.file.policies):
            if index not in refused:
                yield LintedPolicy(self.file, index, data)

    def refused(self) -> Iterator[LintedPolicy]:
        """Those that only their validation refuses."""
        for refusal in self.refusals:
            if refusal.lint_id == schema.INVALID and refusal.index is not None:
                yield LintedPolicy(self.file, refusal.index, self.file.policies[refusal.index])

    def place(self, lint: Lint, key: Key, message: str, remedy: str, *, on_key: bool = False) -> Located:
        span = self.marks.span(key, on_key=on_key)
        index = key[1] if len(key) > 1 and isinstance(key[1], int) else None
        return Located(
            self.file.path,
            span,
            lint.id,
            lint.name,
            lint.severity,
            message,
            remedy,
            _name(self.file, index),
            index,
        )


def lint(
    paths: Iterable[Path | str],
    lints: Sequence[Lint] | None = None,
    root: Path = Path(),
    directory: Directory | None = None,
) -> Report:
    """Everything that is wrong below the paths, by file and line.

    `root` is the project's folder, `directory` its accounts.yml. InputError for a path that is not there;
    a file that is not YAML is one problem of that file. ReflexError if a lint fails.
    """
    import c7n_reflex.plugin  # noqa: F401  # our modes and actions

    chosen = registry.all_lints() if lints is None else tuple(lints)
    files = expand(paths)
    texts, problems = _read_all(files)
    fleet = Fleet(tuple(policy for text in texts for policy in text.accepted()), root, directory)
    _run(chosen, fleet, {text.file.path: text for text in texts})
    for text in texts:
        _explain_refusals(text, chosen, fleet)
    _names_used_twice(texts)
    for text in texts:
        problems += _not_ignored(text, chosen)
    ids = {lint.id for lint in chosen}
    told = sorted((each for each in problems if each.lint_id in ids), key=_order)
    return Report(tuple(told), len(files), sum(len(text.file.policies) for text in texts))


def _order(problem: Located) -> tuple[str, int, int, str]:
    return str(problem.file), problem.span.line, problem.span.column, problem.lint_id[1:]


def _name(file: PolicyFile, index: int | None) -> str:
    policy = file.policies[index] if index is not None and index < len(file.policies) else None
    return str(policy.get("name", "")) if isinstance(policy, dict) else ""


def _read_all(files: Iterable[Path]) -> tuple[list[_Text], list[Located]]:
    texts, problems = [], []
    for path in files:
        try:
            file = sources.read(path)
        except InputError as error:
            problems.append(_unreadable(path, error))
            continue
        with path.open(encoding="utf-8", newline="") as stream:
            text = stream.read()
        texts.append(_Text(file, text, marks(text), tuple(schema.refusals(file))))
    return texts, problems


def _unreadable(path: Path, error: InputError) -> Located:
    lint = registry.by_id(schema.UNREADABLE)
    line = (error.place.line if error.place else None) or 1
    span = Span(line, 1, line, 1, 0, 0)
    return Located(path, span, lint.id, lint.name, lint.severity, error.message, error.remedy)


def _run(lints: Sequence[Lint], fleet: Fleet, texts: dict[Path, _Text]) -> None:
    for lint in lints:
        for policy in fleet.policies:
            texts[policy.file.path].found.extend(_checked(lint, policy, fleet, texts[policy.file.path]))
        for problem in _guarded(lint, lint.check_fleet(fleet), "the fleet"):
            if problem.policy is None:
                raise ReflexError(f"lint {lint.name} does not say which policy it means: {problem.message}")
            text = texts[problem.policy.file.path]
            text.found.append(_located(lint, problem.policy, problem, text))


def _checked(lint: Lint, policy: LintedPolicy, fleet: Fleet, text: _Text) -> Iterator[Located]:
    for problem in _guarded(lint, lint.check(policy, fleet), f"policy {policy.name}"):
        yield _located(lint, policy, problem, text)


def _guarded(lint: Lint, problems: Iterator[Problem], what: str) -> Iterator[Problem]:
    try:
        yield from problems
    except Exception as error:  # whatever it is, the author must know which lint and which policy
        message = f"lint {lint.id} {lint.name} failed on {what}: {error!r}"
        raise ReflexError(message, remedy=f"leave it out for now: --ignore {lint.id}") from error


def _located(lint: Lint, policy: LintedPolicy, problem: Problem, text: _Text) -> Located:
    key = policy.key(*problem.key)
    placed = text.place(lint, key, problem.message, problem.remedy, on_key=problem.on_key)
    edit = edit_for(problem.fix, policy.key(), text.marks, text.text) if problem.fix else None
    return replace(placed, edit=edit)


def _explain_refusals(text: _Text, lints: Sequence[Lint], fleet: Fleet) -> None:
    """What Custodian refuses; where one of our lints can say it better, in its words."""
    explained = set()
    for policy in text.refused():
        better = [
            found for lint in lints if lint.explains_refusal for found in _checked(lint, policy, fleet, text)
        ]
        text.found.extend(better)
        explained |= {found.index for found in better}
    for refusal in text.refusals:
        if refusal.lint_id != schema.INVALID or refusal.index not in explained:
            text.found.append(_refusal(text, refusal))


def _refusal(text: _Text, refusal: Refusal) -> Located:
    lint = registry.by_id(refusal.lint_id)
    key = schema.key_of(refusal, text.marks.undotted)
    error = refusal.error
    on_key = error.message.startswith("unknown key")
    placed = text.place(lint, key, error.message, error.remedy, on_key=on_key)
    fix = misspelling(error, key, on_key=on_key)
    return replace(placed, edit=edit_for(fix, (), text.marks, text.text) if fix else None)


def _names_used_twice(texts: Sequence[_Text]) -> None:
    lint = registry.by_id(schema.TWICE)
    first: dict[str, str] = {}
    for text in texts:
        for policy in text.accepted():
            key = policy.key("name")
            place = str(text.file.place(key))
            if policy.name in first:
                message, remedy = f"policy name {policy.name!r} is used twice", f"also {first[policy.name]}"
                text.found.append(text.place(lint, key, message, remedy))
            first.setdefault(policy.name, place)


def _not_ignored(text: _Text, lints: Sequence[Lint]) -> Iterator[Located]:
    """Without what comments silence; with what is wrong with comments."""
    good, bad = ignores(text.file.path, text.text, text.marks)
    yield from bad
    used = set()
    for problem in text.found:
        silencing = [number for number, each in enumerate(good) if each.silences(problem)]
        used.update(silencing)
        if not silencing:
            yield problem
    ran = {lint.id for lint in lints}
    for number, each in enumerate(good):
        if number not in used and each.lints <= ran:
            yield each.useless
