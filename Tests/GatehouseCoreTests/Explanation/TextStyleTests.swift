import TestSupport
import Testing

@testable import GatehouseCore

@Suite("Explanations at a terminal")
struct TextStyleTests {
    @Test("have the same words in the same columns, with the marks in colour")
    func coloured() throws {
        let explainer = try Explainer()
        let explanation = try explainer.explain(try explainer.mint.token(["aud": "x", "scp": nil]))
        let coloured = explanation.text(.coloured)
        #expect(coloured.contains("\u{1B}[32mok\u{1B}[0m    format"))
        #expect(coloured.contains("\u{1B}[1;31mFAIL\u{1B}[0m  audience"))
        #expect(coloured.contains("\u{1B}[31mfail\u{1B}[0m  claim scp"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == explanation.text())
    }
}
