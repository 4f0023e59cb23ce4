// getConfiguration and setConfiguration: what can be changed later and what not.

import { Native, outcome, settled, show, watched } from './tools.mjs';

const GET = 'dom-rtcpeerconnection-getconfiguration';
const SET = 'dom-rtcpeerconnection-setconfiguration';

/** What setConfiguration makes of something, and what the connection says it has then. */
const sets = (name, change, first = {}) => [`setConfiguration: ${name}`, SET, async (PC, t) => {
  const pc = t.make(first);
  return [await outcome(() => pc.setConfiguration(...change())), pc.getConfiguration()];
}];

export const configuration = [
  ['getConfiguration: a new object each time', GET, (PC, t) => {
    const pc = t.make({ iceServers: [{ urls: ['stun:192.0.2.1'] }] });
    const [one, two] = [pc.getConfiguration(), pc.getConfiguration()];
    one.iceServers.push({ urls: 'mine' });
    one.iceTransportPolicy = 'mine';
    return [one === two, Object.getPrototypeOf(one) === Object.prototype, Object.keys(two).sort(), pc.getConfiguration()];
  }],
  ['getConfiguration: what was set, set again', GET, (PC, t) => {
    const pc = t.make({ iceServers: [{ urls: 'turn:192.0.2.1', username: 'u', credential: 'c' }], iceTransportPolicy: 'relay', bundlePolicy: 'max-bundle' });
    const before = pc.getConfiguration();
    pc.setConfiguration(before);
    return [before, JSON.stringify(pc.getConfiguration()) === JSON.stringify(before)];
  }],
  ['getConfiguration: with an argument', GET, (PC, t) => outcome(() => t.make().getConfiguration(5))],

  sets('no argument', () => []),
  sets('undefined', () => [undefined]),
  sets('null', () => [null]),
  sets('a number', () => [5]),
  sets('text', () => ['x']),
  sets('{}, which takes back what was set', () => [{}], { iceServers: [{ urls: 'stun:192.0.2.1' }], iceTransportPolicy: 'relay' }),
  sets('other servers', () => [{ iceServers: [{ urls: 'stun:192.0.2.2' }] }], { iceServers: [{ urls: 'stun:192.0.2.1' }] }),
  sets(
    'a bad url, after which nothing has changed',
    () => [{ iceTransportPolicy: 'relay', iceServers: [{ urls: 'nonsense' }] }], { iceServers: [{ urls: 'stun:192.0.2.1' }] },
  ),
  sets('turn without credentials', () => [{ iceServers: [{ urls: 'turn:192.0.2.1' }] }]),
  sets('servers that are no list', () => [{ iceServers: 5 }]),
  sets('relay', () => [{ iceTransportPolicy: 'relay' }]),
  sets('all again', () => [{ iceTransportPolicy: 'all' }], { iceTransportPolicy: 'relay' }),
  sets('an unknown transport policy', () => [{ iceTransportPolicy: 'none' }]),
  sets('the same bundle policy', () => [{ bundlePolicy: 'max-compat' }], { bundlePolicy: 'max-compat' }),
  sets('another bundle policy', () => [{ bundlePolicy: 'max-compat' }]),
  sets('an unknown bundle policy', () => [{ bundlePolicy: 'x' }]),
  sets('another rtcp-mux policy', () => [{ rtcpMuxPolicy: 'negotiate' }]),
  sets('another pool size', () => [{ iceCandidatePoolSize: 2 }]),
  sets('a pool size out of range', () => [{ iceCandidatePoolSize: 300 }]),
  sets('a getter that throws', () => [{ get iceServers() { throw new RangeError('own'); } }]),
  sets('members that nobody knows', () => [{ nonsense: 1 }]),
  ['setConfiguration: each member is read once', SET, async (PC, t) => {
    const [changed, read] = watched({ iceTransportPolicy: 'relay', iceServers: [] });
    return [await outcome(() => t.make().setConfiguration(changed)), read.sort()];
  }],
  ['setConfiguration: other certificates', SET, async (PC, t) => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const [one, two] = await Promise.all([Native.generateCertificate(algorithm), Native.generateCertificate(algorithm)]);
    const pc = t.make({ certificates: [one] });
    return Promise.all([[one], [two], [one, two], []].map((certificates) => outcome(() => pc.setConfiguration({ certificates }))));
  }],
  ['setConfiguration: the certificate is that of the description', 'dom-rtcconfiguration-certificates', async (PC, t) => {
    const certificate = await PC.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' });
    const pc = t.offerer({ certificates: [certificate] });
    const [{ value }] = certificate.getFingerprints();
    return (await pc.createOffer()).sdp.toLowerCase().includes(value.toLowerCase());
  }],
  ['setConfiguration: pool size after a local description', SET, async (PC, t) => {
    const pc = t.offerer();
    await pc.setLocalDescription();
    return [await outcome(() => pc.setConfiguration({ iceCandidatePoolSize: 1 })), await outcome(() => pc.setConfiguration({ iceCandidatePoolSize: 0 }))];
  }],
  ['setConfiguration: in a call', SET, async (PC, t) => {
    const { a, b } = await t.call();
    const how = await outcome(() => a.setConfiguration({ iceServers: [{ urls: 'stun:192.0.2.1' }], iceTransportPolicy: 'relay' }));
    await t.negotiate(a, b);
    return [how, a.connectionState, a.getConfiguration().iceTransportPolicy];
  }],
  ['setConfiguration: relay asks for no negotiation by itself', SET, async (PC, t) => {
    const { a } = await t.call();
    await settled();
    let needed = 0;
    a.onnegotiationneeded = () => needed++;
    a.setConfiguration({ iceTransportPolicy: 'relay' });
    await settled();
    return needed;
  }],
  ['setConfiguration: on a closed connection', SET, async (PC, t) => {
    const pc = t.make({ iceTransportPolicy: 'relay' });
    pc.close();
    return [await outcome(() => pc.setConfiguration({})), await outcome(() => pc.setConfiguration(5)), show(pc.getConfiguration().iceTransportPolicy)];
  }],
];
