import TestSupport
import Testing

extension Site.Plan {
    /// A site whose nginx has the locations of gatehouse_endpoints.conf and, for the metrics, one for another
    /// machine, and believes who a client says it is.
    static func watched(_ settings: String = "") -> Site.Plan {
        Site.Plan(
            settings: AccessCase.settings + "\n" + settings,
            locations: """
                include gatehouse_endpoints.conf;
                location = /elsewhere/metrics {
                    allow 192.0.2.7;
                    fastcgi_param GATEHOUSE_ENDPOINT metrics;
                    include gatehouse_endpoint_question.conf;
                }

                """ + Site.Plan.tableLocations,
            servers: "set_real_ip_from 127.0.0.1;\nreal_ip_header X-Test-Client;")
    }
}

extension Site {
    /// The daemon's metrics as nginx gives them.
    func metrics() throws -> String {
        let answer = try HTTPClient(port: server.port).ask("GET", "/gatehouse/metrics")
        try #require(answer.status == 200, "\(answer.head)\n\(answer.text)")
        return answer.text
    }

    /// The value of a metric, by its name with its labels as they are written; `nil` when there is none.
    func metric(_ series: String) throws -> Double? {
        try metrics().split(separator: "\n").first { $0.hasPrefix(series + " ") }
            .flatMap { Double($0.dropFirst(series.count + 1)) }
    }
}
