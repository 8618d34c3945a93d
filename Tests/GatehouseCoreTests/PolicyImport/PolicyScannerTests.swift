import Testing

@testable import GatehouseCore

@Suite("Scanner of API Management's policies")
struct PolicyScannerTests {
    @Test(
        "finds where a value ends, whatever is in it",
        arguments: [
            (#"<a b="x" c="y"/>"#, ["b": "x", "c": "y"]),
            (#"<a b='x "y" z' />"#, ["b": "x \"y\" z"]),
            (#"<a b = "x"  />"#, ["b": "x"]),
            (
                #"<a b="@(F("x") < 1 && y["z"] > 2)" c="d" />"#,
                ["b": #"@(F("x") < 1 && y["z"] > 2)"#, "c": "d"]
            ),
            (#"<a b="@(F(&quot;)&quot;))" c="d" />"#, ["b": #"@(F(")"))"#, "c": "d"]),
            (
                #"<a b="@(F("\")", @"\", ')', "a'b"))" c="d" />"#,
                ["b": #"@(F("\")", @"\", ')', "a'b"))"#, "c": "d"]
            ),
            (
                #"<a b="@{ /* " */ return $"{F("}")}"; }" c="d" />"#,
                ["b": #"@{ /* " */ return $"{F("}")}"; }"#, "c": "d"]
            ),
            ("<a b=\"@{ // \"\n return 1; }\" c=\"d\" />", ["b": "@{ // \"\n return 1; }", "c": "d"]),
            (#"<a b='@(x == "y")' c='d' />"#, ["b": #"@(x == "y")"#, "c": "d"]),
            (#"<a b="say "hi" now" c="d" />"#, ["b": #"say "hi" now"#, "c": "d"]),
            (#"<a b="${f("x", y["z"])}" c="d" />"#, ["b": #"${f("x", y["z"])}"#, "c": "d"]),
            (#"<a b="{{name}}" c="&lt;&amp;&#x41;&#66;&none;&" />"#, ["b": "{{name}}", "c": "<&AB&none;&"]),
            (#"<a b=x c="d" />"#, ["b": "x", "c": "d"]),
            (#"<a b c="d" />"#, ["b": "", "c": "d"]),
            (#"<a b="x" b="y" />"#, ["b": "x"]),
            (#"<a b="@(never ends" c="d" />"#, ["b": "@(never ends", "c": "d"]),
        ])
    func attributes(text: String, expected: [String: String]) throws {
        let element = try #require(PolicyScanner.scan(Array(text.utf8)).roots?.first)
        #expect(element.name == "a")
        #expect(Dictionary(uniqueKeysWithValues: element.attributes.map { ($0.name, $0.value) }) == expected)
    }

    @Test(
        "finds text between tags, whatever is in it",
        arguments: [
            ("<a> x </a>", "x"), ("<a>x <!-- <b> -->y</a>", "x y"), ("<a><![CDATA[<b> & ]]>c</a>", "<b> & c"),
            ("<a>@(x < y && F(\"</a>\"))</a>", "@(x < y && F(\"</a>\"))"),
            ("<a>@{ List<string> x; return \"<b>\"; }</a>", "@{ List<string> x; return \"<b>\"; }"),
            ("<a>1 < 2 &lt; 3</a>", "1 < 2 < 3"), ("<a>\n %{ for x in y ~} \n</a>", "%{ for x in y ~}"),
            ("<a><?pi x?>y</a>", "y"),
        ])
    func texts(text: String, expected: String) throws {
        let element = try #require(PolicyScanner.scan(Array(text.utf8)).roots?.first)
        #expect(element.texts.map(\.text) == [expected])
        #expect(element.elements.isEmpty)
    }

    @Test("gives each element, attribute and text its line")
    func lines() throws {
        let text = "<!--\n\n-->\n<a\n  b=\"\n1\"\n  c='2'>\n\n  x\n  <d/><e\n/></a>\n<f/>"
        let roots = try #require(PolicyScanner.scan(Array(text.utf8)).roots)
        #expect(roots.map(\.line) == [4, 12])
        #expect(roots[0].attributes.map(\.line) == [5, 7])
        #expect(roots[0].texts.map(\.line) == [9])
        #expect(roots[0].elements.map(\.line) == [10, 10])
    }

    @Test(
        "makes a tree of what is not nested as it should be, and says where",
        arguments: [
            (
                "<a><b></a><c/>", "a(b) c",
                [#"1: "<b>" is not closed: it is taken to end with what is around it"#]
            ),
            ("<a></b></a>", "a", [#"1: found "</b>", which closes nothing: ignored"#]),
            (
                "<a>\n<b>\n<c>", "a(b(c))",
                [
                    #"3: "<c>" is not closed: it is taken to end with what is around it"#,
                    #"2: "<b>" is not closed: it is taken to end with what is around it"#,
                    #"1: "<a>" is not closed: it is taken to end with what is around it"#,
                ]
            ),
            ("<a b=\"1\" <c/></a>", "a(c)", [#"1: found no ">" after "<a""#]),
            ("<<XML\n<a/>\nXML", "a", []),
            ("<!-- x", "", ["1: the comment that begins here does not end: the rest is ignored"]),
            (
                "<a><![CDATA[x", "a",
                [
                    "1: the CDATA section that begins here does not end: the rest is ignored",
                    #"1: "<a>" is not closed: it is taken to end with what is around it"#,
                ]
            ),
            (
                "<a b=\"x", "a",
                [
                    #"1: the value of "b" does not end"#, #"1: found no ">" after "<a""#,
                    #"1: "<a>" is not closed: it is taken to end with what is around it"#,
                ]
            ),
            (
                "<a ; b='1' ; c='2'/>", "a",
                [
                    "1: found something that is no attribute, which is ignored",
                    "1: found quotes inside a value",
                ]
            ),
        ])
    func flaws(text: String, tree: String, flaws: [String]) {
        let document = PolicyScanner.scan(Array(text.utf8))
        #expect((document.roots ?? []).map(Self.shape).joined(separator: " ") == tree)
        #expect(document.flaws.map { "\($0.line): \($0.message)" } == flaws)
    }

    @Test(
        "keeps the first hundred flaws, and takes the rest in its stride",
        arguments: ["</a>", "<a b/>", "<a b=c />", "<a ;/>", "<a b='1' b='2'/>"])
    func manyFlaws(piece: String) {
        let count = (1 << 20) / piece.utf8.count
        let document = PolicyScanner.scan(Array(String(repeating: piece, count: count).utf8))
        // One more says that there are too many elements.
        #expect(document.flaws.count == (piece == "</a>" ? 100 : 101))
    }

    @Test("gives each element a number of its own, also to those that are alike")
    func numbers() throws {
        let roots = try #require(PolicyScanner.scan(Array("<a><b/><b/></a><b/>".utf8)).roots)
        #expect(roots.map(\.number) == [1, 4])
        #expect(roots[0].elements.map(\.number) == [2, 3])
    }

    @Test("makes one text of pieces that comments part, on the line of the first that is more than space")
    func pieces() throws {
        let parted = "<a>\n <!-- 1 -->\n<!-- 2 --> x<![CDATA[ y ]]><!-- 3 -->z \n</a>"
        let element = try #require(PolicyScanner.scan(Array(parted.utf8)).roots?.first)
        #expect(element.texts.map(\.text) == ["x y z"])
        #expect(element.texts.map(\.line) == [3])
    }

    private static func shape(_ element: PolicyElement) -> String {
        let inner = element.elements.map(shape).joined(separator: " ")
        return inner.isEmpty ? element.name : "\(element.name)(\(inner))"
    }
}
