"""`public-policy` on aws.lambda: does a policy of the function grant something to everybody?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from c7n.filters import Filter
from c7n.utils import local_session, type_schema

from custom_actions._function_policies import public_sids, read_statements

if TYPE_CHECKING:
    from custom_actions.base import JSON


class PublicFunctionPolicy(Filter):  # type: ignore[misc, unused-ignore]
    """Functions of whose policies one has a public statement: what `remove-public-statements` removes.

    :example:

    .. code-block:: yaml

        policies:
          - name: function-policy-public
            resource: aws.lambda
            filters:
              - public-policy
    """

    schema = type_schema("public-policy")
    # And what Custodian reads of each, and does not declare.
    permissions = (
        "lambda:GetPolicy",
        "lambda:ListAliases",
        "lambda:ListVersionsByFunction",
        "lambda:GetFunction",
    )

    def process(self, resources: list[JSON], event: JSON | None = None) -> list[JSON]:
        """Reads the policies afresh. A function that is gone by now is left out; other errors are raised."""
        client = local_session(self.manager.session_factory).client("lambda")

        def is_public(resource: JSON) -> bool:
            try:
                found = read_statements(lambda _: client, str(resource["FunctionName"]))
            except client.exceptions.ResourceNotFoundException:
                return False
            return bool(public_sids(found, event))

        return [each for each in resources if is_public(each)]
