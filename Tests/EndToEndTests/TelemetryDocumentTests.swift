import Foundation
import TestSupport
import Testing

extension EndToEnd {
    @Suite("What is written about metrics", .site(.watched()))
    struct TelemetryDocumentTests {
        private static func document(_ name: String) throws -> String {
            try String(contentsOfFile: "\(TestBinaries.packageDirectory)/docs/\(name)", encoding: .utf8)
        }

        /// The names of the families of the running daemon.
        private static func families() throws -> Set<String> {
            Set(try Site.current.metrics().matches(of: /TYPE ([a-z_]+)/).map { String($0.1) })
        }

        @Test("each metric is in the manual, and the manual has no other")
        func manual() throws {
            let manual = try Self.document("telemetry.md")
            let rows = manual.matches(of: /(?m)^\| `((?:gatehouse|process)_[a-z_]+)`/).map { String($0.1) }
            #expect(Set(rows) == (try Self.families()))
        }

        @Test("each metric that the dashboard asks for exists")
        func dashboard() throws {
            let text = try Self.document("grafana-dashboard.json")
            let dashboard = try #require(TestJSON(text: text))
            guard case .array(let panels)? = dashboard["panels"] else { throw TestFailure("no panels") }
            var names: Set<String> = []
            for panel in panels {
                guard case .array(let targets)? = panel["targets"] else { continue }
                for target in targets {
                    let query = try #require(target["expr"]?.string)
                    let found = query.matches(of: /(?:gatehouse|process)_[a-z_]+/).map { String($0.output) }
                    #expect(!found.isEmpty, "\(query)")
                    names.formUnion(found)
                }
            }
            #expect(names.count >= 15)
            let families = try Self.families()
            for name in names {
                let family = name.replacing(/_(bucket|sum|count)$/, with: "")
                #expect(families.contains(name) || families.contains(family), "\(name)")
            }
        }

        @Test("promtool accepts each query of the dashboard")
        func queries() throws {
            let text = try Self.document("grafana-dashboard.json")
            let queries = text.matches(of: /"expr": ("(?:[^"\\]|\\.)*")/).compactMap {
                TestJSON(text: "[\($0.1)]").flatMap { value -> String? in
                    guard case .array(let elements) = value else { return nil }
                    return elements.first?.string
                }
            }
            #expect(queries.count >= 15)
            // As recording rules, since promtool reads queries in rule files only; a variable of Grafana's is a time.
            let rules = queries.enumerated().map { index, query in
                let plain = query.replacing("$__rate_interval", with: "5m").replacing("$instance", with: ".*")
                return "  - record: r\(index)\n    expr: \(TestJSON.string(plain).text)\n"
            }
            let directory = try TestDirectory()
            try directory.write("groups:\n- name: dashboard\n  rules:\n\(rules.joined())", to: "rules.yml")
            let run = try CommandRun("promtool", ["check", "rules", directory.path(of: "rules.yml")])
            #expect(run.status == 0, "\(run.output)\(run.errors)")
        }
    }
}
