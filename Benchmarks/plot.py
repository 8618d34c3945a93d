"""One plot: requests per second by candidate, a group of bars for each workload, as SVG."""

from html import escape
from statistics import median

LABELS = {"repeated": "one token repeated", "rotation": "2,000 in rotation", "fresh": "every token fresh",
          "invalid": "invalid signature"}
COLORS = {
    "none": "#c8ccd0", "responder_epoll": "#8b949e", "responder_libfcgi": "#5c6670", "gatehouse": "#d9480f",
    "gatehouse+cache": "#f08c00", "haproxy": "#4c6ef5", "mod_auth_openidc": "#862e9c",
}
BAR, GAP, LEFT, WIDTH, TOP = 18, 20, 160, 760, 64


def svg(runs, algorithm="RS256"):
    """Bars are medians, the lines over their ends the range over the rounds."""
    candidates = runs.names("candidate")
    most = max(run["rate"] for run in runs.runs)
    parts, y = [], TOP
    for workload in runs.names("workload"):
        parts.append(label(LEFT - 10, y + BAR, LABELS[workload], "end", weight="600"))
        for candidate in candidates:
            rates = runs.values("rate", candidate=candidate, workload=workload, algorithm=algorithm).values()
            if rates:
                parts.append(bar(y, candidate, rates, (WIDTH - LEFT - 170) / most))
                y += BAR
        y += GAP
    title = label(20, 28, f"Requests per second behind nginx, {algorithm}", size=17, weight="600")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {y}" font-family="system-ui, sans-serif">\n'
        f'<rect width="{WIDTH}" height="{y}" fill="#fff"/>\n{title}\n' + "\n".join(parts) + "\n</svg>\n")


def bar(y, candidate, rates, scale):
    low, middle, high = (LEFT + value * scale for value in (min(rates), median(rates), max(rates)))
    return (
        f'<rect x="{LEFT}" y="{y + 2}" width="{middle - LEFT:.1f}" height="{BAR - 4}"'
        f' fill="{COLORS.get(candidate, "#999")}"/>\n'
        f'<path d="M{low:.1f} {y + BAR / 2}H{high:.1f}" stroke="#000" stroke-opacity=".45"/>\n'
        + label(max(middle, high) + 6, y + BAR - 5, f"{median(rates):,.0f}  {candidate}"))


def label(x, y, text, anchor="start", size=12, weight="400"):
    return (f'<text x="{x:.1f}" y="{y}" font-size="{size}" font-weight="{weight}" text-anchor="{anchor}"'
            f' fill="#222">{escape(text)}</text>')
