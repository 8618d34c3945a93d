import Testing

@testable import GatehouseCore

@Suite("Texts that are cut")
struct CutTextTests {
    @Test(
        "keep as many scalars as may be, and say that there was more",
        arguments: [
            ("", 0, ""), ("a", 0, "..."), ("abc", 3, "abc"), ("abcd", 3, "abc..."), ("äöü", 2, "äö..."),
            ("e\u{301}\u{302}x", 2, "e\u{301}..."),
        ])
    func cut(text: String, longest: Int, expected: String) {
        #expect(Array(text.cut(toScalars: longest).unicodeScalars) == Array(expected.unicodeScalars))
    }
}
