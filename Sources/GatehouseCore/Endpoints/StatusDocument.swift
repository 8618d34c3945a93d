internal import JOSE
internal import JSON
internal import Keys
internal import Server

/// The status as JSON; `docs/telemetry.md` has the members.
enum StatusDocument {
    /// What the endpoint `status.json` says.
    static func content(of report: StatusReport) -> EndpointContent {
        EndpointContent(type: "application/json", text: text(of: report) + "\n")
    }

    /// A report as one JSON object.
    static func text(of report: StatusReport) -> String {
        object([
            ("version", Version.gatehouse.jsonText),
            (
                "libraries",
                object(Version.libraries.map { ($0.name.lowercased(), $0.version.jsonText) })
            ),
            ("time", "\(report.time)".jsonText), ("started", "\(report.startTime)".jsonText),
            ("uptime_seconds", "\(report.uptime)"), ("workers", "\(report.workerCount)"),
            ("resident_bytes", report.residentBytes.map { "\($0)" }),
            ("processor_seconds", "\(report.processorTime / .seconds(1))"),
            ("issuers", array(report.issuers.map { issuer($0, at: report.time) })),
            ("policies", array(report.policies.filter { $0.name != nil }.map(policy))),
            ("last_hour", array(report.minutes.map(minute))), ("cache", cache(report)),
            ("server", server(report)), ("configuration", configuration(report)),
            ("outputs", array(report.outputs.map(output))),
        ])
    }

    private static func issuer(_ issuer: IssuerReport, at time: UnixTime) -> String {
        let success = issuer.age.map { UnixTime(seconds: time.seconds - $0.components.seconds) }
        let next = issuer.nextDue.map { UnixTime(seconds: time.seconds + $0.components.seconds) }
        let keys = issuer.keys?.map { key in
            object([
                ("kid", key.id?.jsonText), ("alg", key.algorithm?.jsonText), ("type", key.type.jsonText),
            ])
        }
        return object([
            ("name", issuer.name.jsonText), ("available", "\(keys != nil)"), ("keys", array(keys ?? [])),
            ("age_seconds", issuer.age.map { "\($0.components.seconds)" }),
            ("last_success", success.map { "\($0)".jsonText }),
            ("next_refresh", next.map { "\($0)".jsonText }), ("error", issuer.error?.jsonText),
        ])
    }

    private static func policy(_ policy: StatusReport.PolicyCounts) -> String {
        object([("name", policy.name?.jsonText)] + outcomes(policy.counts))
    }

    private static func minute(_ minute: StatusReport.Minute) -> String {
        object([("start", "\(minute.start)".jsonText)] + outcomes(minute.counts))
    }

    /// The counts of allows, and of the reasons that there were.
    private static func outcomes(_ counts: [Int]) -> [(String, String?)] {
        func reasons(_ kind: DecisionOutcome.Kind) -> String {
            object(
                DecisionOutcome.all.filter { $0.kind == kind && counts[$0.index] > 0 }
                    .map { ($0.reason ?? "", "\(counts[$0.index])") })
        }
        return [
            ("allow", "\(counts[DecisionOutcome.allow.index])"), ("refuse", reasons(.refuse)),
            ("report", reasons(.report)),
        ]
    }

    private static func cache(_ report: StatusReport) -> String {
        object([
            ("hits", "\(report.latency[.hit]?.count ?? 0)"),
            ("misses", "\(report.latency[.miss]?.count ?? 0)"),
            ("evictions", "\(report.evictions)"), ("entries", "\(report.cache.entries)"),
            ("bytes", "\(report.cache.bytes)"), ("limit_bytes", "\(report.cacheLimit)"),
        ])
    }

    private static func server(_ report: StatusReport) -> String {
        object([
            ("connections_accepted", "\(report.server.accepted)"),
            ("connections_open", "\(report.server.open)"),
            ("requests", "\(report.server.requests)"), ("requests_waiting", "\(report.server.parked)"),
            ("requests_rejected", "\(report.server.refusedByAdmission)"),
        ])
    }

    private static func configuration(_ report: StatusReport) -> String {
        object([
            ("reloads", "\(report.reloads.successes)"), ("failed_reloads", "\(report.reloads.failures)"),
            ("last_reload_successful", "\(report.reloads.isLastGood)"),
            ("in_force_since", "\(report.reloads.lastSuccess)".jsonText),
        ])
    }

    private static func output(_ name: String, _ counts: LogOutput.Counts) -> String {
        object([
            ("name", name.jsonText), ("lines", "\(counts.written)"), ("dropped_lines", "\(counts.dropped)"),
            ("write_errors", "\(counts.failures)"),
        ])
    }

    /// An object of members whose values are JSON; `nil` is null.
    private static func object(_ members: [(String, String?)]) -> String {
        "{\(members.map { "\($0.0.jsonText):\($0.1 ?? "null")" }.joined(separator: ","))}"
    }

    private static func array(_ elements: [String]) -> String {
        "[\(elements.joined(separator: ","))]"
    }
}
