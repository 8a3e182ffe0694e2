"""`python -m c7n_reflex.events.patterns FILE`."""

import json
import os
from pathlib import Path

import pytest

from c7n_reflex.events.patterns.__main__ import main

RIGHT = [
    {"pattern": {"a": ["x"]}, "event": {"a": "x"}, "expect": "true"},
    {"pattern": {"a": ["x"]}, "event": {"a": "y"}, "expect": "false"},
    {"pattern": {"a": "x"}, "event": {"a": "x"}, "expect": "invalid"},
]


def written(tmp_path, pairs):
    file = tmp_path / "pairs.ndjson"
    file.write_text("\n".join(json.dumps(pair) for pair in pairs))
    return str(file)


def test_all_agree(tmp_path, capsys):
    assert main([written(tmp_path, RIGHT)]) == 0
    assert capsys.readouterr().out == "3 agree, 0 do not\n"


def test_one_does_not(tmp_path, capsys):
    assert main([written(tmp_path, [*RIGHT, {**RIGHT[0], "expect": "false"}])]) == 1
    out = capsys.readouterr().out
    assert "line 4: expected false, got true" in out
    assert out.endswith("3 agree, 1 do not\n")


@pytest.mark.parametrize("arguments", [[], ["no such file"], ["a", "b"]])
def test_no_file(arguments, capsys):
    assert main(arguments) == 2
    assert "usage" in capsys.readouterr().err


def test_a_broken_file(tmp_path, capsys):
    assert main([written(tmp_path, [{"pattern": {}}])]) == 2
    assert "cannot check" in capsys.readouterr().err


# Taken at import: a fixture hides the project's variables from every test.
PAIRS = os.environ.get("C7N_REFLEX_EVENT_PATTERNS", "")


@pytest.mark.skipif(not PAIRS, reason="C7N_REFLEX_EVENT_PATTERNS does not name a file of pairs")
def test_the_answers_of_the_real_engine(capsys):
    assert Path(PAIRS).is_file()
    assert main([PAIRS]) == 0, capsys.readouterr().out
