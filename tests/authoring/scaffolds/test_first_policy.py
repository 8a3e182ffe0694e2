"""docs/first-policy.md, followed to the letter: its commands are run, its edits made, its output compared."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from c7n_reflex.cli.main import cli

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/first-policy.md"
NEEDED = ("policies", "tests/policies", "infrastructure", "accounts.yml", "exemptions.yml")
ELLIPSIS = "…"


def blocks() -> list[tuple[str, str]]:
    """(kind, text) of what a reader does, in order."""
    text = PAGE.read_text(encoding="utf-8")
    return re.findall(r"^```(console|diff)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.fixture
def clone(tmp_path, monkeypatch):
    for name in NEEDED:
        source, target = ROOT / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
        else:
            shutil.copy(source, target)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_command_prints_what_the_page_says(clone):
    done = 0
    for kind, text in blocks():
        if kind == "diff":
            edit(text)
        else:
            done += sum(follow(command, expected) for command, expected in commands(text))
    assert done >= 10


def commands(text: str):
    for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def follow(command: str, expected: str) -> int:
    if command.startswith("cat > "):
        Path(command.removeprefix("cat > ")).write_text(expected, encoding="utf-8")
        return 0
    program, *arguments = shlex.split(command)
    assert program == "c7n-reflex"
    result = CliRunner().invoke(cli, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    pattern = "".join(".*" if line == ELLIPSIS else f"{re.escape(line)}\n" for line in plain(expected))
    assert re.fullmatch(pattern, "\n".join(plain(result.output)) + "\n", re.DOTALL), result.output
    return 1


def plain(text: str) -> list[str]:
    """Lines without what differs from run to run, and from one state of the project to the next."""
    varying = r"in \d+\.\d+ s$|^\d+ policies in \d+ files|(?<=account\.yml:)\d+"
    return [re.sub(varying, "N", line) for line in text.splitlines()]


def edit(text: str) -> None:
    """Apply each group of `-` and `+` lines of the block to the file that it names."""
    head, _, body = text.partition("\n")
    path = Path(head.removeprefix("--- "))
    content = path.read_text(encoding="utf-8")
    for old, new in re.findall(r"((?:^-.*\n)+)((?:^\+.*\n)+)", body, re.MULTILINE):
        before, after = (re.sub(r"^[-+]", "", lines, flags=re.MULTILINE) for lines in (old, new))
        assert content.count(before) == 1, f"{path}: {before}"
        content = content.replace(before, after)
    path.write_text(content, encoding="utf-8")


def test_the_page_names_files_that_are_there():
    names = re.findall(r"\]\(([\w./-]+\.md)\)", PAGE.read_text(encoding="utf-8"))
    assert names
    assert [name for name in names if not (PAGE.parent / name).is_file()] == []
