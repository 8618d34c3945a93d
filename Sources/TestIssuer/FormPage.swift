internal import TestTokens

/// The page at `/`, where a person orders a token.
enum FormPage {
    static let html = """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Gatehouse test issuer</title>
        <style>
          body { font: 1rem/1.5 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem }
          label { display: grid; grid-template-columns: 9rem 1fr; margin: .5rem 0 }
          textarea { min-height: 5rem; font-family: monospace }
        </style>
        <h1>Gatehouse test issuer</h1>
        <p>Signs whatever it is asked to. For demonstrations and tests only.</p>
        <form method="post" action="/sign">
          <label>Algorithm <select name="alg">\(algorithms)</select></label>
          <label>Key (kid) <input name="kid" placeholder="the newest for the algorithm"></label>
          <label>Subject <input name="sub" value="ada"></label>
          <label>Audience <input name="aud" value="\(TokenEndpoint.audience)"></label>
          <label>Scopes <input name="scope" value="\(TokenEndpoint.scopes[0])"></label>
          <label>Lifetime, s <input name="lifetime" type="number" value="3600"></label>
          <label>Expired <input name="expired" type="checkbox"></label>
          <label>Wrong signature <input name="corrupt" type="checkbox"></label>
          <label>Unsigned <input name="unsigned" type="checkbox"></label>
          <label>More claims <textarea name="claims" placeholder='{"roles": ["Clerk"], "nbf": null}'></textarea></label>
          <label>More header <textarea name="header" placeholder='{"typ": "at+jwt"}'></textarea></label>
          <button>Sign</button>
        </form>
        <p><a href="/.well-known/openid-configuration">Discovery</a> · <a href="/jwks">Keys</a>
        · <a href="/counts">Requests so far</a></p>
        </html>

        """

    private static let algorithms = SigningAlgorithm.allCases
        .map { "<option>\($0.rawValue)</option>" }.joined()
}
