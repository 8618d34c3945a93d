import TestSupport
import Testing

@Suite("gatehouse")
struct CommandTests {
    @Test("helps, and refuses what it does not know", arguments: scripts)
    func script(script: CommandScript) throws {
        try script.run(in: CommandFiles())
    }

    @Test("version names the libraries in use")
    func version() throws {
        let run = try CommandRun(TestBinaries.path(of: "gatehouse"), ["version"])
        #expect(run.status == 0)
        #expect(run.errors == "")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 4)
        #expect(lines[0].wholeMatch(of: /gatehouse \d+\.\d+\.\d+/) != nil)
        #expect(lines[1].wholeMatch(of: /OpenSSL 3\.\d+\.\d+/) != nil)
        #expect(lines[2].hasPrefix("libcurl "))
        #expect(lines[3].wholeMatch(of: /simdjson \d+\.\d+\.\d+/) != nil)
    }

    @Test("serve does not start with a configuration that is no good")
    func unusableKeys() throws {
        let files = try CommandFiles()
        let path = files.directory.path(of: "empty.yaml")
        let run = try CommandRun(TestBinaries.path(of: "gatehouse"), ["serve", "--config", path])
        #expect(run.status == 1)
        #expect(run.output == "")
        let keys = files.directory.path(of: "empty.json")
        #expect(run.errors.hasSuffix("gatehouse: error: issuer \"local\": \(keys): there is no usable key\n"))
    }

    static let scripts = [
        CommandScript(
            #"""
            > gatehouse --help
            OVERVIEW: Validates the bearer tokens of requests for nginx, Apache and
            lighttpd.

            USAGE: gatehouse <subcommand>

            OPTIONS:
              -h, --help              Show help information.

            SUBCOMMANDS:
              serve                   Answer requests until told to stop (SIGTERM).
              check                   Check a configuration, and show all problems at once.
              explain                 Show what the daemon would say to a token, step by
                                      step.
              import-policy           Make a configuration of an API Management policy
                                      (validate-jwt, validate-azure-ad-token).
              refresh                 Have the running daemon fetch all keys anew.
              version                 Show the versions of Gatehouse and of the libraries
                                      in use.

              See 'gatehouse help <subcommand>' for detailed help.
            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse bogus
            ! Error: Unexpected argument 'bogus'
            ! Usage: gatehouse <subcommand>
            !   See 'gatehouse --help' for more information.
            exit 64
            """#),
        CommandScript(
            #"""
            > gatehouse serve
            ! Error: Missing expected argument '--config <config>'
            ! Help:  --config <config>  The configuration file.
            ! Usage: gatehouse serve --config <config>
            !   See 'gatehouse serve --help' for more information.
            exit 64
            """#),
        CommandScript(
            #"""
            > gatehouse serve --config {dir}/broken.yaml
            ! gatehouse: error: {dir}/broken.yaml:1: missing "issuers"
            ! gatehouse: error: {dir}/broken.yaml:1: listen[0]: found the path "relative.sock", \#
            expected an absolute one
            ! gatehouse: error: {dir}/broken.yaml:2: unknown key "isuers"
            ! gatehouse: hint: did you mean "issuers"?
            ! gatehouse: warning: {dir}/broken.yaml:5: policies.orders: no "audiences": a token \#
            that these issuers made for any other API is accepted
            ! gatehouse: hint: list the "aud" of this API
            ! gatehouse: error: {dir}/broken.yaml:5: policies.orders.clock-skew: found "soon", \#
            expected a time from 0 to 1h
            ! gatehouse: hint: write seconds, or a number and s, m, h or d: 90, 90s, 5m, 24h
            exit 1
            """#),
        CommandScript(
            #"""
            > gatehouse serve --help
            OVERVIEW: Answer requests until told to stop (SIGTERM).

            SIGHUP reads the configuration again, all of it or nothing. SIGUSR1 fetches all
            keys anew.

            USAGE: gatehouse serve --config <config>

            OPTIONS:
              -c, --config <config>   The configuration file.
              -h, --help              Show help information.

            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse check --help
            OVERVIEW: Check a configuration, and show all problems at once.

            With --nginx, looks for known traps in a configuration of nginx and all that it
            includes; with --config as well, also for those that depend on the policies.

            USAGE: gatehouse check [--config <config>] [--nginx <nginx>] [--fetch]

            OPTIONS:
              -c, --config <config>   The configuration file.
              --nginx <nginx>         A configuration file of nginx: nginx.conf, or one
                                      that it includes in "http".
              --fetch                 Fetch the keys of all issuers too.
              -h, --help              Show help information.

            exit 0
            """#),
        CommandScript(
            #"""
            > gatehouse explain --help
            OVERVIEW: Show what the daemon would say to a token, step by step.

            Reads the token, or the whole header that a client sends, from standard input,
            never from an argument, where others could see it. Exits with 0 when the token
            is let in, 1 when it is refused, 2 when there was no decision.

            USAGE: gatehouse explain --config <config> [--policy <policy>] [--require-scope \#
            <require-scope>] [--at <at>] [--format <format>] [--fetch]

            OPTIONS:
              -c, --config <config>   The configuration file.
              --policy <policy>       The policy. (default: default)
              --require-scope <require-scope>
                                      Scopes that the location requires beyond the policy,
                                      separated by spaces.
              --at <at>               The time to judge at, in seconds since 1970; now,
                                      unless given.
              --format <format>       text or json. (values: json, text; default: text)
              --fetch                 Fetch the issuers' keys; without it nobody is
                                      contacted.
              -h, --help              Show help information.

            exit 0
            """#),
    ]
}
