"""A line more in `custom_actions/__init__.py`, wherever it belongs."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.scaffolds.registration import registered
from c7n_reflex.errors import InputError

HEAD = "ACTIONS: dict[str, dict[str, str]] = {\n"


def evaluated(text: str) -> dict:
    names: dict = {}
    exec(text, names)
    return names["ACTIONS"]


@pytest.mark.parametrize(
    "rest",
    [
        '    "aws.ec2": {"stop-it": "a:B"},\n    "*": {"c": "d:E"},\n}\n',
        '    "aws.ec2": {\n        "stop-it": "a:B",\n    },\n}\n',
        '    "aws.s3": {"ü": "ü"}, "aws.ec2": {"stop-it": "a:B"}, "*": {},\n}\nX = 1  # ü\n',
        "}\n",
    ],
)
def test_everything_else_stays(tmp_path, rest):
    file = tmp_path / "__init__.py"
    file.write_text(HEAD + rest, encoding="utf-8")
    before = evaluated(file.read_text(encoding="utf-8"))
    for kind in ("aws.ec2", "aws.rds"):
        after = evaluated(registered(file, kind, "mend-it"))
        added = after[kind].pop("mend-it")
        assert added == "custom_actions.mend_it:MendIt"
        assert {key: value for key, value in after.items() if value} == {k: v for k, v in before.items() if v}


def test_a_name_that_is_there_is_refused(tmp_path):
    file = tmp_path / "__init__.py"
    file.write_text(HEAD + '    "aws.ec2": {"stop-it": "a:B"},\n}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"__init__.py:2: has an action 'stop-it' already"):
        registered(file, "aws.ec2", "stop-it")


def test_a_file_without_the_mapping_is_refused(tmp_path):
    file = tmp_path / "__init__.py"
    file.write_text("ACTIONS = 1\n", encoding="utf-8")
    with pytest.raises(InputError, match="no mapping ACTIONS"):
        registered(file, "aws.ec2", "stop-it")
