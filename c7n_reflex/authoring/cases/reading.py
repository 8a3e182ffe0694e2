"""Files of cases, read and checked; what needs the policies is checked in `binding`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

from c7n_reflex.authoring.cases import events, worlds
from c7n_reflex.authoring.cases.expecting import expectation
from c7n_reflex.authoring.cases.model import Case, CaseFile
from c7n_reflex.authoring.cases.part import Part
from c7n_reflex.authoring.cases.source import read
from c7n_reflex.errors import InputError, Place

FILE_KEYS = ("policy", "shared", "tests")
CASE_KEYS = ("name", "policy", "event", *worlds.KEYS, "skip", "expect")
SUFFIXES = (".yml", ".yaml")
DATA_FOLDERS = ("events", "resources")  # in which files of cases keep what they refer to
_SHOWN = 10
_T = TypeVar("_T")


def load(paths: Iterable[Path | str]) -> list[CaseFile]:
    """The cases of files and folders. InputError for all that is wrong with them."""
    problems: list[InputError] = []
    files = [_tried(problems, load_file, path) for path in case_paths(paths)]
    refuse(problems, "the case files")
    return [each for each in files if each is not None]


def case_paths(paths: Iterable[Path | str]) -> list[Path]:
    """Files as they are named, and every YAML file below a folder, but not in `events/` or `resources/`."""
    found: list[Path] = []
    for path in map(Path, paths):
        if not path.exists():
            raise InputError("no such file or folder", place=Place(path))
        found += _below(path) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _below(folder: Path) -> list[Path]:
    return sorted(
        path for path in folder.rglob("*") if path.suffix in SUFFIXES and _is_case_file(path, folder)
    )


def _is_case_file(path: Path, folder: Path) -> bool:
    parents = path.relative_to(folder).parts
    return path.is_file() and not any(part.startswith(".") or part in DATA_FOLDERS for part in parents)


def load_file(path: Path) -> CaseFile:
    """One file. InputError for all that is wrong with it; the policies need not exist."""
    source = read(path)
    whole = Part(source, (), source.data)
    whole.only(FILE_KEYS, "a file of cases")
    if "tests" not in whole:
        raise whole.wrong("has no list of tests", "begin it with `policy:` and `tests:`")
    policy = whole["policy"].text("a policy's name") if "policy" in whole else ""
    problems: list[InputError] = []
    parts = list(whole["tests"].items("what is given as tests"))
    cases = [_tried(problems, case, part, policy) for part in parts]
    refuse(problems, str(path))
    return CaseFile(path, tuple(each for each in cases if each is not None))


def case(part: Part, policy: str) -> Case:
    """One case; `policy` is the file's. InputError for all that is wrong with it."""
    part.only(CASE_KEYS, "a test")
    if missing := [key for key in ("name", "expect") if key not in part]:
        raise part.wrong(f"the test has no {' and no '.join(missing)}", "every test has `name` and `expect`")
    problems: list[InputError] = []
    name = _tried(problems, lambda: part["name"].text("a test's name"))
    own = _tried(problems, lambda: part["policy"].text("a policy's name") if "policy" in part else policy)
    skip = (
        _tried(problems, lambda: part["skip"].text("`skip`", "say why it is skipped"))
        if "skip" in part
        else ""
    )
    given = _tried(problems, events.event, part["event"]) if "event" in part else None
    world = _tried(problems, worlds.world, part)
    expect = _tried(problems, expectation, part["expect"])
    refuse(problems, "the test")
    assert name and expect and world
    event, files = given or (None, ())
    return Case(
        name, own or "", event, world[0], expect, skip or "", part.source, part.key, (*files, *world[1])
    )


def _tried(problems: list[InputError], read: Callable[..., _T], *arguments: Any) -> _T | None:
    """What `read` gives; None, and one problem more, where it refuses."""
    try:
        return read(*arguments)
    except InputError as error:
        problems.extend(error.others if isinstance(error, SeveralMistakesError) else [error])
        return None


class SeveralMistakesError(InputError):
    """Several at once."""

    def __init__(self, others: list[InputError], where: str) -> None:
        listed = "\n".join(str(each) for each in others[:_SHOWN])
        more = f"\nand {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        super().__init__(f"{len(others)} mistakes in {where}\n{listed}{more}")
        self.others = others


def refuse(problems: list[InputError], where: str) -> None:
    """Raises what was found: the one problem, or SeveralMistakesError."""
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise SeveralMistakesError(problems, where)
