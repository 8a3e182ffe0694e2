"""Checks the matcher against pairs of pattern and event whose answers are known.

    python -m c7n_reflex.events.patterns FILE

FILE has one JSON object a line: `pattern`, `event`, `expect` ("true", "false" or "invalid"). Prints the pairs
that disagree and the counts; exit code 0 if all agree, 1 if not, 2 if the file cannot be read.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from c7n_reflex.events.patterns import InvalidPatternError, compile  # noqa: A004

_MOST_SHOWN = 20


def answer(pattern: Any, event: Any) -> str:
    """ "true", "false", or "invalid" for a pattern that is refused."""
    try:
        return "true" if compile(pattern).matches(event) else "false"
    except InvalidPatternError:
        return "invalid"


def check(lines: list[str]) -> list[str]:
    """One line of text for each pair whose answer is not the expected one."""
    wrong = []
    for number, line in enumerate(lines, 1):
        pair = json.loads(line)
        got = answer(pair["pattern"], pair["event"])
        if got != pair["expect"]:
            wrong.append(f"line {number}: expected {pair['expect']}, got {got}: {line.strip()}")
    return wrong


def main(arguments: list[str]) -> int:
    """Check the file named on the command line; returns the exit code."""
    try:
        (file,) = arguments
        lines = Path(file).read_text(encoding="utf-8").splitlines()
        wrong = check(lines)
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"cannot check: {error}\nusage: python -m c7n_reflex.events.patterns FILE", file=sys.stderr)  # noqa: T201
        return 2
    for line in wrong[:_MOST_SHOWN]:
        print(line)  # noqa: T201
    print(f"{len(lines) - len(wrong)} agree, {len(wrong)} do not")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
