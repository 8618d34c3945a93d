"""The four grants and what becomes of their tokens, without a browser."""

from grant_flows import GrantFlows
from operation_flows import OperationFlows


def run_flows(portal, report):
    """Goes through everything; the portal is as it was when they end, but for its keys."""
    grants = GrantFlows(portal, report)
    operation = OperationFlows(portal, report)
    operation.configuration_is_fine()
    operation.registrations_can_be_repeated()
    operation.nobody_without_a_token()
    grants.authorization_code()
    grants.implicit()
    grants.client_credentials()
    grants.password()
    operation.other_origins()
    operation.expired_token()
    operation.key_rotation()
    operation.provider_outage()
    operation.gatehouse_outage()
    operation.no_token_in_a_log(grants.tokens + operation.tokens)
