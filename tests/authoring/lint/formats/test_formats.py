"""Each format says the same of the same report, in the form that its readers expect."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from c7n_reflex.authoring.lint import formats, registry
from c7n_reflex.authoring.lint.base import Severity
from c7n_reflex.authoring.lint.located import Edit, Located, Report
from c7n_reflex.authoring.lint.marks import Span

ERROR = Located(
    *(Path("policies/a.yml"), Span(12, 7, 12, 18, 90, 101), "E101", "unknown-event", Severity.ERROR),
    *("ec2.amazonaws.com has no event 'RunInstnces'", "did you mean 'RunInstances'?", "one", 0),
    Edit(90, 101, "RunInstnces", "RunInstances"),
)
INFO = Located(
    Path("policies/a,b: 100%.yml"), Span(3, 1, 3, 5, 0, 4), "I107", "cross-product", Severity.INFO, "a\nb"
)
REPORT = Report((ERROR, INFO), 2, 3)
NOTHING = Report((), 1, 1)


def test_text():
    assert formats.render(REPORT, "text") == (
        "policies/a.yml:12:7: E101 unknown-event: ec2.amazonaws.com has no event 'RunInstnces'\n"
        "  did you mean 'RunInstances'?\n"
        "policies/a,b: 100%.yml:3:1: I107 cross-product: a\nb\n"
        "3 policies in 2 files: 1 error, 1 info"
    )
    assert formats.render(NOTHING, "text") == "1 policy in 1 file: nothing found"


def test_json():
    shown = json.loads(formats.render(REPORT, "json"))
    assert shown["summary"] == {"files": 2, "policies": 3, "error": 1, "warning": 0, "info": 1}
    first = shown["problems"][0]
    assert (first["file"], first["line"], first["column"], first["end_column"]) == (
        "policies/a.yml",
        12,
        7,
        18,
    )
    assert (first["id"], first["severity"], first["policy"], first["fixable"]) == (
        "E101",
        "error",
        "one",
        True,
    )
    assert shown["problems"][1]["policy"] is None
    assert shown["problems"][1]["fixable"] is False


def test_github():
    first, second = formats.render(REPORT, "github").splitlines()
    assert first.startswith("::error file=policies/a.yml,line=12,endLine=12,col=7,title=E101 unknown-event::")
    assert first.endswith("'RunInstnces'%0Adid you mean 'RunInstances'?")
    assert second.startswith("::notice file=policies/a%2Cb%3A 100%25.yml,line=3")
    assert second.endswith("::a%0Ab")
    assert formats.render(NOTHING, "github") == ""


# What SARIF 2.1.0 asks of the parts that are used (sarif-schema-2.1.0.json).
SARIF = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "properties": {
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "items": {
                "required": ["tool", "results"],
                "properties": {
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "tool": {
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "required": ["name"],
                                "properties": {
                                    "rules": {
                                        "type": "array",
                                        "uniqueItems": True,
                                        "items": {
                                            "required": ["id", "helpUri", "shortDescription"],
                                            "properties": {
                                                "shortDescription": {"required": ["text"]},
                                                "fullDescription": {"required": ["text"]},
                                                "help": {"required": ["text"]},
                                                "defaultConfiguration": {
                                                    "properties": {
                                                        "level": {"enum": ["error", "warning", "note"]}
                                                    }
                                                },
                                            },
                                        },
                                    }
                                },
                            }
                        },
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "required": ["message", "ruleId", "locations"],
                            "properties": {
                                "level": {"enum": ["error", "warning", "note"]},
                                "message": {"required": ["text"]},
                                "locations": {
                                    "minItems": 1,
                                    "items": {
                                        "required": ["physicalLocation"],
                                        "properties": {
                                            "physicalLocation": {
                                                "required": ["artifactLocation", "region"],
                                                "properties": {
                                                    "region": {
                                                        "required": ["startLine", "startColumn"],
                                                        "additionalProperties": {
                                                            "type": "integer",
                                                            "minimum": 1,
                                                        },
                                                    }
                                                },
                                            }
                                        },
                                    },
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}


@pytest.mark.parametrize("report", [REPORT, NOTHING])
def test_sarif_has_its_shape(report):
    import jsonschema

    jsonschema.validate(json.loads(formats.render(report, "sarif")), SARIF)


def test_sarif():
    (run,) = json.loads(formats.render(REPORT, "sarif"))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == [lint.id for lint in registry.all_lints()]
    first, second = run["results"]
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"] == "E101"
    assert rules[first["ruleIndex"]]["helpUri"] == "docs/lints/unknown-event.md"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "policies/a.yml"
    assert place["region"] == {"startLine": 12, "startColumn": 7, "endLine": 12, "endColumn": 18}
    assert (first["level"], second["level"]) == ("error", "note")
    uri = second["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "policies/a%2Cb%3A%20100%25.yml"


def test_help_is_a_page_that_exists():
    rules = json.loads(formats.render(NOTHING, "sarif"))["runs"][0]["tool"]["driver"]["rules"]
    root = Path(__file__).parents[4]
    assert [rule["helpUri"] for rule in rules if not (root / rule["helpUri"]).is_file()] == []
