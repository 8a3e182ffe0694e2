"""Input, InputPath and InputTransformer."""

import json

import pytest

from c7n_reflex.organisation.eventbridge.faults import DeliveryError
from c7n_reflex.organisation.eventbridge.payload import body_of, document_of, found_at
from c7n_reflex.organisation.eventbridge.rules import Bus, Rule

RULE = Rule(Bus("200000000001", "us-east-1"), "r", "arn:rule/r", None, None, ())
EVENT = {
    "id": "1",
    "detail-type": "t",
    "resources": ["arn:a"],
    "detail": {"who": 'Ann "A"', "n": 3, "items": [{"k": 1}, {"k": 2}], "none": None},
}


def transformed(template, **paths):
    return body_of({"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}, EVENT, RULE)


def test_the_event_itself():
    assert document_of({}, EVENT, RULE) == EVENT


def test_input_is_sent_as_it_stands():
    assert body_of({"Input": '{ "a":1}'}, EVENT, RULE) == '{ "a":1}'


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("$", EVENT),
        ("$.detail", EVENT["detail"]),
        ("$.detail.n", 3),
        ("$.detail-type", "t"),
        ("$['detail']['n']", 3),
        ("$.resources[0]", "arn:a"),
        ("$.detail.items[1].k", 2),
        ("$.detail.items[*].k", [1, 2]),
        ("$.detail.items[7]", None),
        ("$.detail.nothing", None),
        ("$.detail.n.deeper", None),
        ("$..detail", None),
    ],
)
def test_paths(path, value):
    assert found_at(path, EVENT) == value


def test_input_path():
    assert document_of({"InputPath": "$.detail.items"}, EVENT, RULE) == [{"k": 1}, {"k": 2}]


def test_variables_outside_quotes_are_json():
    body = transformed(
        '{"who": <who>, "all": <items>, "n": <n>}', who="$.detail.who", items="$.detail.items", n="$.detail.n"
    )
    assert json.loads(body) == {"who": 'Ann "A"', "all": [{"k": 1}, {"k": 2}], "n": 3}


def test_variables_inside_quotes_are_text():
    body = transformed('"<who> did <n>: <items>"', who="$.detail.who", n="$.detail.n", items="$.detail.items")
    assert json.loads(body) == 'Ann "A" did 3: [{"k": 1}, {"k": 2}]'


def test_what_is_not_found_is_empty():
    assert json.loads(transformed('{"a": <a>, "b": "(<a>)"}', a="$.nothing")) == {"a": "", "b": "()"}


def test_predefined_variables():
    body = json.loads(
        transformed(
            '{"rule": <aws.events.rule-name>, "arn": "<aws.events.rule-arn>", "e": <aws.events.event.json>}'
        )
    )
    assert body == {"rule": "r", "arn": "arn:rule/r", "e": EVENT}
    assert "detail" not in json.loads(transformed("<aws.events.event>"))


def test_what_is_no_variable_stays():
    assert transformed("a < b <c> d", c="$.id") == 'a < b "1" d'
    assert transformed('"<unknown>"') == '"<unknown>"'


def test_a_function_needs_json():
    target = {"InputTransformer": {"InputTemplate": "not json"}}
    assert body_of(target, EVENT, RULE) == "not json"
    with pytest.raises(DeliveryError) as caught:
        document_of(target, EVENT, RULE)
    assert caught.value.code == "INVALID_JSON"
