"""Results as JUnit XML, which CI servers read. A suite is a file of cases; what is unknown is an error.

https://github.com/testmoapp/junitxml describes the dialect.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from c7n_reflex.authoring.cases.formats.text import failure_lines
from c7n_reflex.authoring.cases.model import CaseResult, CaseVerdict

# What XML 1.0 cannot hold, escaped or not.
_FORBIDDEN = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def render(results: Sequence[CaseResult]) -> str:
    """The document."""
    files: dict[str, list[CaseResult]] = {}
    for each in results:
        files.setdefault(str(each.case.place.file) if each.case.place else "", []).append(each)
    root = ET.Element("testsuites", _counts(results))
    for file, own in files.items():
        suite = ET.SubElement(root, "testsuite", {"name": file, **_counts(own)})
        for each in own:
            _case(suite, each)
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _counts(results: Iterable[CaseResult]) -> dict[str, str]:
    verdicts = [each.verdict for each in results]
    return {
        "tests": str(len(verdicts)),
        "failures": str(verdicts.count(CaseVerdict.FAIL)),
        "errors": str(verdicts.count(CaseVerdict.UNKNOWN)),
        "skipped": str(verdicts.count(CaseVerdict.SKIP)),
        "time": f"{sum(each.seconds for each in results):.3f}",
    }


def _case(suite: ET.Element, result: CaseResult) -> None:
    case = result.case
    known = {"classname": case.policy, "name": _text(case.name), "time": f"{result.seconds:.4f}"}
    if case.place:
        known |= {"file": str(case.place.file), "line": str(case.place.line or 1)}
    element = ET.SubElement(suite, "testcase", known)
    if result.verdict is CaseVerdict.SKIP:
        ET.SubElement(element, "skipped", {"message": _text(case.skip)})
    elif not result.ok:
        lines = list(failure_lines(result))
        kind = "failure" if result.verdict is CaseVerdict.FAIL else "error"
        message = headline(result)
        ET.SubElement(element, kind, {"message": _text(message), "type": str(result.verdict)}).text = _text(
            "\n".join(lines)
        )


def headline(result: CaseResult) -> str:
    """What is wrong with a case that did not pass, in a line."""
    from c7n_reflex.authoring.cases.formats.text import shown
    from c7n_reflex.authoring.cases.parting import why

    if not result.differences:
        return next(iter(why(result)), str(result.verdict))
    first = result.differences[0]
    return f"{first.key}: expected {shown(first.expected)}, actual {shown(first.actual)}"


def _text(text: str) -> str:
    return _FORBIDDEN.sub("�", text)
