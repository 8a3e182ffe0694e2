"""moto's CloudFormation leaves out resource types and properties, and misses that parameters have changed.

Each function mends one fault of moto 5.2.5 and says which. They replace attributes of moto's modules, so
they hold for the whole process; running them twice changes nothing.
"""

from __future__ import annotations

import copy
import functools
import json
import re
from collections.abc import Callable
from typing import Any

from c7n_reflex.organisation.organisation import Organisation

_GONE = re.compile(
    "NotFound|NoSuch|NonExist|DoesNotExist|NotExist"
)  # in names of moto's exceptions, and codes
_SUBSTITUTION = re.compile(r"\$\{([^!}.]+)\}")


def install(_: Organisation) -> None:
    """Mend CloudFormation, once a process."""
    from moto.cloudformation import parsing

    if getattr(parsing, "_mended", False):
        return
    for mend in MENDS:
        mend()
    parsing._mended = True


def missing_types() -> None:
    """Resource types that moto does not know are skipped with a warning, and the stack is "complete"."""
    from moto.cloudformation import parsing

    from c7n_reflex.organisation.moto_mends import (  # noqa: F401 - define them
        cloudformation_alarms,
        cloudformation_types,
    )

    for cached in (parsing.get_model_list, parsing.get_model_map, parsing.get_name_type_map):
        cached.cache_clear()


def no_value_in_lists() -> None:
    """`AWS::NoValue` as an item of a list stays there as None; AWS leaves the item out."""
    from moto.cloudformation import parsing

    stock = parsing.clean_json

    @functools.wraps(stock)
    def clean_json(resource_json: Any, resources_map: Any) -> Any:
        cleaned = stock(resource_json, resources_map)
        return [item for item in cleaned if item is not None] if isinstance(cleaned, list) else cleaned

    parsing.clean_json = clean_json


def short_conditions() -> None:
    """`!Condition Name` is read as `Fn::Condition`, which is always true."""
    from moto.cloudformation import models

    stock = models.yaml_tag_constructor

    def yaml_tag_constructor(loader: Any, tag: Any, node: Any) -> Any:
        return {"Condition": node.value} if tag == "!Condition" else stock(loader, tag, node)

    models.yaml_tag_constructor = yaml_tag_constructor


def references() -> None:
    """Only `Ref` counts as a use of a parameter; one used by `Fn::Sub` or a condition changes nothing."""
    from moto.cloudformation import parsing

    def of(template: Any) -> list[str]:
        if isinstance(template, list):
            return [name for item in template for name in of(item)]
        if not isinstance(template, dict):
            return []
        found = [name for value in template.values() for name in of(value)]
        found += [template["Ref"]] if "Ref" in template else []
        substituted = template.get("Fn::Sub", "")
        text = substituted[0] if isinstance(substituted, list) else substituted
        return found + _SUBSTITUTION.findall(text)

    parsing.get_references_from_template = of


def conditions() -> None:
    """A resource whose condition depends on a changed parameter is neither added, changed nor removed."""
    from moto.cloudformation.parsing import ResourceMap

    stock = ResourceMap.build_resource_diff

    def build_resource_diff(self: Any, other: dict[str, Any], parameters: Any = None) -> dict[str, Any]:
        diff: dict[str, Any] = stock(self, other, parameters)
        if parameters is None or parameters == self.input_parameters:
            return diff
        for name, resource in other["Resources"].items():
            exists = name in self._parsed_resources
            wanted = _wanted(self, other, resource, parameters)
            settled = any(name in names for names in diff.values())
            if wanted and exists and "Fn::If" in json.dumps(resource, default=str) and not settled:
                diff["Modify"].append(name)
            elif wanted and not exists and name not in diff["Add"]:
                diff["Modify"] = [item for item in diff["Modify"] if item != name]
                diff["Add"].append(name)
            elif not wanted and exists:
                diff["Modify"] = [item for item in diff["Modify"] if item != name]
                diff["Remove"].append(name)
            elif not wanted:
                diff["Modify"] = [item for item in diff["Modify"] if item != name]
        return diff

    ResourceMap.build_resource_diff = build_resource_diff


def _wanted(current: Any, template: dict[str, Any], resource: dict[str, Any], parameters: Any) -> bool:
    """Whether the resource's condition holds under the new parameters."""
    from moto.cloudformation.parsing import ResourceMap

    if "Condition" not in resource:
        return True
    trial = ResourceMap(
        current.stack_id, "", parameters, {}, current._region_name, current._account_id, template, None
    )
    trial.load_mapping()
    trial.load_parameters()
    trial.load_conditions()
    return bool(trial.lazy_condition_map[resource["Condition"]])


def removed_resources() -> None:
    """An updated stack still lists a removed resource, and cannot create it again."""
    from moto.cloudformation.parsing import ResourceMap

    stock = ResourceMap.update

    def update(self: Any, template: dict[str, Any], parameters: Any = None) -> None:
        gone = list(self.build_resource_diff(template, parameters)["Remove"])
        stock(self, template, parameters)
        for name in gone:
            self._parsed_resources.pop(name, None)

    ResourceMap.update = update


def gone_resources() -> None:
    """A resource that was deleted by hand can be deleted neither with its stack nor by an update."""
    from moto.cloudformation.parsing import ResourceMap

    stock = ResourceMap._delete_resource

    def _delete_resource(self: Any, parsed_resource: Any, resource_json: dict[str, Any]) -> None:
        try:
            stock(self, parsed_resource, resource_json)
        except Exception as error:
            said = f"{type(error).__name__} {getattr(error, 'code', '')} {getattr(error, 'error_type', '')}"
            if not _GONE.search(said):
                raise

    ResourceMap._delete_resource = _delete_resource


def absent_resources() -> None:
    """A resource whose condition is false is listed among the stack's resources, as created."""
    from moto.cloudformation.models import Stack

    def stack_resources(self: Any) -> list[Any]:
        return [resource for resource in self.resource_map.values() if resource is not None]

    Stack.stack_resources = property(stack_resources)


def list_parameters() -> None:
    """A list parameter's default is not split, and DescribeStacks shows a list instead of the text given."""
    from moto.cloudformation.models import Stack
    from moto.cloudformation.parsing import ResourceMap

    stock = ResourceMap.load_parameters

    def load_parameters(self: Any) -> None:
        slots = self._template.get("Parameters", {})
        defaults = {name: str(slot["Default"]) for name, slot in slots.items() if "Default" in slot}
        self.input_parameters = {**defaults, **self.input_parameters}
        stock(self)

    def parameter_list(self: Any) -> list[dict[str, Any]]:
        hidden = self.resource_map.no_echo_parameter_keys
        return [
            {"ParameterKey": name, "ParameterValue": "****" if name in hidden else str(value)}
            for name, value in self.resource_map.input_parameters.items()
        ]

    ResourceMap.load_parameters = load_parameters
    Stack.parameter_list = property(parameter_list)


def unchanged_stacks() -> None:
    """The same template and parameters are an update if a parameter is a list, a number or has a default."""
    from moto.cloudformation.exceptions import ValidationError
    from moto.cloudformation.responses import CloudFormationResponse

    def _validate_different_update(self: Any, incoming: Any, body: str, old: Any) -> None:
        before = {name: str(value) for name, value in old.resource_map.input_parameters.items()}
        after = {**before, **self._get_param_values(incoming or [], before)}
        if old.template == body and before == after:
            raise ValidationError(old.name, message="No updates are to be performed.")

    CloudFormationResponse._validate_different_update = _validate_different_update


def failed_stacks() -> None:
    """A resource that fails fails the request and leaves the stack in progress for ever.

    AWS accepts the request; the stack's events then name the resource's fault, and it is rolled back.
    """
    from moto.cloudformation.models import Stack

    stock = Stack.create_resources

    def create_resources(self: Any) -> None:
        try:
            stock(self)
        except Exception as error:  # noqa: BLE001 - whatever a resource raises is why the stack failed
            reason = getattr(error, "message", "") or str(error) or type(error).__name__
            self._add_stack_event("CREATE_FAILED", resource_status_reason=str(reason))
            self.resource_map.delete()
            # These maps are lazy: whoever looked at a resource or output would create it again.
            self.resource_map._resource_json_map, self.output_map._output_json_map = {}, {}
            self.status = "ROLLBACK_COMPLETE"
            self.status_reason = reason
            self._add_stack_event("ROLLBACK_COMPLETE")

    Stack.create_resources = create_resources


def parse_once() -> None:
    """The template of every stack is parsed by PyYAML's slow loader, although 22 stacks share a text."""
    from moto.cloudformation.models import Stack

    parse = functools.lru_cache(maxsize=64)(Stack.parse_template)
    Stack.parse_template = staticmethod(lambda template: copy.deepcopy(parse(template)))


def roles() -> None:
    """ManagedPolicyArns of a role are ignored; an update changes neither its trust nor its policies.

    With such policies the role cannot be deleted with its stack.
    """
    from moto.iam.models import Role, iam_backends
    from moto.utilities.utils import get_partition

    def apply(role: Any, properties: dict[str, Any], account: str) -> Any:
        backend = iam_backends[account][role.partition]
        role.assume_role_policy_document = _text(properties["AssumeRolePolicyDocument"])
        role.description = properties.get("Description", "")
        role.max_session_duration = properties.get("MaxSessionDuration", 3600)
        inline = properties.get("Policies", [])
        role.policies = {policy["PolicyName"]: _text(policy["PolicyDocument"]) for policy in inline}
        detach(role)
        for arn in properties.get("ManagedPolicyArns", []):
            backend.attach_role_policy(arn, role.name)
        return role

    def detach(role: Any) -> None:
        for attached in list(role.managed_policies.values()):
            attached.detach_from(role)

    def delete(name: str, _: Any, account: str, region: str) -> None:
        detach(iam_backends[account][get_partition(region)].get_role(name))
        stock_delete(Role, name, _, account, region)

    stock_delete = Role.delete_from_cloudformation_json.__func__
    Role.delete_from_cloudformation_json = staticmethod(delete)

    _wrap_create(Role, lambda role, properties, account, _: apply(role, properties, account))
    _replace_update(Role, lambda role, properties, account, _: apply(role, properties, account))


def managed_policies() -> None:
    """An updated managed policy keeps its document, a deleted one stays, and the stack loses the resource."""
    from moto.iam.models import ManagedPolicy, iam_backends
    from moto.utilities.utils import get_partition

    def update(policy: Any, properties: dict[str, Any], *_: str) -> Any:
        default = next(v for v in policy.versions if v.version_id == policy.default_version_id)
        default.document = _text(properties["PolicyDocument"])
        return policy

    def delete(arn: str, _: Any, account: str, region: str) -> None:
        iam_backends[account][get_partition(region)].delete_policy(arn)

    _replace_update(ManagedPolicy, update)
    ManagedPolicy.delete_from_cloudformation_json = staticmethod(delete)


def tables() -> None:
    """Time to live and point-in-time recovery of a table are ignored, and an update loses the resource."""
    from moto.dynamodb.models import dynamodb_backends
    from moto.dynamodb.models.table import Table

    def apply(table: Any, properties: dict[str, Any], account: str, region: str) -> Any:
        backend = dynamodb_backends[account][region]
        if "TimeToLiveSpecification" in properties:
            backend.update_time_to_live(table.name, properties["TimeToLiveSpecification"])
        if "PointInTimeRecoverySpecification" in properties:
            backend.update_continuous_backups(table.name, properties["PointInTimeRecoverySpecification"])
        return table

    _wrap_create(Table, apply)
    _replace_update(Table, apply)


def queues() -> None:
    """An update of a queue changes only two of its attributes."""
    from moto.sqs.models import Queue

    def update(queue: Any, properties: dict[str, Any], *_: str) -> Any:
        attributes = {name: v for name, v in properties.items() if name not in ("QueueName", "Tags")}
        queue._set_attributes({"Policy": queue.policy, **attributes})
        return queue

    _replace_update(Queue, update)


def topics() -> None:
    """An update replaces the topic, which loses its policy and its subscriptions."""
    from moto.sns.models import Topic

    def update(topic: Any, properties: dict[str, Any], *_: str) -> Any:
        topic.display_name = properties.get("DisplayName", topic.display_name)
        return topic

    _replace_update(Topic, update)


Change = Callable[[Any, dict[str, Any], str, str], Any]  # (resource, properties, account, region)


def _wrap_create(model: Any, change: Change) -> None:
    """Let `change` finish what moto created."""
    stock = model.create_from_cloudformation_json.__func__

    def create(name: str, template: Any, account: str, region: str, **more: Any) -> Any:
        resource = stock(model, name, template, account, region, **more)
        return change(resource, template["Properties"], account, region)

    model.create_from_cloudformation_json = staticmethod(create)


def _replace_update(model: Any, change: Change) -> None:
    """Let `change` update the resource in place."""

    def update(**given: Any) -> Any:
        properties = given["cloudformation_json"]["Properties"]
        return change(given["original_resource"], properties, given["account_id"], given["region_name"])

    model.update_from_cloudformation_json = staticmethod(update)


def _text(document: Any) -> str:
    return document if isinstance(document, str) else json.dumps(document)


MENDS = (
    missing_types,
    no_value_in_lists,
    short_conditions,
    references,
    conditions,
    removed_resources,
    gone_resources,
    absent_resources,
    list_parameters,
    unchanged_stacks,
    failed_stacks,
    parse_once,
    roles,
    managed_policies,
    tables,
    queues,
    topics,
)
