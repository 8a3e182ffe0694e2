"""Sample events of API calls, rendered by the embedded organisation's CloudTrail."""

from __future__ import annotations

from typing import Any

from botocore.model import OperationModel

from c7n_reflex.authoring.apis import ApiCall, models
from c7n_reflex.authoring.samples import famous
from c7n_reflex.authoring.samples.setting import EARLIER, SOURCE_IP, TIME, Setting, principal, time, uid
from c7n_reflex.authoring.samples.values import Maker
from c7n_reflex.events.records import envelope
from c7n_reflex.organisation.calls import Call, Result
from c7n_reflex.organisation.cloudtrail import names, parameters
from c7n_reflex.organisation.cloudtrail.identity import Identities
from c7n_reflex.organisation.cloudtrail.kinds import Kind
from c7n_reflex.organisation.cloudtrail.placement import service_region

_EVENT_VERSION = "1.11"  # as of the organisation's emitter
_USER_AGENT = "aws-cli/2.24.0 md/awscrt#0.23.8 ua/2.0 os/linux#6.1 lang/python#3.12.6"
_DENIED = {"ec2": "UnauthorizedOperation"}


def sample(api: ApiCall, setting: Setting) -> dict[str, Any]:
    """The EventBridge event of the call; with `failed` it was denied."""
    call = _call(api, setting)
    result = _denied(api, call) if setting.failed else Result(200, _answer(api, call, setting))
    return envelope(_record(api, call, result))


def _call(api: ApiCall, setting: Setting) -> Call:
    model = models.model(api.service).operation_model(api.operation)
    params = _parameters(api, model, setting)
    return Call(
        id=uid("request", api.source, api.name),
        time=TIME,
        principal=principal(setting),
        account=setting.account,
        region=setting.region,
        service=api.service,
        operation=api.operation,
        model=model,
        params=params,
        source_ip=SOURCE_IP,
        user_agent=_USER_AGENT,
        host=_host(api, model, params, setting),
    )


def _parameters(api: ApiCall, model: OperationModel, setting: Setting) -> dict[str, Any]:
    given = _placed(famous.PARAMETERS.get(f"{api.service}:{api.operation}", {}), setting)
    return Maker(api.service, setting).parameters(model.input_shape, given)


def _answer(api: ApiCall, call: Call, setting: Setting) -> dict[str, Any]:
    known = famous.ANSWERS.get(f"{api.service}:{api.operation}")
    if known is not None:
        answer: dict[str, Any] = _placed(known, setting)
        return answer
    made = Maker(api.service, setting).answer(call.model.output_shape)
    return {name: call.params.get(name, value) for name, value in made.items()}


def _placed(value: Any, setting: Setting) -> Any:
    if isinstance(value, dict):
        return {key: _placed(item, setting) for key, item in value.items()}
    if isinstance(value, list):
        return [_placed(item, setting) for item in value]
    return setting.placed(value) if isinstance(value, str) else value


def _host(api: ApiCall, model: OperationModel, params: dict[str, Any], setting: Setting) -> str:
    prefix = model.service_model.endpoint_prefix
    bucket = f"{params['Bucket']}." if api.service == "s3" and "Bucket" in params else ""
    return f"{bucket}{prefix}.{setting.region}.amazonaws.com"


def _denied(api: ApiCall, call: Call) -> Result:
    action = api.iam_action or f"{api.source.removesuffix('.amazonaws.com')}:{api.operation}"
    message = f"User: {call.principal.arn} is not authorized to perform: {action}"
    code = _DENIED.get(api.service, "AccessDenied")
    return Result(403, error_code=names.error_code(api.service, call.model, code, 403), error_message=message)


def _record(api: ApiCall, call: Call, result: Result) -> dict[str, Any]:
    """The record, with the very keys that the organisation's emitter writes."""
    error = {"errorCode": result.error_code, "errorMessage": result.error_message} if result.failed else {}
    is_data = api.kind is Kind.DATA
    return {
        "eventVersion": _EVENT_VERSION,
        "userIdentity": _identity(call),
        "eventTime": time(),
        "eventSource": api.source,
        "eventName": api.name,
        "awsRegion": _region(call),
        "sourceIPAddress": call.source_ip,
        "userAgent": call.user_agent,
        **error,
        "requestParameters": parameters.request_parameters(call),
        "responseElements": None if api.kind is Kind.READ else parameters.response_elements(call, result),
        "requestID": call.id,
        "eventID": uid("event", api.source, api.name),
        "readOnly": api.read_only,
        "eventType": "AwsApiCall",
        "managementEvent": not is_data,
        "recipientAccountId": call.account,
        "eventCategory": "Data" if is_data else "Management",
    }


def _region(call: Call) -> str:
    try:
        return service_region(call.model.service_model.endpoint_prefix, call.region)
    except (
        KeyError
    ):  # Mechanical Turk is global, but its partition has no endpoint of its own in botocore's data
        return call.region


def _identity(call: Call) -> dict[str, Any]:
    """The session began before the call, as sessions do."""
    identities = Identities()
    identities.user_identity(call.principal, EARLIER)
    return identities.user_identity(call.principal, call.time)
