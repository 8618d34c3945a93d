#!/usr/bin/env python3
"""Prints results as Markdown, and draws the plot.

  report.py summary RESULTS.json             for README.md: medians of what a user would compare
  report.py page RESULTS.json [PLOT.svg]     for docs/performance.md: everything
"""

import json
import pathlib
import sys
from statistics import median

import plot
import targets
from figures import Runs, spread

TITLES = {
    "repeated": "one token repeated", "rotation": "2,000 tokens in rotation", "fresh": "every token fresh",
    "invalid": "every signature invalid",
}


def page(results):
    """All that was measured, and what was asked of it."""
    parts = [
        method(results["setting"])
        + " Cells are medians and ranges, ratios medians of the ratios within each round."]
    if results.get("runs"):
        parts.append(table(Runs(results["runs"])))
    if rows := targets.rows(results):
        parts.append(target_table(rows))
    if results.get("decisions"):
        parts.append(decision_table(results["decisions"], results.get("verify_us", {})))
    return "\n\n".join(parts)


def summary(results):
    """Who does how much with one token, and what Gatehouse does with others."""
    runs = Runs(results["runs"])
    first = {"workload": runs.names("workload")[0], "algorithm": runs.names("algorithm")[0]}
    lines = [
        "| | | requests/s | p50 ms | p99 ms | CPU µs, nginx | CPU µs, authorizer |", "|---|---|---|---|---|---|---|"]
    for candidate in runs.names("candidate"):
        lines.append(summary_row(runs, candidate, first))
    for workload in runs.names("workload"):
        for algorithm in runs.names("algorithm"):
            where = {"workload": workload, "algorithm": algorithm}
            if where != first and workload != first["workload"]:
                lines.append(summary_row(runs, targets.OURS, where))
    return "\n".join([method(results["setting"]) + " Cells are medians.", "", *lines])


def summary_row(runs, candidate, where):
    def middle(field, scale=1, digits=0):
        return f"{median(runs.values(field, candidate=candidate, **where).values()) * scale:,.{digits}f}"

    return (
        f"| {TITLES[where['workload']]}, {where['algorithm']} | {candidate} | {middle('rate')} | {middle('p50', 1e-3, 2)} "
        f"| {middle('p99', 1e-3, 2)} | {middle('nginx_us', digits=1)} | {middle('authorizer_us', digits=1)} |")


def method(setting):
    return (
        f"Measured on {setting['date']} by `make bench`: {setting['cpu']}, {setting['cores']} cores shared by wrk"
        f" ({setting['connections']} connections), nginx {setting['nginx']} with one worker and the authorizer with two,"
        f" Linux {setting['kernel']}, unix sockets, tokens of about 1.9 kB. Candidates take turns for"
        f" {setting['rounds']} rounds of {setting['seconds']:g} s.")


def table(runs):
    lines = [
        "| workload | candidate | requests/s | p50 ms | p99 ms | CPU µs, nginx | CPU µs, authorizer"
        " | of epoll's | of libfcgi's |", "|---|---|---|---|---|---|---|---|---|"]
    for workload in runs.names("workload"):
        for algorithm in runs.names("algorithm"):
            for candidate in runs.names("candidate"):
                where = {"workload": workload, "algorithm": algorithm}
                if runs.select(candidate=candidate, **where):
                    lines.append(table_row(runs, candidate, where))
    return "\n".join(lines)


def table_row(runs, candidate, where):
    def cell(field, scale=1, digits=0):
        return spread(runs.values(field, candidate=candidate, **where).values(), scale, digits)

    def ratio(reference):
        found = runs.ratio("authorizer_us", {"candidate": candidate, **where}, {"candidate": reference, **where})
        return f"{found:.2f}" if found else ""

    cells = [
        f"{TITLES[where['workload']]}, {where['algorithm']}", candidate, cell("rate"), cell("p50", 1e-3, 2),
        cell("p99", 1e-3, 2), cell("nginx_us", digits=1), cell("authorizer_us", digits=1),
        ratio(targets.EPOLL), ratio(targets.LIBFCGI)]
    return f"| {' | '.join(cells)} |"


def target_table(rows):
    lines = ["| | asked | reached | |", "|---|---|---|---|"]
    lines += [f"| {name} | {asked} | {reached} | {'yes' if is_reached else '**no**'} |"
              for name, asked, reached, is_reached in rows]
    return "\n".join(lines)


def decision_table(decisions, verify):
    lines = [
        "| one decision, in process | ns | instructions (callgrind) | allocations | bare EVP_DigestVerify, ns |",
        "|---|---|---|---|---|"]
    for name, found in decisions.items():
        bare = f"{verify[name.split()[0]] * 1000:,.0f}" if verify and name.endswith("miss") else ""
        lines.append(
            f"| {name} | {found['nanoseconds']:,} | {found['instructions']:,} | {found['allocations']:g} | {bare} |")
    return "\n".join(lines)


def main():
    match sys.argv[1:]:
        case ["summary", results]:
            print(summary(json.loads(pathlib.Path(results).read_text())))
        case ["page", results, *drawing] if len(drawing) < 2:
            results = json.loads(pathlib.Path(results).read_text())
            print(page(results))
            for path in drawing:
                pathlib.Path(path).write_text(plot.svg(Runs(results["runs"])))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
