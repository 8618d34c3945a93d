import Foundation
import TestSupport
import Testing

/// A site with a second server in its nginx, which keeps answers as gatehouse_cache_server.conf says.
struct CachingSite {
    let site: Site

    private let port: UInt16

    /// Makes one, has `body` use it, and closes it.
    ///
    /// - Parameters:
    ///   - seconds: How long nginx may repeat permissions of the policy `orders`; `clerks` allows none.
    ///   - body: What is to be tested.
    /// - Throws: What `body` throws, or `TestFailure` when a program does not start.
    static func with(seconds: Int, _ body: (CachingSite) throws -> Void) throws {
        let port = try LoopbackListener.freePort()
        var plan = Site.Plan()
        plan.settings =
            "log-format: json\n"
            + AccessCase.settings.replacing(
                "  orders:\n", with: "  orders:\n    web-server-cache-seconds: \(seconds)\n")
        plan.servers = """
            include gatehouse_cache_http.conf;
            server {
                listen 127.0.0.1:\(port);
                # What a server may say to have everything cached must not reach Gatehouse's location.
                fastcgi_cache_valid     any 1h;
                fastcgi_cache_use_stale error timeout updating http_500;
                include gatehouse_cache_server.conf;
            \(Site.Plan.tableLocations)
            }
            """
        try withSite(plan) { try body(CachingSite(site: $0, port: port)) }
    }

    /// Asks the server that keeps answers.
    func ask(_ target: String = "/orders/1", token: String?) throws -> HTTPMessage {
        let headers = token.map { [HTTPMessage.Header("Authorization", "Bearer \($0)")] } ?? []
        return try HTTPClient(port: port).ask("GET", target, headers: headers)
    }

    /// Asks often enough that nginx keeps a permission.
    func warm(_ target: String = "/orders/1", token: String) throws {
        for _ in 0..<3 { try #require(try ask(target, token: token).status == 200) }
    }

    /// Asks several times.
    ///
    /// - Returns: The statuses that came, and how often Gatehouse was asked, by the lines of its log.
    func ask(_ times: Int, _ target: String = "/orders/1", token: String) throws -> (Set<Int>, questions: Int)
    {
        let before = site.daemon.decisions.count
        var statuses: Set<Int> = []
        for _ in 0..<times { statuses.insert(try ask(target, token: token).status) }
        // Its log is written when it has nothing to do; a line of our own comes behind all others.
        let mark = "/orders/mark-\(UUID())"
        _ = try site.ask("GET", mark)
        try site.daemon.line(with: mark)
        return (statuses, site.daemon.decisions.count - before - 1)
    }
}
