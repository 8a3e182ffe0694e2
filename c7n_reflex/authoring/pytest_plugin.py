"""Policies' cases as pytest items: those of the files and folders that the ini option names.

    [tool.pytest.ini_options]
    c7n_reflex_cases = ["tests/policies"]
    c7n_reflex_policies = ["policies"]

Without the option nothing is collected, and nothing is imported. Paths begin in pytest's root folder.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from c7n_reflex.authoring.cases.binding import Bound
    from c7n_reflex.authoring.cases.model import CaseFile, CaseResult
    from c7n_reflex.authoring.fleet import FleetPolicy


def pytest_addoption(parser: pytest.Parser) -> None:
    """See pytest's hook of this name, also for those below."""
    parser.addini("c7n_reflex_cases", "files and folders with cases of policies", type="args", default=[])
    parser.addini("c7n_reflex_policies", "their policies", type="args", default=["policies"])


def pytest_sessionstart(session: pytest.Session) -> None:
    """Look for the files of cases. UsageError for paths that are not there."""
    config = session.config
    roots = [config.rootpath / each for each in config.getini("c7n_reflex_cases")]
    config.stash[_LISTED] = frozenset(_below(roots)) if roots else frozenset()


def _below(roots: list[Path]) -> list[Path]:
    from c7n_reflex.authoring.cases.reading import case_paths
    from c7n_reflex.errors import InputError

    try:
        return case_paths(roots)
    except InputError as error:
        raise pytest.UsageError(f"c7n_reflex_cases: {error}") from None


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A collector for a file of cases."""
    is_one = file_path in parent.config.stash[_LISTED]
    return CasesFile.from_parent(parent, path=file_path) if is_one else None


class CasesFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Its cases; what is wrong in the file is an error of the collection."""
        from c7n_reflex.authoring.cases.binding import bind
        from c7n_reflex.authoring.cases.reading import load_file
        from c7n_reflex.errors import ReflexError

        try:
            file: CaseFile = load_file(self.path)
            bound = bind([file], _fleet(self.config))
        except ReflexError as error:
            raise self.CollectError(str(error)) from error
        for each in bound:
            yield CaseItem.from_parent(self, name=each.case.name, bound=each)


class CaseItem(pytest.Item):
    """A case."""

    def __init__(self, *, bound: Bound, **rest: Any) -> None:
        super().__init__(**rest)
        self.bound = bound
        self.extra_keyword_matches.add(bound.policy.name)

    def runtest(self) -> None:
        """Run it. Skipped where the case says so, failed also where it is unknown."""
        from c7n_reflex.authoring.cases.running import run

        if self.bound.case.skip:
            pytest.skip(self.bound.case.skip)
        result = run(self.bound.case, self.bound.policy)
        if not result.ok:
            raise CaseFailedError(result)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *rest: Any) -> Any:
        """What `c7n-reflex test` says of it."""
        from c7n_reflex.authoring.cases.formats.text import result_lines
        from c7n_reflex.errors import ReflexError

        if isinstance(excinfo.value, ReflexError):
            return str(excinfo.value)
        if isinstance(excinfo.value, CaseFailedError):
            return "\n".join(result_lines(excinfo.value.result))
        return super().repr_failure(excinfo, *rest)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """File, line from 0, and name."""
        place = self.bound.case.place
        return self.path, place.line - 1 if place and place.line else None, self.bound.case.id


class CaseFailedError(Exception):
    """A case did not pass."""

    def __init__(self, result: CaseResult) -> None:
        super().__init__(result.case.id)
        self.result = result


def _fleet(config: pytest.Config) -> list[FleetPolicy]:
    """Loaded once for all files."""
    from c7n_reflex.authoring.cases import policies

    fleet = config.stash.get(_FLEET, None)
    if fleet is None:
        fleet = policies.load([config.rootpath / each for each in config.getini("c7n_reflex_policies")])
        config.stash[_FLEET] = fleet
    return fleet


_LISTED: pytest.StashKey[frozenset[Path]] = pytest.StashKey()
_FLEET: pytest.StashKey[list[FleetPolicy]] = pytest.StashKey()
