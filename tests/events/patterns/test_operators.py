"""Every operator on every kind of value, positive beside negative."""

import pytest

from c7n_reflex.events import patterns


def matches(alternatives, value):
    return patterns.compile({"a": alternatives}).matches({"a": value})


@pytest.mark.parametrize(
    ("alternative", "hits", "misses"),
    [
        # plain values
        ("x", ["x", ["y", "x"]], ["X", "xy", "", None, True, ["y"], []]),
        ("", [""], [" ", None]),
        (5, [5, 5.0, [1, 5]], ["5", 6, 50, True]),
        (5.5, [5.5], [5, 5.50001, "5.5"]),
        (1, [1, 1.0], [True, "1"]),
        (True, [True, [False, True]], ["true", 1, False, None]),
        (None, [None], ["null", "", 0, False, []]),
        (12345678901234567890, [12345678901234567890], [12345678901234567891, "12345678901234567890"]),
        (0.1234567, [0.1234567], [0.1234568, 0.123456]),
        # an IP address is compared as an address
        ("10.0.0.5", ["10.0.0.5"], ["10.0.0.6", "10.0.0.50"]),
        ("2001:db8::1", ["2001:db8::1", "2001:0DB8:0:0:0:0:0:1"], ["2001:db8::2"]),
        ("10.0.0.300", ["10.0.0.300"], ["10.0.0.3"]),
        ({"exactly": "x"}, ["x"], ["xy", 5]),
        # prefix and suffix
        ({"prefix": "ab"}, ["ab", "abc", ["x", "abx"]], ["a", "xab", "AB", 5, None]),
        ({"prefix": ""}, ["", "a"], [5, None, True]),
        ({"prefix": "1"}, ["10"], [10, 1]),
        ({"prefix": 'ab"'}, ["ab"], ["abc"]),
        ({"prefix": {"equals-ignore-case": "Ab"}}, ["aB", "ABc"], ["a", "xab", 5]),
        ({"suffix": "bc"}, ["bc", "abc"], ["bcd", "BC", 5, None]),
        ({"suffix": ""}, ["", "a"], [5]),
        ({"suffix": {"equals-ignore-case": "bC"}}, ["aBc", "BC"], ["bcd", 5]),
        # case
        ({"equals-ignore-case": "aBc"}, ["abc", "ABC"], ["abcd", "ab", 5]),
        ({"equals-ignore-case": "é"}, ["é", "É"], ["e"]),
        ({"equals-ignore-case": "straße"}, ["STRASSE", "straße"], ["strasse "]),
        ({"equals-ignore-case": "k"}, ["k", "K"], ["\u212a"]),
        ({"equals-ignore-case": "a.c"}, ["A.C"], ["abc"]),
        # wildcard
        ({"wildcard": "*"}, ["", "anything"], [5, True, None]),
        ({"wildcard": "a*c"}, ["ac", "abc", "abcac", "a\nc"], ["abcd", "xac", "a"]),
        ({"wildcard": "*a*"}, ["a", "xax"], ["b", ""]),
        ({"wildcard": "ab*ba"}, ["abba", "abxba"], ["aba"]),
        ({"wildcard": "a*b*c"}, ["abc", "axbxc", "abbc"], ["acb", "ac"]),
        ({"wildcard": "a\\*b"}, ["a*b"], ["axb", "ab"]),
        ({"wildcard": "a\\\\b"}, ["a\\b"], ["ab"]),
        # numbers
        ({"numeric": ["=", 5]}, [5, 5.0, [1, 5]], [6, "5", True]),
        ({"numeric": [">", 5]}, [5.000001, 6], [5, 4, "6"]),
        ({"numeric": [">=", 5]}, [5, 6], [4.999999]),
        ({"numeric": ["<", 5]}, [4.999999, -1e9], [5, 6]),
        ({"numeric": ["<=", 5]}, [5, 4], [5.000001]),
        ({"numeric": [">", 0, "<=", 5]}, [1, 5], [0, 6]),
        ({"numeric": [">=", -1.5, "<", 1.5]}, [-1.5, 0], [1.5, -2]),
        ({"numeric": ["<", 5e11]}, [1], [1e12, 0.1234567]),
        # addresses
        ({"cidr": "10.0.0.0/24"}, ["10.0.0.0", "10.0.0.255"], ["10.0.1.0", "x", 5, "10.0.0"]),
        ({"cidr": "10.0.0.77/24"}, ["10.0.0.1"], ["10.0.1.1"]),
        ({"cidr": "10.0.0.0/31"}, ["10.0.0.1"], ["10.0.0.2"]),
        ({"cidr": "0.0.0.0/0"}, ["1.2.3.4"], ["a", "", None, True]),
        ({"cidr": "2001:db8::/32"}, ["2001:db8::1", "2001:DB8:ffff::"], ["2001:db9::1", "1.2.3.4"]),
        # existence
        ({"exists": True}, ["", 0, None, False, [1]], [[], {}, {"b": 1}]),
        ({"exists": False}, [[], {}, {"b": 1}], ["", None, [1]]),
        # anything but
        ({"anything-but": "x"}, ["y", 5, True, None, ["x", "y"]], ["x", ["x"], []]),
        ({"anything-but": ["x", "y"]}, ["z", ["x", "z"]], ["x", "y", ["x", "y"]]),
        ({"anything-but": 5}, [6, "5", True, None], [5, 5.0]),
        ({"anything-but": [5, 6]}, [7, "x", 1e12], [5, 6.0]),
        ({"anything-but": "10.0.0.5"}, ["10.0.0.6"], ["10.0.0.5"]),
        ({"anything-but": {"prefix": "ab"}}, ["xab", "a", 5], ["ab", "abc"]),
        ({"anything-but": {"prefix": ["a", "b"]}}, ["c"], ["ax", "bx"]),
        ({"anything-but": {"suffix": "ab"}}, ["abx", None], ["ab", "xab"]),
        ({"anything-but": {"suffix": ["a", "b"]}}, ["c"], ["xa", "xb"]),
        ({"anything-but": {"equals-ignore-case": "Ab"}}, ["abc", 5], ["aB"]),
        ({"anything-but": {"equals-ignore-case": ["a", "b"]}}, ["c"], ["A", "B"]),
        ({"anything-but": {"wildcard": "a*c"}}, ["abcd", True], ["abc"]),
        ({"anything-but": {"wildcard": ["a*", "*z"]}}, ["b"], ["ab", "xz"]),
    ],
)
def test_operator(alternative, hits, misses):
    assert [value for value in hits if not matches([alternative], value)] == []
    assert [value for value in misses if matches([alternative], value)] == []


@pytest.mark.parametrize(
    ("alternatives", "hits", "misses"),
    [
        (["x", 5, None], ["x", 5, None], ["y", 6, False]),
        ([{"prefix": "a"}, {"suffix": "z"}], ["ab", "yz"], ["b"]),
        ([{"cidr": "10.0.0.0/8"}, {"prefix": "192."}], ["10.1.1.1", "192.168.0.1"], ["172.16.0.1"]),
        ([{"cidr": "10.0.0.0/8"}, {"anything-but": "192.168.0.1"}], ["10.1.1.1", "1.1.1.1"], ["192.168.0.1"]),
        ([{"numeric": [">", 5]}, {"cidr": "10.0.0.0/8"}], [6, "10.0.0.1"], [5, "11.0.0.1"]),
        # each anything-but is an alternative of its own
        ([{"anything-but": "x"}, {"anything-but": "y"}], ["x", "y", "z"], [[]]),
        ([{"exists": False}, "x"], ["x", []], ["y"]),
    ],
)
def test_alternatives(alternatives, hits, misses):
    assert [value for value in hits if not matches(alternatives, value)] == []
    assert [value for value in misses if matches(alternatives, value)] == []


@pytest.mark.parametrize("alternative", [{"cidr": "0.0.0.0/0"}])
def test_the_engine_takes_numbers_and_ipv6_addresses_by_their_first_digits(alternative):
    """Not what one would want, but what AWS's engine answers."""
    assert matches([alternative], 5)
    assert matches([alternative], "2001:db8::1")
    assert not matches([alternative], -5)


@pytest.mark.parametrize(
    "alternative",
    [
        [],
        ["x"],
        {},
        {"prefix": "a", "suffix": "b"},
        {"nope": "x"},
        {"exactly": 5},
        {"prefix": 5},
        {"prefix": None},
        {"prefix": ["a"]},
        {"prefix": {}},
        {"prefix": {"prefix": "a"}},
        {"prefix": {"equals-ignore-case": 5}},
        {"suffix": 5},
        {"suffix": {"wildcard": "a"}},
        {"equals-ignore-case": ["a"]},
        {"wildcard": 5},
        {"wildcard": "a**b"},
        {"wildcard": "a\\b"},
        {"wildcard": "a\\"},
        {"exists": "yes"},
        {"exists": 1},
        {"numeric": 5},
        {"numeric": []},
        {"numeric": [5]},
        {"numeric": ["="]},
        {"numeric": ["=", "5"]},
        {"numeric": ["=", True]},
        {"numeric": ["!=", 5]},
        {"numeric": ["=", 5, "<", 6]},
        {"numeric": ["<", 5, ">", 1]},
        {"numeric": [">", 5, "<", 1]},
        {"numeric": [">", 5, "<", 5]},
        {"numeric": [">", 1, "<", 5, "<", 6]},
        {"numeric": ["=", 1e12]},
        {"numeric": ["=", 0.1234567]},
        {"numeric": [["="], 5]},
        {"numeric": [{}, 5, [], 6]},
        {"cidr": 5},
        {"cidr": "banana"},
        {"cidr": "10.0.0.0"},
        {"cidr": "10.0.0.0/32"},
        {"cidr": "10.0.0.0/-1"},
        {"cidr": "10.0.0.0/8/8"},
        {"cidr": "::/128"},
        {"cidr": "300.0.0.0/8"},
        {"anything-but": []},
        {"anything-but": True},
        {"anything-but": None},
        {"anything-but": ["a", 5]},
        {"anything-but": [True]},
        {"anything-but": [None]},
        {"anything-but": 1e12},
        {"anything-but": {}},
        {"anything-but": {"numeric": ["=", 5]}},
        {"anything-but": {"prefix": "a", "suffix": "b"}},
        {"anything-but": {"prefix": ""}},
        {"anything-but": {"suffix": ["a", ""]}},
        {"anything-but": {"prefix": []}},
        {"anything-but": {"prefix": 5}},
        {"anything-but": {"wildcard": "a**"}},
        {"anything-but": {"equals-ignore-case": [5]}},
    ],
)
def test_refused(alternative):
    with pytest.raises(patterns.InvalidPatternError) as caught:
        patterns.compile({"detail": {"a": ["fine", alternative]}})
    assert caught.value.key.startswith("detail.a[1]")
    assert caught.value.reason
    assert caught.value.exit_code == 2
