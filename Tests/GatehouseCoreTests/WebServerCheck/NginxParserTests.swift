import Testing

@testable import GatehouseCore

@Suite("The text of an nginx configuration")
struct NginxParserTests {
    private func words(_ text: String) -> [String] {
        var lexer = NginxLexer(text)
        var result: [String] = []
        while let token = lexer.next() {
            switch token {
            case .close: result.append("}")
            case .end: result.append(";")
            case .open: result.append("{")
            case .word(let word): result.append("<\(word)>")
            }
        }
        return result
    }

    @Test(
        "is taken apart as nginx does it",
        arguments: [
            ("a b;c{d;}", "<a> <b> ; <c> { <d> ; }"),
            ("# a;\na # b\n;", "<a> ;"), ("a#b;", "<a#b> ;"), ("", ""), ("a", "<a>"),
            (#"a "b c;{}" 'd "e"';"#, #"<a> <b c;{}> <d "e"> ;"#),
            (#"a "b\"c\\d\.e";"#, #"<a> <b"c\d\.e> ;"#), (#"a b\ c\;d;"#, #"<a> <b\ c\;d> ;"#),
            ("a ${b}c${d;", "<a> <${b}c${d;>"), ("location ~ a$ {}", "<location> <~> <a$> { }"),
            ("a \"b", "<a> <b>"), ("a \"b\\", "<a> <b\\>"), ("a\\", "<a\\>"), ("ä é;", "<ä> <é> ;"),
        ])
    func tokens(text: String, expected: String) {
        #expect(words(text).joined(separator: " ") == expected)
    }

    private func parse(_ files: [String: String]) -> (NginxParser, [NginxDirective]) {
        let source = NginxFiles {
            files[$0].map { .text($0) } ?? .missing
        } names: { directory in
            files.keys.filter { $0.hasPrefix(directory) }.map { String($0.dropFirst(directory.count)) }
        }
        let parser = NginxParser(file: "/n/a.conf", files: source)
        return (parser, parser.directives(of: "/n/a.conf"))
    }

    @Test("has its included files in their place, each line with its own file's number")
    func includes() {
        let (parser, directives) = parse([
            "/n/a.conf": "x;\nhttp {\n  include d/*.conf; include /abs; include up; }\ny;",
            "/abs": "\n\nthree;",
            "/n/d/1.conf": "one;", "/n/d/2.conf": "\ntwo;", "/n/d/3.txt": "no;", "/n/d/.4.conf": "no;",
            "/n/../up": "four;",
        ])
        #expect(parser.problems == [])
        #expect(directives.map(\.name) == ["x", "http", "y"])
        #expect(directives.map(\.place.line) == [1, 2, 4])
        let inner = directives[1].block ?? []
        #expect(inner.map(\.name) == ["one", "two", "three", "four"])
        #expect(
            inner.map { "\($0.place.file):\($0.place.line)" } == [
                "/n/d/1.conf:1", "/n/d/2.conf:2", "/abs:3", "/n/../up:1",
            ])
    }

    @Test(
        "that is wrong is reported with its line",
        arguments: [
            ("a;\n}", "error: /n/a.conf:2: found \"}\" without a block that it ends"),
            ("a {\nreturn 200 }", "error: /n/a.conf:2: found \"}\", expected \";\""),
            ("a;\nb", "error: /n/a.conf:2: found the end of the file, expected \";\""),
            ("a {\nb;\n", "error: /n/a.conf:2: found the end of the file, expected \"}\""),
            (
                "\ninclude b;",
                "warning: /n/a.conf:2: not looked at: \"/n/b\": no such file"
            ),
            ("include a.conf;", "error: /n/a.conf:1: files include one another more than 32 deep"),
            (
                String(repeating: "a {", count: 40) + String(repeating: "}", count: 40),
                "error: /n/a.conf:1: blocks are nested more than 32 deep"
            ),
        ])
    func problems(text: String, report: String) throws {
        let (parser, _) = parse(["/n/a.conf": text])
        let first = try #require(parser.problems.first)
        #expect("\(first.severity.rawValue): \(first)" == report)
    }

    @Test("may have a block of Lua in it")
    func lua() {
        let (parser, directives) = parse([
            "/n/a.conf": "content_by_lua_block { if a then t = {} end -- ; }\nb;"
        ])
        #expect(parser.problems == [])
        #expect(directives.map(\.name) == ["content_by_lua_block", "b"])
    }

    @Test("that includes itself often is given up, in good time")
    func explosion() {
        let text = String(repeating: "include a.conf;", count: 1_000)
        let (parser, directives) = parse(["/n/a.conf": text])
        #expect(directives.isEmpty)
        #expect(parser.problems.map(\.message) == ["files include one another more than 32 deep"])
        let many = String(repeating: "a;", count: 200_000)
        #expect(parse(["/n/a.conf": many]).1.count == 100_000)
        #expect(
            parse(["/n/a.conf": many]).0.problems.map(\.message) == ["there are more than 100000 directives"])
    }

    @Test("whatever its bytes are, there is an answer", arguments: 0..<200)
    func noise(seed: Int) {
        var random = SplitMix64(seed: UInt64(seed))
        let pieces = [
            "server", "location", " ", "\n", "{", "}", ";", "\"", "'", "\\", "#", "$", "${",
            "auth_request /_gatehouse/auth;",
            "return", "set $gatehouse_policy", "proxy_pass x;", "\u{0}", "é", "include a.conf;", "include *;",
            "if (",
        ]
        let text = (0..<200).map { _ in pieces[Int(random.next() % UInt64(pieces.count))] }.joined()
        let files = NginxFiles {
            $0 == "/n/a.conf" ? .text(text) : .missing
        } names: { _ in
            ["a.conf"]
        }
        let check = NginxCheck(file: "/n/a.conf", configuration: nil, files: files)
        #expect(check.problems.allSatisfy { !$0.report.contains("\u{0}") })
    }

    @Test(
        "names files by pattern",
        arguments: [
            ("*", "a.conf b.txt"), ("*.conf", "a.conf"), ("?.*", "a.conf b.txt"), ("a*f", "a.conf"),
            ("**", "a.conf b.txt"),
            ("*x*t", "b.txt"), ("c*", ""), ("a.conf", "a.conf"),
        ])
    func patterns(pattern: String, expected: String) {
        let files = NginxFiles { _ in
            .missing
        } names: { _ in
            ["b.txt", "a.conf", ".hidden"]
        }
        #expect(files.paths(matching: pattern).joined(separator: " ") == expected)
    }
}
