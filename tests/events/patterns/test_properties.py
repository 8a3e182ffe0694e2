"""What is true of every pattern and event."""

from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.events import patterns

NAMES = st.sampled_from(["a", "b", "a.b", "$or", "", "detail"])
SCALARS = st.one_of(
    st.text(max_size=5),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.sampled_from(["10.0.0.1", "::1", "10.0.0.0/8", "*", "a*b"]),
)
OPERATORS = st.sampled_from(
    [
        "prefix",
        "suffix",
        "wildcard",
        "anything-but",
        "numeric",
        "cidr",
        "exists",
        "equals-ignore-case",
        "exactly",
    ]
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(NAMES, OPERATORS), inner, max_size=3)
    ),
    max_leaves=15,
)
EVENTS = st.dictionaries(NAMES, ANYTHING, max_size=4)


@given(ANYTHING, EVENTS)
def test_nothing_but_invalid_pattern_error_is_raised(pattern, event):
    try:
        compiled = patterns.compile(pattern)
    except patterns.InvalidPatternError as error:
        assert error.reason
        return
    assert compiled.matches(event) in (True, False)


KEYS = st.text(alphabet="abcdXYZ-_", min_size=1, max_size=4)
TREES = st.dictionaries(
    KEYS,
    st.recursive(SCALARS, lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=8),
    min_size=1,
    max_size=4,
)


def exact(tree):
    return {key: exact(value) if isinstance(value, dict) else [value] for key, value in tree.items()}


def leaf_paths(tree, path=()):
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from leaf_paths(value, (*path, key))
        else:
            yield (*path, key)


@given(TREES, st.dictionaries(KEYS, SCALARS))
def test_an_exact_pattern_of_an_event_matches_it(tree, more):
    assert patterns.compile(exact(tree)).matches({**more, **tree})


@given(TREES, st.data())
def test_without_one_of_its_fields_it_does_not(tree, data):
    path = data.draw(st.sampled_from(list(leaf_paths(tree))))
    pattern = patterns.compile(exact(tree))
    node = tree
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    assert not pattern.matches(tree)


@given(SCALARS)
def test_exists_is_the_opposite_of_absent(value):
    event = {"a": value}
    assert patterns.compile({"a": [{"exists": True}]}).matches(event)
    assert not patterns.compile({"a": [{"exists": False}]}).matches(event)


@given(st.text(max_size=8), st.text(alphabet="abAB*", max_size=8))
def test_anything_but_is_the_opposite_of_the_value(value, other):
    assert patterns.compile({"a": [{"anything-but": other}]}).matches({"a": value}) == (value != other)


@given(st.text(alphabet="ab*", max_size=10), st.text(alphabet="ab", max_size=10))
def test_a_wildcard_is_what_shells_make_of_it(wanted, value):
    import fnmatch

    if "**" in wanted:
        return
    assert patterns.compile({"a": [{"wildcard": wanted}]}).matches({"a": value}) == fnmatch.fnmatchcase(
        value, wanted
    )
