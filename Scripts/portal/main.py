#!/usr/bin/env python3
"""Runs the portal; Scripts/portal.sh installs what it needs, and says how to call it."""

import os
import signal
import sys

import registrations
from children import Failure, answers
from flows import run_flows
from portal import TOKEN_LIFETIME, Portal, ProviderAlone
from report import Report

WELCOME = """
The console is at

    {portal.console}/

Press Authorize there. Sign-ins at the provider, and what an application proves itself with:

    ada     {password_ada}    a clerk: sees and places orders
    grace   {password_grace}    a manager: cancels them, too

    orders-service    {secret_service}    client_secret, for clientCredentials
    orders-terminal   {secret_terminal}    client_secret, for password

Give the console few scopes, and see what Gatehouse says to a call that needs more. A token lives {minutes} minutes.
The API itself is at {portal.api}/orders, the provider at {portal.provider.url}.
Gatehouse's log is {directory}/gatehouse.log. Ctrl-C ends everything.
"""

PROVIDER = """
The provider's issuer is {issuer}

It knows an API with the audience {audience} and the scopes orders.read and orders.write, the clients of a console at
{console}/console/, and:

    ada     {password_ada}    roles Clerk
    grace   {password_grace}    roles Clerk, Manager

    orders-service    {secret_service}    client_secret, for clientCredentials
    orders-terminal   {secret_terminal}    client_secret, for password

Ctrl-C ends it, and forgets everything.
"""


def main(mode):
    # Whatever ends the program ends what it started.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        if mode == "flows":
            return flows()
        if mode == "once":
            return once()
        if mode == "provider":
            return provider_alone(sys.argv[2])
        return until_interrupted()
    except Failure as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def flows():
    report = Report()
    with Portal() as portal:
        run_flows(portal, report)
    return verdict(report)


def once():
    # Selenium is there in this mode only.
    from console_flows import run_console_flows
    report = Report()
    with Portal() as portal:
        run_console_flows(portal, report)
        run_flows(portal, report)
    return verdict(report)


def until_interrupted():
    with Portal(console_port()) as portal:
        print(WELCOME.format(
            portal=portal, minutes=TOKEN_LIFETIME // 60, directory=portal.directory,
            password_ada=portal.passwords["ada"], password_grace=portal.passwords["grace"],
            secret_service=portal.secrets["orders-service"], secret_terminal=portal.secrets["orders-terminal"]),
            flush=True)
        portal.children.watch()


def provider_alone(console):
    """Only the provider, at a port that stays, for a console at the origin `console`."""
    with ProviderAlone(console) as alone:
        print(PROVIDER.format(
            issuer=alone.provider.issuer, audience=registrations.AUDIENCE, console=console,
            password_ada=alone.passwords["ada"], password_grace=alone.passwords["grace"],
            secret_service=alone.secrets["orders-service"], secret_terminal=alone.secrets["orders-terminal"]),
            flush=True)
        alone.children.watch()


def console_port():
    port = os.environ.get("PORT") or "8080"
    if not port.isdecimal() or not 1 <= int(port) <= 65535:
        raise Failure(f"PORT is \"{port}\", not a port number")
    if answers(f"http://127.0.0.1:{port}/"):
        raise Failure(f"port {port} is in use\nhint: choose another one: make portal PORT=8090")
    return int(port)


def verdict(report):
    if report.failures:
        print(f"\nerror: {report.failures} of {report.findings} findings are wrong", file=sys.stderr)
        return 1
    print(f"\nEverything is as it must be, {report.findings} findings.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
