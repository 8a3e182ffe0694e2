"""Names made of a name."""

from __future__ import annotations

import pytest

from c7n_reflex.authoring.scaffolds.names import kebab, pascal, snake
from c7n_reflex.errors import InputError


@pytest.mark.parametrize("name", ["a", "stop-logging", "s3-2"])
def test_good_names(name):
    assert kebab(name, "a policy") == name


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [("StopLogging", "stop-logging"), ("stop_logging", "stop-logging"), ("stop logging!", "stop-logging")],
)
def test_others_are_refused_with_a_better_one(name, suggestion):
    with pytest.raises(InputError, match=f"no name of a policy\n.*: {suggestion}$"):
        kebab(name, "a policy")


@pytest.mark.parametrize("name", ["", "3", "-", "../a"])
def test_what_no_name_can_be_made_of(name):
    with pytest.raises(InputError, match="digits and dashes"):
        kebab(name, "a policy")


def test_files_and_classes():
    assert (snake("stop-logging"), pascal("stop-logging")) == ("stop_logging", "StopLogging")
