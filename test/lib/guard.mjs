// Calls whose one end is of a guarded class.

/**
 * Runs in the page: makes globalThis.guardedCall(Class, config), a call from a
 * connection of that class to an ordinary one. `out` is all that an
 * application could signal.
 */
export function installGuardedCall() {
  globalThis.guardedCall = (Class, config) => {
    const [a, b] = [new Class(config), new RTCPeerConnection(config)];
    const out = [];
    const c = { a, b, out };
    let described = false; // from then on what is told to B waits its turn there; what came before is in the description
    a.addEventListener('icecandidate', ({ candidate }) => {
      out.push(JSON.stringify(candidate), String(candidate?.candidate));
      if (described) b.addIceCandidate(candidate);
    });
    a.onicecandidate = (e) => out.push(String(e.candidate?.candidate));
    b.onicecandidate = ({ candidate }) => a.remoteDescription && a.addIceCandidate(candidate);
    const channel = a.createDataChannel('x');
    b.ondatachannel = (e) => (e.channel.onmessage = ({ data }) => e.channel.send(`echo ${data}`));
    c.echoed = new Promise((resolve) => {
      channel.onopen = () => channel.send('hello');
      channel.onmessage = ({ data }) => resolve(data);
    });
    c.negotiate = async () => {
      const offer = await a.createOffer();
      out.push(offer.sdp);
      await a.setLocalDescription(offer);
      await c.gathered(); // a connection that connects gives its servers up
      described = true;
      await b.setRemoteDescription(a.localDescription);
      await b.setLocalDescription();
      await a.setRemoteDescription(b.localDescription);
    };
    c.gathered = () => new Promise((resolve) => {
      const check = () => a.iceGatheringState === 'complete' && setTimeout(resolve, 0);
      a.addEventListener('icegatheringstatechange', check);
      check();
    });
    /** All that the connection shows of its descriptions now. */
    c.shown = async () => {
      for (const name of ['localDescription', 'currentLocalDescription', 'pendingLocalDescription']) {
        out.push(String(a[name]?.sdp), JSON.stringify(a[name]), JSON.stringify(a[name]?.toJSON()));
      }
      out.push((await a.createOffer()).sdp);
      await new Promise((resolve, reject) => a.createOffer(({ sdp }) => resolve(out.push(sdp)), reject));
    };
    /** Types of both ends of the pairs that succeeded. */
    c.pairs = async () => {
      const report = await a.getStats();
      const pairs = [...report.values()].filter((s) => s.type === 'candidate-pair' && s.state === 'succeeded');
      return pairs.map((p) => [p.localCandidateId, p.remoteCandidateId].map((id) => report.get(id)?.candidateType));
    };
    c.end = () => {
      a.close();
      b.close();
    };
    return c;
  };
}
