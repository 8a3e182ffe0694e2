"""`c7n-reflex test` beside placebo and pytest, a re-run under --watch, and the start of the command line.

    .venv/bin/python -m benchmarks.authoring [--policies 100] [--runs 3]

Each run starts the program anew, the peer once, as it takes minutes; the median is shown, the ratio, and that
both say the same of every case. Nothing is timed in the tests: machines differ, ratios less.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from benchmarks import fleet

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent


def timed(command: list[str], folder: Path) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Seconds that a program takes from start to end, and what it printed."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return time.perf_counter() - started, done


def ours(folder: Path) -> tuple[float, dict[str, bool]]:
    """Seconds, and whether each case passed, by policy and case."""
    seconds, done = timed([str(BIN / "c7n-reflex"), "test", "--output", "json"], folder)
    cases = json.loads(done.stdout)["cases"]
    return seconds, {f"{each['policy']} {each['name']}": each["verdict"] == "pass" for each in cases}


def peer(folder: Path) -> tuple[float, dict[str, bool]]:
    """The same by pytest over placebo flights."""
    report = folder / "peer.xml"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--junitxml={report}", "."]
    seconds, done = timed(command, folder / "peer")
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    names = [
        f"{fleet.policy(n)['name']} {each.name}"
        for n in range(len(cases) // fleet.CASES)
        for each in fleet.expected(n)
    ]
    assert len(cases) == len(names), done.stdout
    return seconds, {name: not list(case) for name, case in zip(names, cases, strict=True)}


def watched(folder: Path, runs: int) -> float:
    """Median seconds from a changed case file to its results, in a process that is up."""
    from c7n_reflex.authoring.cases.watch import Watch

    os.chdir(folder)
    watch = Watch([Path("tests/policies")], [Path("policies")], "")
    watch.step()
    file = Path("tests/policies/owner_missing_7.yml")
    taken = []
    for number in range(max(runs, 3)):
        file.write_text(f"{file.read_text()}# change {number}\n")
        started = time.perf_counter()
        done = watch.step()
        taken.append(time.perf_counter() - started)
        assert done is not None
        assert len(done.run) == fleet.CASES
    return statistics.median(taken)


def main() -> None:
    """Write the fleet, run, and print a table."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--policies", type=int, default=100)
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fleet.write(folder, given.policies)
        mine, (stock, theirs) = [ours(folder) for _ in range(given.runs)], peer(folder)
        same = all(each == theirs and all(each.values()) for _, each in mine)
        own, count = statistics.median(seconds for seconds, _ in mine), given.policies * fleet.CASES
        print(f"{count} cases of {given.policies} policies, cold, median of {given.runs} runs")
        print(f"  c7n-reflex test   {own:6.2f} s")
        print(f"  placebo + pytest  {stock:6.2f} s   ratio {own / stock:.3f}")
        print(f"  every case the same, and passed: {'yes' if same else 'NO'}")
        starts = [timed([str(BIN / "c7n-reflex"), "--help"], folder)[0] for _ in range(5)]
        stock_starts = [timed([str(BIN / "custodian"), "--help"], folder)[0] for _ in range(5)]
        start, stock_start = statistics.median(starts), statistics.median(stock_starts)
        print(f"start (--help)      {start * 1000:6.0f} ms")
        print(f"  custodian --help  {stock_start * 1000:6.0f} ms  ratio {start / stock_start:.3f}")
        print(f"--watch, one file   {watched(folder, given.runs) * 1000:6.0f} ms")
    sys.exit(0 if same else 1)


if __name__ == "__main__":
    main()
