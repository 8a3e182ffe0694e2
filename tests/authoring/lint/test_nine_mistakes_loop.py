"""The mistake that Custodian's own validation lets through: a policy that its own action starts."""

from c7n_reflex.authoring.lint import engine, registry
from c7n_reflex.policyfiles import check, load

LOOP = """\
policies:
  - name: stop-what-is-stopped
    resource: aws.ec2
    mode:
      type: cloudtrail
      role: arn:aws:iam::{account_id}:role/c7n-reflex-lambda
      events:
        - source: ec2.amazonaws.com
          event: StopInstances
          ids: requestParameters.instancesSet.items[].instanceId
    filters: FILTERS
    actions: [stop]
"""


def told(tmp_path, filters):
    file = tmp_path / "loop.yml"
    file.write_text(LOOP.replace("FILTERS", filters), encoding="utf-8")
    check(load([file]))  # valid, says Custodian
    problems = engine.lint([file], registry.selected(["E401", "W402"]), tmp_path).problems
    return [(each.lint_id, each.span.line, each.message) for each in problems]


def test_stop_on_stop_instances(tmp_path):
    ((lint, line, message),) = told(tmp_path, '["tag:env": dev]')
    assert (lint, line) == ("W402", 12)
    assert "stop-what-is-stopped --ec2:StopInstances--> stop-what-is-stopped" in message


def test_not_where_the_filters_exclude_what_is_stopped(tmp_path):
    assert told(tmp_path, "[State.Name: running]") == []
