// A page whose RTCPeerConnection is guarded before any other code gets hold of it.

/**
 * Runs in the page. globalThis.sessions are those of the connections made from then on.
 * @param {string} policy
 */
export async function guardGlobal(policy) {
  const ice = await globalThis.app.load();
  globalThis.sessions = [];
  ice.install({ policy, onSession: (session) => globalThis.sessions.push(session) });
}
