"""A function's configuration, flat and back."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.deploy.units.configuration import arguments, flat

_words = st.text("abc:/-", min_size=1, max_size=8)
_configs = st.fixed_dictionaries(
    {},
    optional={
        "Description": _words | st.just(""),
        "Role": _words,
        "Timeout": st.integers(1, 900),
        "KMSKeyArn": _words | st.just(""),
        "TracingConfig": st.fixed_dictionaries({"Mode": st.sampled_from(["Active", "PassThrough"])}),
        "DeadLetterConfig": st.just({}) | st.fixed_dictionaries({"TargetArn": _words | st.just("")}),
        "VpcConfig": st.fixed_dictionaries(
            {"SubnetIds": st.lists(_words), "SecurityGroupIds": st.lists(_words)}
        ),
        "Layers": st.lists(_words | st.fixed_dictionaries({"Arn": _words})),
        "SnapStart": st.fixed_dictionaries({"ApplyOn": st.sampled_from(["None", "PublishedVersions"])}),
        "Environment": st.fixed_dictionaries({"Variables": st.dictionaries(_words, _words)}),
    },
)


@given(_configs)
def test_what_is_sent_is_what_was_compared(config: dict[str, Any]) -> None:
    assert flat(arguments(flat(config))) == flat(config)


def test_what_is_gone_is_unset_and_not_left_out() -> None:
    """UpdateFunctionConfiguration leaves alone what it is not given."""
    sent = arguments(flat({}))
    assert sent["DeadLetterConfig"] == {"TargetArn": ""}
    assert (sent["KMSKeyArn"], sent["Layers"], sent["Environment"]) == ("", [], {"Variables": {}})
    assert sent["VpcConfig"] == {"SubnetIds": [], "SecurityGroupIds": []}


def test_the_order_of_subnets_is_no_difference() -> None:
    one, other = ({"VpcConfig": {"SubnetIds": ids}} for ids in (["a", "b"], ["b", "a"]))
    assert flat(one) == flat(other)
    assert flat({"Layers": ["a", "b"]}) != flat({"Layers": ["b", "a"]})
