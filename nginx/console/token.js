// Shows what a token says, in words. Nothing is verified here: that is Gatehouse's part.

const MEANINGS = {
  iss: "who issued it",
  sub: "whom it is about",
  aud: "which API it is for",
  azp: "the application that asked for it",
  appid: "the application that asked for it",
  client_id: "the application that asked for it",
  scope: "what the application may do",
  scp: "what the application may do",
  roles: "what this person, or this application, is at the API",
  exp: "until when it is good",
  nbf: "from when on it is good",
  iat: "when it was issued",
  jti: "its own number",
  tid: "the tenant",
  typ: "what kind of token it is",
  alg: "how it is signed",
  kid: "with which of the issuer's keys",
};
const TIMES = ["exp", "nbf", "iat", "auth_time"];

let clock = null;

// Shows the token, or that there is none. `extra` has meanings of further claims.
export function showToken(token, extra) {
  const place = document.getElementById("token");
  const status = document.getElementById("signed-in");
  document.getElementById("sign-out").hidden = !token;
  clearInterval(clock);
  place.replaceChildren();
  if (!token) {
    status.textContent = "no token: press Authorize";
    place.append(element("p", "There is none, or no longer."));
    return;
  }

  const parts = token.split(".").slice(0, 2).map(decoded);
  if (parts.length < 2 || parts.includes(null)) {
    status.textContent = "a token that this page cannot read";
    place.append(element("p", "It is encrypted or opaque: only the API's side can read it."));
    return;
  }
  const [header, claims] = parts;
  status.textContent = `a token for ${claims.name ?? claims.preferred_username ?? claims.sub ?? "somebody"}`;
  const life = element("p", "", "life");
  place.append(life, table("Claims", claims, extra), table("Header", header, extra));
  const tick = () => showLife(life, claims.exp);
  clock = setInterval(tick, 1000);
  tick();
}

function showLife(place, expiry) {
  if (typeof expiry !== "number") {
    place.textContent = "It says nothing about when it ends.";
    return;
  }
  const left = Math.ceil(expiry - Date.now() / 1000);
  place.classList.toggle("over", left <= 0);
  place.textContent = left > 0
    ? `Good for ${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")} more.`
    : "Its life is over: the API will refuse it.";
}

function table(title, members, extra) {
  const result = element("table");
  result.append(element("caption", title));
  for (const [name, value] of Object.entries(members)) {
    const row = element("tr");
    const shown = typeof value === "object" ? JSON.stringify(value) : String(value);
    const isTime = TIMES.includes(name) && typeof value === "number";
    const time = isTime ? ` (${new Date(value * 1000).toLocaleTimeString()})` : "";
    const cell = element("td", shown + time);
    const meaning = { ...MEANINGS, ...extra }[name];
    if (typeof meaning === "string") cell.append(element("small", meaning));
    row.append(element("th", name), cell);
    result.append(row);
  }
  return result;
}

// The JSON object in a base64url part, or null.
function decoded(part) {
  try {
    const octets = Uint8Array.from(atob(part.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(octets));
    return value !== null && typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}

function element(name, text = "", className = "") {
  const result = document.createElement(name);
  result.textContent = text;
  if (className) result.className = className;
  return result;
}
