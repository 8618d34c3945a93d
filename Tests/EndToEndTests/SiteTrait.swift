import Testing

extension Site {
    /// The site of the suite that runs.
    @TaskLocal private static var ofSuite: Site?

    /// The site of a suite that has the trait `site`.
    static var current: Site {
        get throws { try #require(ofSuite) }
    }

    /// Gives the tests of a suite a site in common.
    struct Trait: SuiteTrait, TestScoping {
        let plan: Plan

        func provideScope(
            for test: Test, testCase: Test.Case?, performing body: @Sendable () async throws -> Void
        ) async throws {
            let site = try Site(plan)
            defer { site.close() }
            try await Site.$ofSuite.withValue(site) { try await body() }
        }
    }
}

extension Trait where Self == Site.Trait {
    /// One site for all tests of a suite.
    static func site(_ plan: Site.Plan = Site.Plan()) -> Self { Self(plan: plan) }
}
