"""Which grants of an access control list are public: shared by the filter and the action."""

from __future__ import annotations

from typing import Any

JSON = dict[str, Any]

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html: everybody, and everybody who has
# any AWS account. The URIs are the same in every partition.
PUBLIC_GROUPS = {
    "http://acs.amazonaws.com/groups/global/AllUsers": "everybody",
    "http://acs.amazonaws.com/groups/global/AuthenticatedUsers": "every AWS account",
}


def public_grants(grants: list[JSON]) -> list[JSON]:
    """The grants of GetBucketAcl's `Grants` whose grantee is one of the public groups."""
    return [grant for grant in grants if grant.get("Grantee", {}).get("URI") in PUBLIC_GROUPS]


def in_words(grant: JSON) -> str:
    """`READ for everybody`, of a public grant."""
    return f"{grant['Permission']} for {PUBLIC_GROUPS[grant['Grantee']['URI']]}"
