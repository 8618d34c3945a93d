// The page around Swagger UI: the settings, the sign-in, what the token says, and what Gatehouse said.

import { listenForAnswers, requestPlugin } from "./sign-in.js";
import { showToken } from "./token.js";
import { verdictPlugin } from "./verdict.js";

// A provider that leads back after a sign-out adds its parameters.
history.replaceState(null, "", location.pathname);

const settings = await (await fetch("settings.json")).json();

const ui = SwaggerUIBundle({
  url: settings.openapi,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [requestPlugin, verdictPlugin(), clientsPlugin(settings.clients ?? {})],
  oauth2RedirectUrl: new URL("callback.html", location.href).href,
  requestInterceptor: completeTokenRequest,
  tryItOutEnabled: true,
  // The token is in this page's memory only, and no document goes to a validator elsewhere.
  persistAuthorization: false,
  validatorUrl: null,
});
ui.initOAuth({
  additionalQueryStringParams: settings.parameters ?? {},
  usePkceWithAuthorizationCodeGrant: true,
});
listenForAnswers();

if (settings.title) {
  document.title = settings.title;
  document.getElementById("title").textContent = settings.title;
}

// Each grant has a client of its own, all under one security scheme; and of the scopes to begin with, those it offers.
function clientsPlugin(clients) {
  const ownConfigs = ({ schema, authSelectors }) => ({
    ...authSelectors.getConfigs(),
    clientId: clients[schema.get("flow")] ?? "",
    scopes: (settings.scopes ?? []).filter((scope) => schema.hasIn(["scopes", scope])),
  });
  return () => ({
    wrapComponents: {
      oauth2: (Original, system) => (properties) => system.React.createElement(Original, {
        ...properties,
        authSelectors: { ...properties.authSelectors, getConfigs: () => ownConfigs(properties) },
      }),
    },
  });
}

// What a provider needs in the body of a token request, such as RFC 8707's `resource`, and no empty secret of a client
// that has none.
function completeTokenRequest(request) {
  if (typeof request.body !== "string" || !new URLSearchParams(request.body).has("grant_type")) return request;
  const body = new URLSearchParams(request.body);
  if (body.get("client_secret") === "" || body.get("client_secret") === "undefined") body.delete("client_secret");
  for (const [name, value] of Object.entries(settings.parameters ?? {})) body.set(name, value);
  request.body = body.toString();
  return request;
}

// --- The token, and the way out -----------------------------------------------------------------------------------

let shown = null;
let answer = null;
let dialog = false;

ui.getSystem().getStore().subscribe(() => {
  const schemes = ui.authSelectors.authorized().toJS();
  answer = Object.values(schemes).map((scheme) => scheme.token).find((token) => token?.access_token) ?? null;
  const token = answer?.access_token ?? null;
  if (token !== shown) {
    shown = token;
    showToken(shown, settings.meanings ?? {});
  }

  // Swagger UI puts the focus on the password grant, which would scroll the better ones out of sight.
  const open = Boolean(ui.authSelectors.shownDefinitions());
  if (open && !dialog) requestAnimationFrame(() => document.querySelector(".modal-ux-content")?.scrollTo(0, 0));
  dialog = open;
});

document.getElementById("sign-out").addEventListener("click", () => {
  const schemes = Object.values(ui.authSelectors.authorized().toJS());
  const hint = answer?.id_token;
  ui.authActions.logout(schemes.map((scheme) => scheme.name));
  // Where a person has signed in, the provider must forget that, too.
  const person = schemes.some((scheme) => ["authorizationCode", "implicit"].includes(scheme.schema.flow));
  const place = hint ? settings.signOut : settings.signOutWithoutHint;
  if (person && place) location.assign(signOutAddress(place, hint));
});

// OpenID Connect RP-Initiated Logout 1.0: the provider sends the browser back here, if it knows this address.
function signOutAddress(place, hint) {
  const address = new URL(place);
  if (hint) {
    address.searchParams.set("id_token_hint", hint);
    address.searchParams.set("post_logout_redirect_uri", new URL(".", location.href).href);
    // Some providers lead back only when there is one. It says nothing here: whoever comes back has no token anyway.
    address.searchParams.set("state", "signed-out");
  }
  return address;
}
