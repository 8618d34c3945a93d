// The page around Swagger UI: the settings, the sign-in, what the token says, and what Gatehouse said.

import { listenForAnswers } from "./sign-in.js";
import { showToken } from "./token.js";
import { verdictPlugin } from "./verdict.js";

const settings = await (await fetch("settings.json")).json();

const ui = SwaggerUIBundle({
  url: settings.openapi,
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [verdictPlugin(), clientsPlugin(settings.clients ?? {})],
  oauth2RedirectUrl: new URL("callback.html", location.href).href,
  requestInterceptor: completeTokenRequest,
  tryItOutEnabled: true,
  // The token is in this page's memory only, and no document goes to a validator elsewhere.
  persistAuthorization: false,
  validatorUrl: null,
});
ui.initOAuth({
  scopes: settings.scopes ?? "",
  additionalQueryStringParams: settings.parameters ?? {},
  usePkceWithAuthorizationCodeGrant: true,
});
listenForAnswers();

if (settings.title) {
  document.title = settings.title;
  document.getElementById("title").textContent = settings.title;
}

// Each grant has a client of its own, all under one security scheme.
function clientsPlugin(clients) {
  return () => ({
    wrapComponents: {
      oauth2: (Original, system) => (properties) => system.React.createElement(Original, {
        ...properties,
        authSelectors: {
          ...properties.authSelectors,
          getConfigs: () => ({
            ...properties.authSelectors.getConfigs(),
            clientId: clients[properties.schema.get("flow")] ?? "",
          }),
        },
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

ui.getSystem().getStore().subscribe(() => {
  const schemes = ui.authSelectors.authorized().toJS();
  answer = Object.values(schemes).map((scheme) => scheme.token).find((token) => token?.access_token) ?? null;
  if (answer?.access_token === shown) return;
  shown = answer?.access_token;
  showToken(shown, settings.meanings ?? {});
});

document.getElementById("sign-out").addEventListener("click", () => {
  const hint = answer?.id_token;
  ui.authActions.logout(Object.keys(ui.authSelectors.authorized().toJS()));
  if (!settings.signOut) return;
  // OpenID Connect RP-Initiated Logout 1.0: the provider forgets the person, too, and sends the browser back here.
  const end = new URL(settings.signOut);
  if (hint) end.searchParams.set("id_token_hint", hint);
  end.searchParams.set("post_logout_redirect_uri", new URL(".", location.href).href);
  location.assign(end);
});
