import Testing

@Suite("Configuration: the daemon's own settings")
struct ConfigurationServerTests {
    @Test("each mistake gets its exact text", arguments: cases)
    func report(of mistake: MalformedCase) {
        mistake.expectReport()
    }

    static let cases: [MalformedCase] = [
        MalformedCase(
            "an unknown key at the top",
            top("listn: [ systemd ]"),
            """
            error: gatehouse.yaml:5: unknown key "listn"
            hint: did you mean "listen"?
            """),
        MalformedCase(
            "a policy's key at the top",
            top("audiences: [ api ]"),
            """
            error: gatehouse.yaml:5: unknown key "audiences"
            hint: "audiences" belongs in an entry of "policies"
            """),
        MalformedCase(
            "a key that resembles nothing",
            top("banana: 1"),
            #"error: gatehouse.yaml:5: unknown key "banana""#),
        MalformedCase(
            "a key with an underscore, in capitals",
            top(#"Socket_Mode: "0660""#),
            """
            error: gatehouse.yaml:5: unknown key "Socket_Mode"
            hint: did you mean "socket-mode"?
            """),
        MalformedCase(
            "a key of control characters and no end",
            top(
                #"""
                "\e[2Jxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx": 1
                """#),
            #"""
            error: gatehouse.yaml:5: unknown key "\u{1b}[2Jxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"
            """#),
        MalformedCase(
            "listen as text",
            top("listen: systemd"),
            """
            error: gatehouse.yaml:5: listen: found a single value, expected a list of addresses
            hint: write [ … ] around it, or "- " before it
            """),
        MalformedCase(
            "listen with nothing",
            top("listen:"),
            """
            error: gatehouse.yaml:5: listen: found nothing, expected a list of addresses
            """),
        MalformedCase(
            "listen as an empty list",
            top("listen: []"),
            """
            error: gatehouse.yaml:5: listen: is empty, expected a list of addresses
            """),
        MalformedCase(
            "an address without its kind",
            top("listen: [ /run/gatehouse.sock ]"),
            """
            error: gatehouse.yaml:5: listen[0]: found "/run/gatehouse.sock", expected unix:PATH, tcp:ADDRESS:PORT, systemd or stdin
            hint: write unix:/run/gatehouse.sock
            """),
        MalformedCase(
            "an address of another kind",
            top(#"listen: [ "udp:127.0.0.1:9000" ]"#),
            """
            error: gatehouse.yaml:5: listen[0]: found "udp:127.0.0.1:9000", expected unix:PATH, tcp:ADDRESS:PORT, systemd or stdin
            """),
        MalformedCase(
            "a unix socket with a relative path",
            top(#"listen: [ "unix:gatehouse.sock" ]"#),
            """
            error: gatehouse.yaml:5: listen[0]: found the path "gatehouse.sock", expected an absolute one
            """),
        MalformedCase(
            "a unix socket with too long a path",
            top("listen: [ \"unix:/" + String(repeating: "x", count: 107) + "\" ]"),
            """
            error: gatehouse.yaml:5: listen[0]: found a path of 108 bytes, a unix socket's has at most 107
            """),
        MalformedCase(
            "TCP without a port",
            top(#"listen: [ "tcp:localhost" ]"#),
            """
            error: gatehouse.yaml:5: listen[0]: found no port in "localhost"
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            """),
        MalformedCase(
            "TCP with a name for a host",
            top(#"listen: [ "tcp:localhost:9000" ]"#),
            """
            error: gatehouse.yaml:5: listen[0]: found the host "localhost", expected an IP address
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            """),
        MalformedCase(
            "TCP with port 0 and with 65536",
            top(#"listen: [ "tcp:127.0.0.1:0", "tcp:127.0.0.1:65536" ]"#),
            """
            error: gatehouse.yaml:5: listen[0]: found the port "0", expected one from 1 to 65535
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            error: gatehouse.yaml:5: listen[1]: found the port "65536", expected one from 1 to 65535
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            """),
        MalformedCase(
            "TCP with IPv6 without brackets",
            top(#"listen: [ "tcp:::1:9000" ]"#),
            """
            error: gatehouse.yaml:5: listen[0]: found the host "::1", expected an IP address
            hint: an IPv6 address needs brackets: tcp:[::1]:9000
            """),
        MalformedCase(
            "TCP with broken addresses",
            top(
                """
                listen: [ "tcp:127.0.0.256:1", "tcp:127.0.0.01:1", "tcp:[1:2]:1", "tcp:[::1::]:1" ]
                """),
            """
            error: gatehouse.yaml:5: listen[0]: found the host "127.0.0.256", expected an IP address
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            error: gatehouse.yaml:5: listen[1]: found the host "127.0.0.01", expected an IP address
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            error: gatehouse.yaml:5: listen[2]: found the host "1:2", expected an IP address
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            error: gatehouse.yaml:5: listen[3]: found the host "::1::", expected an IP address
            hint: write tcp:127.0.0.1:9000 or tcp:[::1]:9000
            """),
        MalformedCase(
            "the same address twice",
            top("listen: [ systemd, systemd ]"),
            """
            error: gatehouse.yaml:5: listen[1]: the same address a second time
            """),
        MalformedCase(
            "a socket mode without a unix socket",
            top(
                """
                listen: [ systemd ]
                socket-mode: "0600"
                """),
            """
            warning: gatehouse.yaml:6: socket-mode: has no effect: no address in "listen" is a unix socket
            """),
        MalformedCase(
            "a socket mode in decimal",
            top("socket-mode: 0968"),
            """
            error: gatehouse.yaml:5: socket-mode: found "0968", expected permission bits as "0660"
            hint: three octal digits after the 0
            """),
        MalformedCase(
            "a socket mode beyond permissions",
            top(#"socket-mode: "4755""#),
            """
            error: gatehouse.yaml:5: socket-mode: found "4755", expected permission bits as "0660"
            hint: three octal digits after the 0
            """),
        MalformedCase(
            "workers in words",
            top("workers: four"),
            """
            error: gatehouse.yaml:5: workers: found "four", expected a number from 1 to 256
            """),
        MalformedCase(
            "workers in quotes",
            top(#"workers: "4""#),
            """
            error: gatehouse.yaml:5: workers: found "4" in quotes, expected a number from 1 to 256
            hint: remove the quotes
            """),
        MalformedCase(
            "no workers at all",
            top("workers: 0"),
            """
            error: gatehouse.yaml:5: workers: found "0", expected a number from 1 to 256
            """),
        MalformedCase(
            "a number with a leading zero",
            top("connection-limit: 0100"),
            """
            error: gatehouse.yaml:5: connection-limit: found "0100", expected a number from 16 to 65536
            """),
        MalformedCase(
            "a number beyond every integer",
            top("connection-limit: 99999999999999999999"),
            """
            error: gatehouse.yaml:5: connection-limit: found "99999999999999999999", expected a number from 16 to 65536
            """),
        MalformedCase(
            "an unknown log level",
            top("log-level: warn"),
            """
            error: gatehouse.yaml:5: log-level: found "warn", expected "error", "warning", "notice" or "info"
            hint: did you mean "warning"?
            """),
        MalformedCase(
            "an unknown log format",
            top("log-format: xml"),
            """
            error: gatehouse.yaml:5: log-format: found "xml", expected "json" or "text"
            """),
        MalformedCase(
            "a time without a number",
            top("request-timeout: soon"),
            """
            error: gatehouse.yaml:5: request-timeout: found "soon", expected a time from 1s to 5m
            hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            """),
        MalformedCase(
            "a time that is too long",
            top("request-timeout: 1h"),
            """
            error: gatehouse.yaml:5: request-timeout: found "1h", expected a time from 1s to 5m
            """),
        MalformedCase(
            "a time that is negative",
            top("request-timeout: -5"),
            """
            error: gatehouse.yaml:5: request-timeout: found "-5", expected a time from 1s to 5m
            hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            """),
        MalformedCase(
            "a time as a list",
            top("request-timeout: [ 5 ]"),
            """
            error: gatehouse.yaml:5: request-timeout: found a list, expected a time from 1s to 5m
            """),
        MalformedCase(
            "a path with a line break",
            top(#"state-directory: "/var/lib\n/x""#),
            """
            error: gatehouse.yaml:5: state-directory: found a control character, expected a path on one line
            """),
        MalformedCase(
            "a group that is empty",
            top(#"socket-group: """#),
            """
            error: gatehouse.yaml:5: socket-group: is empty, expected a group's name
            """),
    ]
}
