// Where the provider sends the browser back to (the client's redirect URI): hands the answer to the console and closes.
//
// The answer goes over a channel that only pages of this origin can hear, not through `window.opener`: providers whose
// pages set Cross-Origin-Opener-Policy cut that.

const answer = location.hash.length > 1 ? location.hash.slice(1) : location.search.slice(1);

// Neither a code nor a token stays in the address bar or the history.
history.replaceState(null, "", location.pathname);

const channel = new BroadcastChannel("gatehouse-console");
channel.postMessage(answer);
channel.close();
window.close();
