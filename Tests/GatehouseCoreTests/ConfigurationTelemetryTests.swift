import GatehouseCore
import Testing

@Suite("Configuration: the audit log")
struct ConfigurationTelemetryTests {
    @Test(
        "is read: standard error or a file, relative to the configuration, and a share",
        arguments: [
            ("audit-log: stderr", .standardError, 1),
            ("audit-log: ./stderr", .file(path: "/etc/gatehouse/./stderr"), 1),
            (
                "audit-log: audit.log\naudit-sample-allows: 0.25", .file(path: "/etc/gatehouse/audit.log"),
                0.25
            ),
            (
                "audit-log: /var/log/gatehouse/audit.log\naudit-sample-allows: 0",
                .file(path: "/var/log/gatehouse/audit.log"), 0
            ),
            ("workers: 1", nil, 1),
        ] as [(String, Configuration.AuditLog?, Double)])
    func good(lines: String, log: Configuration.AuditLog?, share: Double) throws {
        let configuration = try #require(
            ConfigurationExample.read(top(lines), file: "/etc/gatehouse/gatehouse.yaml").configuration)
        #expect(configuration.auditLog == log)
        #expect(configuration.auditSampleAllows == share)
    }

    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] =
        [
            MalformedCase(
                "an audit log that is a directory",
                top("audit-log: audit/"),
                """
                error: gatehouse.yaml:5: audit-log: "audit/" is not a regular file, expected stderr or the path of a file
                hint: for the system's journal, write stderr
                """),
            MalformedCase(
                "an audit log in a directory that is not there",
                top("audit-log: /var/missing/audit.log"),
                """
                warning: gatehouse.yaml:5: audit-log: found no directory "/var/missing"
                hint: the file is made when it is missing, its directory is not
                """),
            MalformedCase(
                "an audit log as a list",
                top("audit-log: [ stderr ]"),
                """
                error: gatehouse.yaml:5: audit-log: found a list, expected stderr or the path of a file
                """),
            MalformedCase(
                "a share without an audit log",
                top("audit-sample-allows: 0.5"),
                """
                warning: gatehouse.yaml:5: audit-sample-allows: has no effect: there is no "audit-log"
                """),
        ]
        + ["1.1", "-0.5", "50%", ".5", "1e-3", "0.1234567", "nan", "01"].map { text in
            MalformedCase(
                "a share of \(text)",
                top("audit-log: stderr\naudit-sample-allows: \(text)"),
                """
                error: gatehouse.yaml:6: audit-sample-allows: found "\(text)", expected a share from 0 to 1
                """)
        }
}
