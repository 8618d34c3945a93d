internal import JOSE
internal import OpenSSL

/// What every status page has in common: its style, its script, and the policy that lets a browser use these two and
/// nothing else.
enum StatusPageAssets {
    /// The Content-Security-Policy (Level 3): the style and the script by their digests, and asking for the page again.
    static let securityPolicy =
        "default-src 'none'; style-src \(source(style)); script-src \(source(script)); connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

    /// Brings the page up to date every ten seconds while somebody looks.
    static let script: HTMLText = """
        setInterval(async () => {
          if (document.hidden) return;
          try {
            const answer = await fetch(location.href, { cache: 'no-store' });
            if (!answer.ok) throw new Error(answer.status);
            const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
            document.querySelector('main').replaceWith(page.querySelector('main'));
          } catch {
            document.querySelector('main').classList.add('stale');
          }
        }, 10000);
        """

    /// Light and dark as the reader has it; one column on a phone.
    static let style: HTMLText = """
        :root { --back: #f6f7f9; --card: #fff; --line: #dfe3e8; --text: #1c2430; --soft: #5c6775; --good: #1a7f4b;
          --warn: #9a6200; --bad: #b3261e; --c0: #5aa982; --c1: #d1495b; --c2: #6d597a; --c3: #e07a3f; --c4: #b3261e;
          --c5: #8a5a44; --c6: #457b9d; --c7: #c77dba; --c8: #7b5ea7; --c9: #e0a526; --c10: #2a9d8f; --c11: #4f7cc4;
          --c12: #b5838d; --c13: #9d2b5f; --c14: #b08968; --c15: #8d99ae; }
        @media (prefers-color-scheme: dark) { :root { --back: #12161c; --card: #1b212a; --line: #313a46;
          --text: #e6eaf0; --soft: #9aa7b6; --good: #58c78f; --warn: #e3a63f; --bad: #ff7a70; --c0: #3f8f69; } }
        * { box-sizing: border-box; margin: 0; }
        body { background: var(--back); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 2rem; display: grid; gap: 1rem;
          grid-template-columns: minmax(0, 1fr); }
        main.stale { opacity: .45; }
        header { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
        h1 { font-size: 1.5rem; } h2 { font-size: 1.05rem; } h3 { font-size: 1rem; overflow-wrap: anywhere; }
        .note { color: var(--soft); font-size: .875rem; } time { white-space: nowrap; } header .note { width: 100%; }
        .state { font-size: .875rem; font-weight: 600; white-space: nowrap; }
        .state::before { content: "●"; margin-right: .35em; }
        .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
        section, .details > div { background: var(--card); border: 1px solid var(--line); border-radius: .6rem;
          padding: 1rem; }
        .figures { display: grid; grid-template-columns: repeat(4, minmax(0, 1fr)); gap: 1rem; }
        .figures b { display: block; font-size: 1.6rem; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .figures span { color: var(--soft); font-size: .875rem; }
        .plot { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: .9rem .5rem; margin: .9rem 0 .75rem; }
        .plot svg { width: 100%; height: 7rem; display: block; } .axis { margin-top: -.4rem; }
        .scale { display: flex; flex-direction: column; justify-content: space-between; text-align: right;
          min-width: 2.5rem; }
        .scale, .axis { color: var(--soft); font-size: .75rem; line-height: 1; font-variant-numeric: tabular-nums; }
        .axis { grid-column: 2; display: flex; justify-content: space-between; }
        .grid { stroke: var(--line); stroke-width: 1; fill: none; vector-effect: non-scaling-stroke; }
        .legend { list-style: none; padding: 0; display: grid; gap: .25rem 1.5rem;
          grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); font-size: .875rem; }
        .legend li { display: flex; gap: .5rem; align-items: center; }
        .legend svg { width: .8rem; height: .8rem; flex: none; } .legend b { margin-left: auto; }
        .legend span { overflow-wrap: anywhere; }
        .issuers { columns: 22rem 2; column-gap: 1.5rem; margin-top: .75rem; }
        article { border-top: 2px solid var(--line); padding: .5rem 0 1rem; break-inside: avoid; }
        .error { color: var(--bad); font-size: .875rem; overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; font-size: .875rem; margin-top: .4rem; }
        th { text-align: left; color: var(--soft); font-weight: normal; } th, td { padding: .15rem .75rem .15rem 0;
          vertical-align: top; }
        td { overflow-wrap: anywhere; } td:nth-child(n+2) { white-space: nowrap; }
        code { font: .8125rem ui-monospace, monospace; }
        .details { display: grid; gap: 1rem; padding: 0; border: 0; background: none;
          grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr)); }
        dl { display: grid; grid-template-columns: auto auto; gap: .15rem 1rem; font-size: .875rem; margin-top: .4rem; }
        dt { color: var(--soft); } dd { text-align: right; font-variant-numeric: tabular-nums; }
        a { color: inherit; } .rep { opacity: .5; }
        @media (max-width: 40rem) { .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
          main { padding: 1rem .6rem; } .plot { margin-left: -.4rem; } }
        \(colours)
        """

    /// The classes of the plot's colours.
    private static let colours: [HTMLText] = (0...DecisionOutcome.reasons.count).map { number in
        ".c\(number) { fill: var(--c\(number)); } "
    }

    /// What a policy calls a text by: its digest (CSP Level 3 section 2.3.1).
    private static func source(_ text: HTMLText) -> String {
        let digest = SHA256Digest(of: text.source.utf8Span.span)
        return "'sha256-\(Base64URL.encodeStandard(digest.bytes))'"
    }
}

extension SHA256Digest {
    /// The digest's bytes.
    fileprivate var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word.littleEndian >> (UInt64($0) * 8)) }
        }
    }
}
