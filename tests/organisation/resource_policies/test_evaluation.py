import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from c7n_reflex.organisation.calls import Principal
from c7n_reflex.organisation.identity import root, service
from c7n_reflex.organisation.resource_policies import ORGANISATION_ID, allowed, caller_context
from c7n_reflex.organisation.resource_policies.evaluation import denied

QUEUE = "arn:aws:sqs:us-east-1:111122223333:notices"
ALICE = Principal(
    "AssumedRole",
    "200000000001",
    "arn:aws:sts::200000000001:assumed-role/worker/alice",
    id="AROAX:alice",
    issuer_arn="arn:aws:iam::200000000001:role/worker",
)


def admits(statement, principal=ALICE, action="sqs:SendMessage", resource=QUEUE, **context):
    statement = {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*", **statement}
    return allowed(
        {"Statement": statement}, principal=principal, action=action, resource=resource, context=context
    )


@pytest.mark.parametrize("policy", [None, "", {}, {"Statement": []}])
def test_no_policy_admits_nobody(policy):
    assert not allowed(policy, principal=ALICE, action="sqs:SendMessage", resource=QUEUE, context={})


def test_a_policy_may_be_given_as_text():
    policy = {"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    assert allowed(json.dumps(policy), principal=ALICE, action="a:b", resource=QUEUE, context={})


@pytest.mark.parametrize(
    ("element", "expected"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": "200000000001"}, True),
        ({"AWS": "arn:aws:iam::200000000001:root"}, True),
        ({"AWS": ["arn:aws:iam::200000000009:root", "arn:aws:iam::200000000001:role/worker"]}, True),
        ({"AWS": "arn:aws:sts::200000000001:assumed-role/worker/alice"}, True),
        ({"AWS": "arn:aws:sts::200000000001:assumed-role/worker/bob"}, False),
        ({"AWS": "arn:aws:iam::200000000001:role/other"}, False),
        ({"AWS": "arn:aws:iam::200000000002:root"}, False),
        ({"AWS": "arn:aws:iam::200000000001:role/*"}, False),  # IAM has no wildcards here
        ({"Service": "events.amazonaws.com"}, False),
        ({"Federated": "cognito-identity.amazonaws.com"}, False),
        (None, False),
    ],
)
def test_principal(element, expected):
    assert admits({"Principal": element}) is expected


def test_not_principal_spares_the_one_it_names():
    statement = {"Effect": "Deny", "NotPrincipal": {"AWS": ALICE.issuer_arn}, "Action": "*", "Resource": "*"}
    policy = {"Statement": [statement, {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}]}
    assert allowed(policy, principal=ALICE, action="sqs:SendMessage", resource=QUEUE, context={})
    assert not allowed(
        policy, principal=root("200000000002"), action="sqs:SendMessage", resource=QUEUE, context={}
    )


def test_a_service_is_admitted_by_its_own_name_only():
    events = service("events.amazonaws.com", "200000000001")
    assert admits({"Principal": {"Service": "events.amazonaws.com"}}, events)
    assert not admits({"Principal": {"Service": "sns.amazonaws.com"}}, events)
    assert not admits({"Principal": {"AWS": "200000000001"}}, events)


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("sqs:SendMessage", True),
        ("SQS:sendmessage", True),
        ("sqs:Send*", True),
        ("*", True),
        ("sqs:SendMessag?", True),
        ("sqs:ReceiveMessage", False),
        ("sns:*", False),
    ],
)
def test_action(action, expected):
    assert admits({"Action": action}) is expected


@pytest.mark.parametrize(
    ("resource", "expected"),
    [(QUEUE, True), ("arn:aws:sqs:*:*:notices", True), ("arn:aws:sqs:us-east-1:111122223333:other", False)],
)
def test_resource(resource, expected):
    assert admits({"Resource": resource}) is expected


def test_not_action_and_not_resource():
    policy = {"Effect": "Allow", "Principal": "*", "NotAction": "sqs:Delete*", "NotResource": "arn:*:secret"}

    def ask(action, resource):
        return allowed({"Statement": policy}, principal=ALICE, action=action, resource=resource, context={})

    assert ask("sqs:SendMessage", QUEUE)
    assert not ask("sqs:DeleteQueue", QUEUE)
    assert not ask("sqs:SendMessage", "arn:aws:sqs:us-east-1:1:secret")


def test_a_trust_policy_has_no_resource():
    trust = {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole"}}
    assert allowed(trust, principal=ALICE, action="sts:AssumeRole", resource="arn:any", context={})


def test_a_statement_without_action_allows_nothing():
    policy = {"Statement": {"Effect": "Allow", "Principal": "*", "Resource": "*"}}
    assert not allowed(policy, principal=ALICE, action="sqs:SendMessage", resource=QUEUE, context={})


def test_policy_variables():
    condition = {"StringEquals": {"aws:SourceAccount": "${aws:PrincipalAccount}"}}
    assert admits({"Condition": condition}, **{"aws:SourceAccount": "200000000001"})
    assert not admits({"Condition": condition}, **{"aws:SourceAccount": "200000000002"})


def test_caller_context_names_the_organisation_of_members_only():
    accounts = ["200000000001"]
    condition = {"Condition": {"StringEquals": {"aws:PrincipalOrgID": ORGANISATION_ID}}}
    assert admits(condition, **caller_context(ALICE, accounts))
    assert not admits(condition, **caller_context(ALICE, ["200000000002"]))


def test_caller_context_of_a_service_is_the_account_that_it_works_for():
    events = service("events.amazonaws.com", "200000000001")
    context = caller_context(events, ["200000000001"], aws_SourceArn="arn:aws:events:r:200000000001:rule/x")
    condition = {
        "StringEquals": {"aws:SourceAccount": "200000000001"},
        "ArnLike": {"aws:SourceArn": "arn:aws:events:*:200000000001:rule/*"},
    }
    assert admits({"Condition": condition}, events, **context)
    assert not admits({"Condition": {"StringEquals": {"aws:PrincipalOrgID": "*"}}}, events, **context)


names = st.sampled_from(["200000000001", "200000000002", "*", ALICE.issuer_arn])
actions = st.sampled_from(["sqs:SendMessage", "sqs:*", "sqs:ReceiveMessage", "*"])
drawn = st.fixed_dictionaries(
    {
        "Effect": st.sampled_from(["Allow", "Deny"]),
        "Principal": st.fixed_dictionaries({"AWS": st.lists(names, min_size=1)}),
        "Action": st.lists(actions, min_size=1),
        "Resource": st.sampled_from(["*", QUEUE, "arn:aws:sqs:us-east-1:111122223333:other"]),
    }
)
REQUEST = {"principal": ALICE, "action": "sqs:SendMessage", "resource": QUEUE, "context": {}}


@given(st.lists(drawn), drawn)
def test_a_denial_wins_wherever_it_stands(policy, statement):
    deny = {**statement, "Effect": "Deny"}
    if denied({"Statement": deny}, **REQUEST):
        for place in range(len(policy) + 1):
            assert not allowed({"Statement": [*policy[:place], deny, *policy[place:]]}, **REQUEST)


@given(st.lists(drawn))
def test_a_policy_admits_what_one_of_its_statements_admits_and_none_denies(policy):
    alone = any(allowed({"Statement": s}, **REQUEST) for s in policy)
    refused = any(denied({"Statement": s}, **REQUEST) for s in policy)
    assert allowed({"Statement": policy}, **REQUEST) is (alone and not refused)


@given(st.lists(drawn), st.randoms())
def test_order_does_not_matter(policy, random):
    shuffled = list(policy)
    random.shuffle(shuffled)
    assert allowed({"Statement": policy}, **REQUEST) is allowed({"Statement": shuffled}, **REQUEST)
