// A page whose RTCPeerConnection is guarded before any other code gets hold of it.

/**
 * Runs in the page. globalThis.sessions are those of the connections made from then on.
 * @param {string} policy
 */
export async function guardGlobal(policy) {
  const ice = await globalThis.app.load();
  globalThis.sessions = [];
  const native = globalThis.RTCPeerConnection;
  const guarded = class RTCPeerConnection extends native {
    constructor(config, ...rest) {
      super(policy === 'relay-only' ? { ...config, iceTransportPolicy: 'relay' } : config, ...rest);
      globalThis.sessions.push(ice.attach(this, { policy }));
    }
  };
  globalThis.RTCPeerConnection = guarded;
  if (globalThis.webkitRTCPeerConnection) globalThis.webkitRTCPeerConnection = guarded;
}
