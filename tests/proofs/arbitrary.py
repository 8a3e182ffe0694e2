"""Events of any shape (hypothesis): realistic ones with parts replaced, removed or of another account."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from tests.modes.support import HUB, A, B

C = "200000000003"  # no function of ours knows it
REGIONS = ("us-east-1", "eu-west-1")
# What looks like an account's number and is none, and what text may hold at all.
CROOKED = (
    chr(0xFF12) + A[1:],  # a digit, as Unicode counts them
    f"{A}\n",
    f" {A}",
    "20000000001",
    "2000000000012",
    "*",
    "../x",
    "\ud800",
    "\0",
    "",
)
_SPECIAL = st.sampled_from(
    [
        *(A, B, C, HUB, *REGIONS, *CROOKED, "us-nowhere-7", "cn-north-1", "us-east-1\n", "AssumeRole"),
        *(f"arn:aws:ec2:us-east-1:{B}:security-group/sg-1", f"arn:aws:iam::{C}:role/x", "arn:aws:s3:::b"),
        *(
            "sg-00000000000000000",
            "aws.guardduty",
            "Security Hub Findings - Imported",
            "2026-11-24T15:00:00Z",
        ),
        *(0, -1, 1.5, 10**40, True, None, [], {}, [[]], [{}], [None], {"Id": []}),
    ]
).map(copy.deepcopy)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | _SPECIAL,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def changed(draw: st.DrawFn, skeletons: list[dict[str, Any]]) -> Any:
    """One of the events, with up to three parts replaced or removed; seldom something else altogether."""
    event = copy.deepcopy(draw(st.sampled_from(skeletons)))
    for _ in range(draw(st.integers(0, 3))):
        places = list(_places(event))
        if not places:
            break
        holder, key = places[draw(st.integers(0, len(places) - 1))]
        kind = draw(st.sampled_from(("special", "special", "any", "remove", "twice")))
        if kind == "remove":
            del holder[key]
        elif kind == "twice":
            holder[key] = [holder[key], draw(_SPECIAL)]
        else:
            holder[key] = draw(_SPECIAL if kind == "special" else ANY_JSON)
    return event


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """(mapping or list, key or index) of every part, the outermost first."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
    for key in keys:
        yield from _places(value[key])


def without_shape() -> st.SearchStrategy[Any]:
    """Any JSON, and envelopes with anything in them."""
    keys = ("id", "source", "detail-type", "account", "region", "resources", "invokingEvent", "resultToken")
    envelope = st.fixed_dictionaries({"detail": ANY_JSON}, optional=dict.fromkeys(keys, ANY_JSON))
    return ANY_JSON | envelope
