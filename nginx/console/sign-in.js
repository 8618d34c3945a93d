// An authorization request's way to the provider, and the answer's way from callback.html to Swagger UI.

// A Swagger UI plugin: each request has a `state` that nobody can guess (Swagger UI's own is the time of day), and a
// `nonce`, which some providers want with `openid`; the ID token serves for nothing here but as a hint at the sign-out.
export const requestPlugin = () => ({
  statePlugins: {
    auth: {
      wrapActions: {
        authPopup: (open) => (url, request) => {
          const state = crypto.randomUUID();
          const address = url.replace(/([?&])state=[^&]*/, `$1state=${state}`);
          return open(`${address}&nonce=${crypto.randomUUID()}`, { ...request, state });
        },
      },
    },
  },
});

// Takes answers as long as the page lives. One whose `state` is not that of the request on the way is dropped: somebody
// else's answer must not sign anybody in (RFC 6749 section 10.12).
export function listenForAnswers() {
  new BroadcastChannel("gatehouse-console").addEventListener("message", ({ data }) => {
    const request = window.swaggerUIRedirectOauth2;
    const answer = Object.fromEntries(new URLSearchParams(data));
    if (!request) return;
    if (answer.state !== request.state) {
      fail(request, "the provider's answer belongs to another request, so it was dropped; authorize once more");
      return;
    }
    window.swaggerUIRedirectOauth2 = undefined;
    deliver(request, answer);
  });
}

function deliver(request, answer) {
  if (answer.error) {
    fail(request, `${answer.error}: ${answer.error_description ?? "the provider says no more"}`);
  } else if (answer.code) {
    request.callback({ auth: { ...request.auth, code: answer.code }, redirectUrl: request.redirectUrl });
  } else {
    request.callback({ auth: request.auth, token: answer, isValid: true, redirectUrl: request.redirectUrl });
  }
}

function fail(request, message) {
  request.errCb({ authId: request.auth.name, source: "auth", level: "error", message });
}
