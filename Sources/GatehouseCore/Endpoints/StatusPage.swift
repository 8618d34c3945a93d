internal import JOSE
internal import Server

/// The status as a page for people: whole in itself, and without a script just as well.
enum StatusPage {
    /// What the endpoint `status` says.
    static func content(of report: StatusReport) -> EndpointContent {
        EndpointContent(
            type: "text/html; charset=utf-8",
            headers: [
                Response.Header("Content-Security-Policy", StatusPageAssets.securityPolicy),
                Response.Header("Referrer-Policy", "no-referrer"),
            ],
            text: html(of: report).source)
    }

    private static func html(of report: StatusReport) -> HTMLText {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <noscript><meta http-equiv="refresh" content="30"></noscript>
        <title>Gatehouse</title>
        <style>\(StatusPageAssets.style)</style>
        </head>
        <body>
        <main>
        \(heading(report))
        \(figures(report))
        \(decisions(report))
        \(issuers(report))
        \(details(report))
        </main>
        <script>\(StatusPageAssets.script)</script>
        </body>
        </html>

        """
    }

    private static func heading(_ report: StatusReport) -> HTMLText {
        let without = report.issuers.count { $0.keys == nil }
        let failing = report.issuers.count { $0.error != nil }
        let state: HTMLText
        if without > 0 {
            state = "<p class=\"state bad\">\(counted(without, "issuer")) without keys</p>"
        } else if !report.reloads.isLastGood {
            state = "<p class=\"state warn\">the last reload failed</p>"
        } else if failing > 0 {
            state = "<p class=\"state warn\">\(counted(failing, "issuer")) cannot be refreshed</p>"
        } else {
            state = "<p class=\"state good\">every issuer has fresh keys</p>"
        }
        return """
            <header>
            <h1>Gatehouse</h1>
            \(state)
            <p class="note">version \(Version.gatehouse), up \(HumanText.time(seconds: report.uptime)), \
            at <time>\("\(report.time)")</time></p>
            </header>
            """
    }

    /// The numbers at the top.
    private static func figures(_ report: StatusReport) -> HTMLText {
        let plot = DecisionPlot(report.minutes)
        let hits = report.latency[.hit]?.count ?? 0
        let asked = hits + (report.latency[.miss]?.count ?? 0)
        return """
            <section class="figures">
            \(figure(HumanText.number(plot.total), "decisions in the last hour"))
            \(figure(HumanText.percent(plot.refused, of: plot.total), "of them refused"))
            \(figure(HumanText.percent(hits, of: asked), "answered by the cache"))
            \(figure(HumanText.number(report.server.parked), "requests wait for keys"))
            </section>
            """
    }

    private static func figure(_ value: String, _ meaning: String) -> HTMLText {
        "<div><b>\(value)</b><span>\(meaning)</span></div>"
    }

    // MARK: Decisions

    private static func decisions(_ report: StatusReport) -> HTMLText {
        let plot = DecisionPlot(report.minutes)
        let outcomes = [(outcome: DecisionOutcome.allow, count: plot.allowed)] + plot.refusals
        let entries = outcomes.map { outcome, count -> HTMLText in
            """
            <li><svg viewBox="0 0 10 10" aria-hidden="true">\
            <rect class="\(DecisionPlot.colour(outcome))" width="10" height="10"/></svg>\
            <span>\(outcome.words)</span><b>\(HumanText.number(count))</b></li>
            """
        }
        return """
            <section>
            <h2>Decisions of the last hour</h2>
            <p class="note">per minute, times in UTC; what is let in above, what is refused below</p>
            \(plot.html)
            <ul class="legend">\(entries)</ul>
            </section>
            """
    }

    // MARK: Issuers

    private static func issuers(_ report: StatusReport) -> HTMLText {
        "<section>\n<h2>Issuers and their keys</h2>\n<div class=\"issuers\">\(report.issuers.map(issuer))</div>\n</section>"
    }

    private static func issuer(_ issuer: IssuerReport) -> HTMLText {
        let state: HTMLText
        switch (issuer.keys, issuer.error) {
        case (nil, nil): state = "<span class=\"state warn\">waiting for keys</span>"
        case (nil, _?): state = "<span class=\"state bad\">no keys</span>"
        case (_?, _?): state = "<span class=\"state warn\">old keys</span>"
        case (let keys?, nil): state = "<span class=\"state good\">\(counted(keys.count, "key"))</span>"
        }
        let age: HTMLText =
            issuer.age.map { "confirmed \(HumanText.time(seconds: $0.components.seconds)) ago" }
            ?? "never confirmed"
        let due: HTMLText =
            issuer.nextDue.map { due in
                due < .seconds(1)
                    ? "next refresh is due"
                    : "next refresh in \(HumanText.time(seconds: due.components.seconds))"
            } ?? "refreshing now"
        let error: HTMLText = issuer.error.map { "<p class=\"error\">\($0)</p>" } ?? ""
        return """
            <article>
            <h3>\(issuer.name) \(state)</h3>
            <p class="note">\(age), \(due)</p>
            \(error)
            \(keys(issuer.keys ?? []))
            </article>
            """
    }

    private static func keys(_ keys: [IssuerReport.Key]) -> HTMLText {
        guard !keys.isEmpty else { return "" }
        let rows = keys.prefix(mostKeys).map { key -> HTMLText in
            let name: HTMLText = key.id.map { "<td><code>\($0)</code></td>" } ?? "<td>no name</td>"
            return "<tr>\(name)<td>\(key.algorithm ?? "any")</td><td>\(key.type)</td></tr>"
        }
        let more: HTMLText =
            keys.count > mostKeys ? "<p class=\"note\">and \(keys.count - mostKeys) more</p>" : ""
        return """
            <table><thead><tr><th>kid</th><th>alg</th><th>kind</th></tr></thead><tbody>\(Array(rows))</tbody></table>\
            \(more)
            """
    }

    // MARK: Everything else

    private static func details(_ report: StatusReport) -> HTMLText {
        let versions = Version.libraries.map { "\($0.name) \($0.version)" }
        let reloads = report.reloads
        let dropped = report.outputs.reduce(0) { $0 + $1.counts.dropped }
        let lists = [
            list(
                "Cache",
                [
                    ("answers", HumanText.number(report.cache.entries)),
                    ("memory", HumanText.bytes(report.cache.bytes)),
                    ("limit", HumanText.bytes(report.cacheLimit)),
                    ("hits", HumanText.number(report.latency[.hit]?.count ?? 0)),
                    ("misses", HumanText.number(report.latency[.miss]?.count ?? 0)),
                    ("evicted", HumanText.number(report.evictions)),
                ]),
            list(
                "Mean time to decide",
                WorkerTally.CacheUse.allCases.map { use in
                    (use.words, mean(report.latency[use] ?? LatencyHistogram.Values()))
                }),
            list(
                "Server",
                [
                    ("workers", "\(report.workerCount)"),
                    ("memory", report.residentBytes.map { HumanText.bytes($0) } ?? "–"),
                    ("requests", HumanText.number(report.server.requests)),
                    ("connections open", HumanText.number(report.server.open)),
                    ("turned down", HumanText.number(report.server.refusedByAdmission)),
                    ("log lines dropped", HumanText.number(dropped)),
                ]),
            list(
                "Configuration",
                [
                    ("policies", "\(report.policies.count - 1)"), ("issuers", "\(report.issuers.count)"),
                    (
                        "in force for",
                        HumanText.time(seconds: max(0, report.time.seconds - reloads.lastSuccess.seconds))
                    ), ("reloads", "\(reloads.successes)"),
                    ("failed reloads", "\(reloads.failures)"),
                ]),
        ]
        return """
            <section class="details">\(lists)
            </section>
            <footer class="note">with \(versions.joined(separator: ", ")); <a href="status.json">as JSON</a>, \
            <a href="metrics">metrics</a></footer>
            """
    }

    private static func list(_ title: String, _ entries: [(String, String)]) -> HTMLText {
        let rows = entries.map { name, value -> HTMLText in "<dt>\(name)</dt><dd>\(value)</dd>" }
        return "<div><h2>\(title)</h2><dl>\(rows)</dl></div>"
    }

    private static func mean(_ values: LatencyHistogram.Values) -> String {
        values.count == 0 ? "–" : "\(HumanText.duration(nanoseconds: values.sum / values.count))"
    }

    private static func counted(_ count: Int, _ noun: String) -> String {
        "\(count) \(noun)\(count == 1 ? "" : "s")"
    }

    private static let mostKeys = 20
}

extension WorkerTally.CacheUse {
    fileprivate var words: String {
        switch self {
        case .hit: "repeated"
        case .miss: "judged"
        case .none: "not to be kept"
        }
    }
}
