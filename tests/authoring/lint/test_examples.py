"""What a lint's page advises against makes that lint fire, and no other; what it advises makes none fire."""

from __future__ import annotations

import pytest
import yaml

from c7n_reflex.authoring.lint import engine, examples, registry

LINTS = registry.all_lints()


def fired(snippet, files, root):
    try:
        examples.write(snippet, files, root)
    except yaml.YAMLError:  # what E001 advises against
        (root / "policies").mkdir(parents=True)
        (root / "policies" / "example.yml").write_text(snippet, encoding="utf-8")
    return {problem.lint_id for problem in engine.lint([root / "policies"], root=root).problems}


@pytest.mark.parametrize("lint", LINTS, ids=lambda lint: lint.name)
def test_avoid_fires_and_prefer_does_not(lint, tmp_path):
    assert fired(lint.avoid, lint.avoid_files, tmp_path / "avoid") == {lint.id}
    assert fired(lint.prefer, lint.prefer_files, tmp_path / "prefer") == set()


def test_what_is_missing_is_added_and_what_is_there_stays():
    completed = yaml.safe_load(examples.complete("{name: mine, resource: aws.ec2}"))["policies"]
    assert [(policy["name"], policy["metadata"]["enforcement"]) for policy in completed] == [
        ("mine", "observe")
    ]
