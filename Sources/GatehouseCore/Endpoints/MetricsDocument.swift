internal import JOSE
internal import Keys
internal import Server

/// The daemon's metrics for Prometheus; `docs/telemetry.md` has the list.
enum MetricsDocument {
    /// What the endpoint `metrics` says.
    static func content(of report: StatusReport) -> EndpointContent {
        EndpointContent(type: "text/plain; version=0.0.4; charset=utf-8", text: text(of: report))
    }

    /// A report as metrics.
    static func text(of report: StatusReport) -> String {
        var text = PrometheusText()
        text.addProcess(report)
        text.addDecisions(report)
        text.addLatency(report)
        text.addCache(report)
        text.addIssuers(report)
        text.addServer(report)
        text.addReloads(report)
        text.addOutputs(report)
        return text.text
    }
}

extension PrometheusText {
    fileprivate mutating func addProcess(_ report: StatusReport) {
        family(
            "gatehouse_build_info", .gauge,
            "Versions of Gatehouse and of the libraries it has loaded; always 1.")
        let libraries = Version.libraries.map { ($0.name.lowercased(), $0.version) }
        sample(1, [("version", Version.gatehouse)] + libraries)
        family(
            "process_start_time_seconds", .gauge, "Start time of the process since the Unix epoch in seconds."
        )
        sample(Int(report.startTime.seconds))
        family("process_cpu_seconds_total", .counter, "Processor time that the process has used, in seconds.")
        sample(report.processorTime / .seconds(1))
        family("process_resident_memory_bytes", .gauge, "Memory that the process has in RAM, in bytes.")
        if let bytes = report.residentBytes { sample(bytes) }
        family("gatehouse_workers", .gauge, "Worker threads.")
        sample(report.workerCount)
    }

    fileprivate mutating func addDecisions(_ report: StatusReport) {
        family(
            "gatehouse_decisions_total", .counter, "Decisions by policy, outcome and reason of a refusal.")
        // Zeros are there from the start, so that the first refusal of a kind is an increase to Prometheus; but not
        // in a crowd of policies.
        let hasZeros = report.policies.count <= Self.mostPoliciesWithZeros
        for policy in report.policies {
            for outcome in DecisionOutcome.all {
                let count = policy.counts[outcome.index]
                guard count > 0 || (hasZeros && policy.expects(outcome)) else { continue }
                sample(
                    count,
                    [
                        ("policy", policy.name ?? Self.noPolicy), ("outcome", outcome.kind.rawValue),
                        ("reason", outcome.reason ?? ""),
                    ])
            }
        }
    }

    fileprivate mutating func addLatency(_ report: StatusReport) {
        family(
            "gatehouse_decision_duration_seconds", .histogram,
            "Time to decide a request, without waiting for keys or for the network, by use of the cache.")
        for use in WorkerTally.CacheUse.allCases {
            let values = report.latency[use] ?? LatencyHistogram.Values()
            let labels = [("cache", use.rawValue)]
            var count = 0
            for (place, bucket) in values.buckets.enumerated() {
                count += bucket
                let bound =
                    place < LatencyHistogram.bounds.count
                    ? "\(Double(LatencyHistogram.bounds[place]) / 1e9)" : "+Inf"
                sample(count, labels + [("le", bound)], suffix: "_bucket")
            }
            sample(Double(values.sum) / 1e9, labels, suffix: "_sum")
            sample(count, labels, suffix: "_count")
        }
    }

    fileprivate mutating func addCache(_ report: StatusReport) {
        family("gatehouse_cache_hits_total", .counter, "Decisions that were repeated from the cache.")
        sample(report.latency[.hit]?.count ?? 0)
        family(
            "gatehouse_cache_misses_total", .counter, "Decisions that were made because the cache had none.")
        sample(report.latency[.miss]?.count ?? 0)
        family(
            "gatehouse_cache_evictions_total", .counter, "Answers that the cache let go to make room.")
        sample(report.evictions)
        family("gatehouse_cache_entries", .gauge, "Answers in the cache.")
        sample(report.cache.entries)
        family("gatehouse_cache_bytes", .gauge, "Memory that answers in the cache take.")
        sample(report.cache.bytes)
        family("gatehouse_cache_limit_bytes", .gauge, "Memory that answers in the cache may take.")
        sample(report.cacheLimit)
    }

    fileprivate mutating func addIssuers(_ report: StatusReport) {
        let issuers = report.issuers
        family("gatehouse_issuer_keys", .gauge, "Keys of the issuer in use.")
        for issuer in issuers { sample(issuer.keys?.count ?? 0, [("issuer", issuer.name)]) }
        family(
            "gatehouse_issuer_keys_age_seconds", .gauge,
            "Time since the keys in use were last confirmed by their source.")
        for issuer in issuers {
            if let age = issuer.age { sample(age / .seconds(1), [("issuer", issuer.name)]) }
        }
        family(
            "gatehouse_issuer_last_success_timestamp_seconds", .gauge,
            "When the keys in use were last confirmed by their source.")
        for issuer in issuers {
            guard let age = issuer.age else { continue }
            sample(Int(report.time.seconds - age.components.seconds), [("issuer", issuer.name)])
        }
        family(
            "gatehouse_issuer_next_fetch_timestamp_seconds", .gauge, "When keys are fetched or read next.")
        for issuer in issuers {
            guard let due = issuer.nextDue else { continue }
            sample(Int(report.time.seconds + due.components.seconds), [("issuer", issuer.name)])
        }
        family("gatehouse_issuer_failing", .gauge, "Whether the last fetch or read of keys failed.")
        for issuer in issuers { sample(issuer.error == nil ? 0 : 1, [("issuer", issuer.name)]) }
        family(
            "gatehouse_issuer_fetches_total", .counter, "Transfers of an issuer's documents by result.")
        for issuer in issuers {
            for (result, tally) in issuer.counts.byResult {
                sample(tally.count, [("issuer", issuer.name), ("result", result)])
            }
        }
        family(
            "gatehouse_issuer_fetch_seconds_total", .counter,
            "Time that transfers of an issuer's documents took, by result.")
        for issuer in issuers {
            for (result, tally) in issuer.counts.byResult {
                sample(tally.elapsed / .seconds(1), [("issuer", issuer.name), ("result", result)])
            }
        }
    }

    fileprivate mutating func addServer(_ report: StatusReport) {
        family(
            "gatehouse_connections_accepted_total", .counter, "Connections accepted from web servers.")
        sample(report.server.accepted)
        family(
            "gatehouse_connections_dropped_total", .counter, "Connections closed on web servers, by reason.")
        sample(report.server.overdue, [("reason", "deadline")])
        sample(report.server.displaced, [("reason", "limit")])
        family("gatehouse_connections_open", .gauge, "Connections that are open and wait for something.")
        sample(report.server.open)
        family(
            "gatehouse_requests_total", .counter, "Requests from web servers, those for endpoints included.")
        sample(report.server.requests)
        family(
            "gatehouse_requests_rejected_total", .counter,
            "Requests and connections that were turned down because they are no FastCGI, or too large.")
        sample(report.server.refusedByAdmission)
        family("gatehouse_requests_waiting", .gauge, "Requests that wait for an issuer's keys.")
        sample(report.server.parked)
    }

    fileprivate mutating func addReloads(_ report: StatusReport) {
        family("gatehouse_config_reloads_total", .counter, "Reloads of the configuration by result.")
        sample(report.reloads.successes, [("result", "success")])
        sample(report.reloads.failures, [("result", "failure")])
        family(
            "gatehouse_config_last_reload_successful", .gauge,
            "Whether the last configuration that was read is in force.")
        sample(report.reloads.isLastGood ? 1 : 0)
        family(
            "gatehouse_config_last_reload_success_timestamp_seconds", .gauge,
            "When a configuration was put in force last.")
        sample(Int(report.reloads.lastSuccess.seconds))
    }

    fileprivate mutating func addOutputs(_ report: StatusReport) {
        family("gatehouse_log_lines_total", .counter, "Lines written to an output of the log.")
        for output in report.outputs { sample(output.counts.written, [("output", output.name)]) }
        family(
            "gatehouse_log_dropped_lines_total", .counter,
            "Lines that an output of the log did not take in time, and that are lost.")
        for output in report.outputs { sample(output.counts.dropped, [("output", output.name)]) }
        family(
            "gatehouse_log_write_errors_total", .counter, "Writes to an output of the log that failed.")
        for output in report.outputs { sample(output.counts.failures, [("output", output.name)]) }
    }

    /// The label of requests that name no policy that there is; no policy can have this name.
    private static let noPolicy = "(unknown)"

    private static let mostPoliciesWithZeros = 100
}

extension StatusReport.PolicyCounts {
    /// Whether decisions under the policy can have that outcome at all.
    fileprivate func expects(_ outcome: DecisionOutcome) -> Bool {
        guard name != nil else { return outcome.reason == "PolicyNotFound" && outcome.kind == .refuse }
        switch outcome.kind {
        case .allow: return true
        case .refuse: return !isReportOnly && outcome.isOfPolicies
        case .report: return isReportOnly && outcome.isOfPolicies
        }
    }
}

extension DecisionOutcome {
    /// Whether a policy that there is can have it.
    fileprivate var isOfPolicies: Bool { reason != "PolicyNotFound" && reason != "Other" }
}

extension FetchCounts {
    /// The tallies with the label that metrics give them.
    fileprivate var byResult: [(result: String, tally: FetchTally)] {
        [
            ("discovery", discoveries), ("key_set", keySets), ("not_modified", notModified),
            ("failure", failures),
        ]
    }
}
