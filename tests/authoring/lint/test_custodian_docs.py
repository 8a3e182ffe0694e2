"""Custodian's own example policies are linted without a false error.

All of them: python -m tests.authoring.lint.test_custodian_docs FOLDER writes them there and shows the errors.
"""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import c7n
import pytest

from c7n_reflex.authoring.lint import engine, formats, registry

EVERY = 10
# Errors that are none of ours: mistakes in the examples.
TRUE = {"E001", "E002", "E004", "E005", "E006"}
_BLOCK = re.compile(r"( *)\.\. code-block:: ?ya?ml\n((?:\1 +.*\n|[ \t]*\n)+)")


def examples() -> Iterator[str]:
    """Every policy file in the docstrings of the installed c7n (as its own tests/test_docs.py finds them)."""
    for file in sorted(Path(c7n.__file__).parent.rglob("*.py")):
        text = file.read_text(encoding="utf-8").replace("\\\\", "\\")
        blocks = (textwrap.dedent(match[2]) for match in _BLOCK.finditer(text))
        yield from (block for block in blocks if re.search("^ *policies:", block, re.M))


def write(folder: Path, every: int) -> int:
    """One file an example; how many."""
    chosen = list(examples())[::every]
    folder.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(chosen):
        (folder / f"{number:04}.yml").write_text(text, encoding="utf-8")
    return len(chosen)


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    folder = tmp_path_factory.mktemp("docs")
    assert write(folder, EVERY) > 50
    return engine.lint([folder], registry.selected(["E"]), folder)


def test_no_example_has_a_false_error(sample):
    shown = {
        (each.lint_id, each.policy, each.message) for each in sample.problems if each.lint_id not in TRUE
    }
    assert shown == set()


def test_few_examples_have_an_error_at_all(sample):
    assert len(sample.problems) < 0.12 * sample.files


if __name__ == "__main__":
    write(Path(sys.argv[1]), 1)
    found = engine.lint([Path(sys.argv[1])], registry.selected(["E"]), Path(sys.argv[1]))
    sys.stdout.write(formats.render(found, "text") + "\n")
