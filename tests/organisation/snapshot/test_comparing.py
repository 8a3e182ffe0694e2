from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.organisation.snapshot import Change, difference
from c7n_reflex.organisation.snapshot.normalising import normalised
from tests.organisation.snapshot.test_normalising import answers


def described(groups):
    return {"us-east-1": {"ec2": normalised({"SecurityGroups": groups})}}


def group(*cidrs, name="a"):
    ranges = [{"CidrIp": cidr} for cidr in cidrs]
    permissions = [{"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": ranges}] if cidrs else []
    return {"GroupId": "sg-1", "GroupName": name, "IpPermissions": permissions}


def test_nothing_differs():
    assert difference(described([group("10.0.0.0/8")]), described([group("10.0.0.0/8")])) == []


def test_a_rule_more():
    changes = difference(described([group("10.0.0.0/8")]), described([group("0.0.0.0/0", "10.0.0.0/8")]))
    path = "us-east-1/ec2/SecurityGroups[sg-1].IpPermissions[tcp:22-22].IpRanges[0.0.0.0/0]"
    assert changes == [Change(path, None, {"CidrIp": "0.0.0.0/0"})]


def test_a_resource_less_is_one_change():
    changes = difference(described([group("10.0.0.0/8")]), described([]))
    assert [(change.path, change.after) for change in changes] == [("us-east-1/ec2/SecurityGroups", None)]
    two = [group(), {"GroupId": "sg-2"}]
    changes = difference(described(two), described(two[:1]))
    assert changes == [Change("us-east-1/ec2/SecurityGroups[sg-2]", {"GroupId": "sg-2"}, None)]


def test_an_attribute():
    changes = difference(described([group()]), described([group(name="b")]))
    assert changes == [Change("us-east-1/ec2/SecurityGroups[sg-1].GroupName", "a", "b")]


@given(answers)
def test_nothing_differs_from_itself(answer):
    assert difference(normalised(answer), normalised(answer)) == []


@given(answers, answers)
def test_each_way_shows_the_same_places(one, other):
    there = difference(normalised(one), normalised(other))
    back = difference(normalised(other), normalised(one))
    assert [(c.path, c.before, c.after) for c in there] == [(c.path, c.after, c.before) for c in back]
    assert bool(there) is (normalised(one) != normalised(other))


@given(
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
    st.lists(st.sampled_from(["a", "b", "c"]), unique=True),
)
def test_members_that_come_and_go(before, after):
    was, now = ({"Names": ["kept", *names]} for names in (before, after))
    changes = difference(normalised(was), normalised(now))
    assert {change.path for change in changes} == {f"Names[{name}]" for name in set(before) ^ set(after)}
