// The provider's answer to an authorization request, on its way from callback.html to Swagger UI.

// Takes answers as long as the page lives. One whose `state` is not that of the request on the way is dropped: somebody
// else's answer must not sign anybody in (RFC 6749 section 10.12).
export function listenForAnswers() {
  new BroadcastChannel("gatehouse-console").addEventListener("message", ({ data }) => {
    const request = window.swaggerUIRedirectOauth2;
    const answer = Object.fromEntries(new URLSearchParams(data));
    if (!request || !answer.state || answer.state !== request.state) return;
    window.swaggerUIRedirectOauth2 = undefined;
    deliver(request, answer);
  });
}

function deliver(request, answer) {
  if (answer.error) {
    request.errCb({
      authId: request.auth.name, source: "auth", level: "error",
      message: `${answer.error}: ${answer.error_description ?? "the provider says no more"}`,
    });
  } else if (answer.code) {
    request.callback({ auth: { ...request.auth, code: answer.code }, redirectUrl: request.redirectUrl });
  } else {
    request.callback({ auth: request.auth, token: answer, isValid: true, redirectUrl: request.redirectUrl });
  }
}
