"""Rules of security groups, and which of them an event added."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_actions._open_ingress import open_rules
from custom_actions._permissions import Rule, rule, rule_ids_in_call, rules_in_call, rules_of
from tests.flights.case import call

PORTS = st.integers(0, 65535)
CIDRS = st.one_of(
    st.ip_addresses(v=4).flatmap(lambda address: st.integers(0, 32).map(lambda bits: f"{address}/{bits}")),
    st.ip_addresses(v=6).flatmap(lambda address: st.integers(0, 128).map(lambda bits: f"{address}/{bits}")),
)
RULES = st.builds(rule, st.sampled_from(["tcp", "udp"]), PORTS, PORTS, CIDRS, st.text(max_size=5))


@pytest.mark.parametrize("cidr", ["0.0.0.0/0", "::/0", "208.236.235.254/0", "0:0:0:0:0:0:0:0/0"])
def test_every_range_of_prefix_zero_is_open(cidr):
    assert rule("tcp", 22, 22, cidr).is_open


@pytest.mark.parametrize(
    "cidr", ["0.0.0.0/16", "0.0.0.0/32", "10.0.0.0/8", "0.0.0.0/1", "::/128", "nonsense/0x"]
)
def test_narrower_ranges_are_not(cidr):
    assert not rule("tcp", 22, 22, cidr).is_open


@given(CIDRS)
def test_open_means_that_every_address_is_in_it(cidr):
    network = ipaddress.ip_network(cidr, strict=False)
    assert rule("tcp", 1, 1, cidr).is_open == (network.num_addresses == 2**network.max_prefixlen)


@given(st.lists(RULES))
def test_rules_survive_the_way_to_aws_and_back(rules):
    assert rules_of([each.as_permission() for each in rules]) == rules


@given(st.lists(RULES, max_size=6), st.lists(RULES, max_size=4))
def test_an_event_never_selects_a_rule_that_it_did_not_add(present, added):
    items = [
        {
            "ipProtocol": each.protocol,
            "fromPort": str(each.from_port),
            "toPort": each.to_port,
            "ipRanges": {"items": [{"cidrIp": each.cidr}]} if ":" not in each.cidr else {},
            "ipv6Ranges": {"items": [{"cidrIpv6": each.cidr}]} if ":" in each.cidr else {},
        }
        for each in added
    ]
    event = call("AuthorizeSecurityGroupIngress", {"groupId": "sg-1", "ipPermissions": {"items": items}})
    permissions = [each.as_permission() for each in present + added]
    selected = {each.key for each in open_rules(permissions, {}, event)}
    assert selected == {each.key for each in added if each.is_open}


def test_both_forms_of_a_protocol_and_of_a_port_are_the_same_rule():
    assert rule("6", "22", "22", "0.0.0.0/0").key == rule("tcp", 22, 22, "0.0.0.0/0").key
    assert rule("-1", None, None, "::/0").key == rule("-1", -1, -1, "0::0/0").key


def test_other_ports_or_protocols_are_other_rules():
    ssh = rule("tcp", 22, 22, "0.0.0.0/0")
    assert ssh.key != rule("tcp", 22, 23, "0.0.0.0/0").key
    assert ssh.key != rule("udp", 22, 22, "0.0.0.0/0").key


def test_all_traffic_is_written_without_ports():
    assert Rule("-1", -1, -1, "::/0").as_permission() == {
        "IpProtocol": "-1",
        "Ipv6Ranges": [{"CidrIpv6": "::/0"}],
    }


def test_ids_are_found_in_one_rule_and_in_a_list():
    one = {"ModifySecurityGroupRulesRequest": {"SecurityGroupRule": {"SecurityGroupRuleId": "sgr-1"}}}
    many = {"securityGroupRules": [{"securityGroupRuleId": "sgr-1"}, {"securityGroupRuleId": "sgr-2"}]}
    assert rule_ids_in_call({"requestParameters": one}) == {"sgr-1"}
    assert rule_ids_in_call({"requestParameters": many}) == {"sgr-1", "sgr-2"}
    assert rule_ids_in_call({"requestParameters": None}) == set()


def test_a_call_that_names_no_range_selects_nothing():
    assert rules_in_call({"requestParameters": {"groupId": "sg-1", "ipPermissions": {}}}) is None
    event = call("AuthorizeSecurityGroupIngress", {"groupId": "sg-1", "ipPermissions": {}})
    assert open_rules([rule("tcp", 22, 22, "0.0.0.0/0").as_permission()], {}, event) == []


def test_sources_that_are_groups_or_prefix_lists_are_no_rules_of_ours():
    permission = {
        "IpProtocol": "tcp",
        "FromPort": 22,
        "ToPort": 22,
        "UserIdGroupPairs": [{"GroupId": "sg-2"}],
        "PrefixListIds": [{"PrefixListId": "pl-1"}],
        "IpRanges": [],
    }
    assert rules_of([permission]) == []
