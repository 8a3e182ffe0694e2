"""The fields that a CloudTrail record has, whatever was called.

https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
"""

from __future__ import annotations

from typing import Any

from c7n_reflex.authoring.apis.nodes import ANY, Node, of_value

_ANYTHING = {ANY: ""}


def _texts(names: str) -> dict[str, Any]:
    return dict.fromkeys(names.split(), "")


_IDENTITY = {
    **_texts("type userName principalId arn accountId accessKeyId invokedBy identityProvider credentialId"),
    "sessionContext": {
        "sessionIssuer": _texts("type principalId arn accountId userName"),
        "webIdFederationData": {"federatedProvider": "", "attributes": _ANYTHING},
        "attributes": _texts("creationDate mfaAuthenticated"),
        **_texts("sourceIdentity ec2RoleDelivery assumedRoot"),
        "ec2IssuedInVpc": "",
    },
    "onBehalfOf": _texts("userId identityStoreArn"),
    "inScopeOf": _texts("sourceArn sourceAccount issuerType credentialsIssuedTo"),
    "invokedByDelegate": {"accountId": ""},
}
_RECORD = {
    **_texts("eventVersion eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode"),
    **_texts("errorMessage requestID eventID eventType apiVersion managementEvent readOnly"),
    **_texts("recipientAccountId sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory"),
    **_texts("sessionCredentialFromConsole"),
    "userIdentity": _IDENTITY,
    "requestParameters": _ANYTHING,
    "responseElements": _ANYTHING,
    "additionalEventData": _ANYTHING,
    "serviceEventDetails": _ANYTHING,
    "resources": [{**_texts("ARN arn accountId type"), ANY: ""}],
    "addendum": {
        **_texts("reason updatedFields originalRequestID originalEventID"),
        "originalUserIdentity": _ANYTHING,
    },
    "edgeDeviceDetails": _ANYTHING,
    "eventContext": _ANYTHING,
    "insightDetails": _ANYTHING,
    "tlsDetails": _texts("tlsVersion cipherSuite clientProvidedHostHeader keyExchange"),
}
_ENVELOPE = {
    **_texts("version id detail-type source account time region"),
    "resources": [""],
    "detail": _ANYTHING,
}

RECORD: Node = of_value(_RECORD)
ENVELOPE: Node = of_value(_ENVELOPE)
