"""`c7n-reflex drill`: bad input is found before anything is started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT


def _drill(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "c7n_reflex", "drill", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--scenario", "bucket-policy-pubic"], "did you mean 'bucket-policy-public'"),
        (["--accounts", "11"], "from 1 to 10"),
        (["--accounts", "two"], "not a valid integer"),
        (["-c", "missing.yml"], "missing.yml: no such file"),
        (["--policies", "missing"], "missing: no such folder"),
        (["--scenarios", "missing"], "missing: has no scenarios"),
        (["--report", "missing/drill.html"], "missing/drill.html: cannot be written"),
        (["--attack", "missing.json"], "missing.json: no such file"),
        (["--attack", "accounts.yml", "--into", "payments-pord"], "did you mean 'payments-prod'"),
        (["--attack", "accounts.yml", "--into", "core-compliance"], "does not take part"),
        (["--into", "payments-prod"], "name a file with --attack"),
        (["--attack", "accounts.yml", "--report", "x.html"], "instead of scenarios"),
        (["--attack", "accounts.yml", "--notices"], "instead of scenarios"),
    ],
)
def test_bad_input_exits_2_and_says_what_to_do(arguments: list[str], said: str) -> None:
    result = _drill(*arguments)
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.returncode == 2
    assert not Path(ROOT / "x.html").exists()


def test_help_has_examples() -> None:
    result = _drill("--help")
    assert result.returncode == 0
    assert "c7n-reflex drill --attack" in result.stdout
