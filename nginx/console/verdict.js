// What Gatehouse said about a call, above each response.

const REASONS = {
  TokenNotPresent: "The call carried no token. Press Authorize and choose a grant.",
  TokenExpired: "The token's life is over. Authorize once more to get a fresh one.",
  TokenNotYetValid: "The token is not good yet: the issuer's clock and the API's differ.",
  TokenAudienceNotAllowed: "The token is for another API: its aud is not what this one accepts.",
  TokenIssuerNotAllowed: "The token comes from an issuer that this API does not trust.",
  TokenSignatureInvalid: "The token was changed, or the issuer did not sign it.",
  TokenSignatureKeyNotFound: "The issuer has no key of the name that the token gives.",
  TokenClaimNotFound: "The token lacks a claim that this call needs.",
  TokenClaimValueNotAllowed: "A claim of the token does not have a value that this call needs. Only the API's "
    + "administrator can give a role; a scope can be asked for.",
  InsufficientScope: "The token is good, but does not have the scope that this call needs. Authorize once more and "
    + "tick it. If it is not given then, this person or this application may not have it.",
  JwtInvalid: "What was sent is not a token that this API accepts.",
  KeysUnavailable: "The API cannot reach the issuer's keys just now. Try again.",
  GatehouseUnavailable: "The access check gives no answer, so nobody is let in. Try again.",
};

// A Swagger UI plugin that puts the verdict before each response of the API.
export function verdictPlugin() {
  return (system) => {
    const make = system.React.createElement;
    return {
      wrapComponents: {
        liveResponse: (Original) => (properties) =>
          make("div", null, verdict(make, properties.response), make(Original, properties)),
      },
    };
  };
}

function verdict(make, response) {
  const headers = lowerCased(response.get("headers")?.toJS() ?? {});
  const status = response.get("status");
  const problem = refusal(response.get("text"), headers);
  if (problem) return refused(make, problem, headers);
  if (!(status >= 200 && status < 500)) return null;
  return allowed(make, headers);
}

function refused(make, problem, headers) {
  const challenge = headers["www-authenticate"];
  return make("div", { className: "verdict refused" },
    make("h4", null, `Gatehouse refused: ${problem.reason}`),
    make("p", { className: "detail" }, problem.detail),
    Object.hasOwn(REASONS, problem.reason) ? make("p", null, REASONS[problem.reason]) : null,
    challenge ? make("p", null, "The challenge: ", make("code", null, challenge)) : null);
}

function allowed(make, headers) {
  const claims = Object.entries(headers).filter(([name, value]) => name.startsWith("x-auth-") && value !== "");
  if (claims.length === 0) return null;
  return make("div", { className: "verdict allowed" },
    make("h4", null, "Gatehouse let it in"),
    make("p", null, "The API got these headers:"),
    make("table", null, make("tbody", null, claims.map(([name, value]) =>
      make("tr", { key: name }, make("th", null, capitalized(name)), make("td", null, value))))));
}

function capitalized(header) {
  return header.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

// The problem document (RFC 9457) of a refusal, or null when the answer is the API's own.
function refusal(text, headers) {
  if (!(headers["content-type"] ?? "").startsWith("application/problem+json")) return null;
  try {
    const problem = JSON.parse(text);
    return typeof problem.reason === "string" ? problem : null;
  } catch {
    return null;
  }
}

function lowerCased(headers) {
  // Swagger UI takes a value apart at its commas.
  return Object.fromEntries(Object.entries(headers).map(
    ([name, value]) => [name.toLowerCase(), Array.isArray(value) ? value.join(", ") : String(value)]));
}
