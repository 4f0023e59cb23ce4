// Constructing a connection: which configurations are taken, and how the others are refused.

import { kind, outcome, show, watched } from './tools.mjs';

const CONSTRUCTOR = 'dom-peerconnection';
const CONFIGURATION = 'rtcconfiguration-dictionary';
const SERVER = 'rtciceserver-dictionary';

/** A configuration that is constructed with, and what the connection says it has of it. */
const takes = (name, configuration, section = CONFIGURATION) => [name, section, (PC, t) => outcome(() => t.make(configuration()).getConfiguration())];

const server = (name, iceServer) => takes(`iceServers: ${name}`, () => ({ iceServers: [iceServer] }), SERVER);

export const constructor = [
  ['without new', CONSTRUCTOR, (PC) => kind(() => PC())],
  ['called on an object', CONSTRUCTOR, (PC) => kind(() => PC.call({}))],
  ['with no argument', CONSTRUCTOR, (PC, t) => outcome(() => t.keep(new PC()))],
  ['state at birth', CONSTRUCTOR, (PC, t) => {
    const pc = t.make();
    const { signalingState, iceGatheringState, iceConnectionState, connectionState, canTrickleIceCandidates, sctp } = pc;
    const descriptions = ['local', 'remote'].flatMap((side) => ['', 'current', 'pending'].map((which) => {
      const title = side[0].toUpperCase() + side.slice(1);
      return pc[which === '' ? `${side}Description` : `${which}${title}Description`];
    }));
    return { signalingState, iceGatheringState, iceConnectionState, connectionState, canTrickleIceCandidates: show(canTrickleIceCandidates), sctp, descriptions };
  }],
  ['lists at birth', CONSTRUCTOR, (PC, t) => {
    const pc = t.make();
    return ['getSenders', 'getReceivers', 'getTransceivers'].map((name) => pc[name]().length);
  }],
  ['more arguments than there are', CONSTRUCTOR, (PC, t) => outcome(() => t.keep(new PC({}, { optional: [] }, 3)))],

  takes('undefined', () => undefined),
  takes('null', () => null),
  takes('a number', () => 5),
  takes('a string', () => 'x'),
  takes('a boolean', () => true),
  takes('a function', () => () => {}),
  takes('an array', () => []),
  takes('members that nobody knows', () => ({ nonsense: 1 })),
  takes('every member with its default', () => ({
    iceServers: [], iceTransportPolicy: 'all', bundlePolicy: 'balanced', rtcpMuxPolicy: 'require', certificates: [], iceCandidatePoolSize: 0,
  })),
  takes('every member as undefined', () => ({
    iceServers: undefined, iceTransportPolicy: undefined, bundlePolicy: undefined, rtcpMuxPolicy: undefined, certificates: undefined,
    iceCandidatePoolSize: undefined,
  })),
  takes('iceTransportPolicy relay', () => ({ iceTransportPolicy: 'relay' })),
  takes('iceTransportPolicy none', () => ({ iceTransportPolicy: 'none' })),
  takes('iceTransportPolicy null', () => ({ iceTransportPolicy: null })),
  takes('iceTransportPolicy as an object with toString', () => ({ iceTransportPolicy: { toString: () => 'relay' } })),
  takes('bundlePolicy max-bundle', () => ({ bundlePolicy: 'max-bundle' })),
  takes('bundlePolicy unknown', () => ({ bundlePolicy: 'least' })),
  takes('rtcpMuxPolicy negotiate', () => ({ rtcpMuxPolicy: 'negotiate' })),
  takes('rtcpMuxPolicy unknown', () => ({ rtcpMuxPolicy: 'x' })),
  takes('iceCandidatePoolSize 255', () => ({ iceCandidatePoolSize: 255 })),
  takes('iceCandidatePoolSize 256', () => ({ iceCandidatePoolSize: 256 })),
  takes('iceCandidatePoolSize -1', () => ({ iceCandidatePoolSize: -1 })),
  takes('iceCandidatePoolSize NaN', () => ({ iceCandidatePoolSize: NaN })),
  takes('iceCandidatePoolSize as text', () => ({ iceCandidatePoolSize: '3' })),
  takes('certificates of a wrong class', () => ({ certificates: [{}] })),
  takes('certificates null', () => ({ certificates: null })),
  takes('iceServers null', () => ({ iceServers: null })),
  takes('iceServers not a list', () => ({ iceServers: { urls: 'stun:192.0.2.1' } })),
  takes('iceServers a list of null', () => ({ iceServers: [null] })),
  takes('a getter that throws', () => ({ get iceServers() { throw new RangeError('own'); } })),

  server('one url', { urls: 'stun:192.0.2.1' }),
  server('urls as a list', { urls: ['stun:192.0.2.1', 'stun:192.0.2.2:3479'] }),
  server('an empty list of urls', { urls: [] }),
  server('an empty url', { urls: '' }),
  server('no urls', {}),
  server('url, the old name', { url: 'stun:192.0.2.1' }),
  server('an unknown scheme', { urls: 'http://192.0.2.1' }),
  server('no scheme', { urls: '192.0.2.1' }),
  server('no host', { urls: 'stun:' }),
  server('a port out of range', { urls: 'stun:192.0.2.1:99999' }),
  server('a port that is no number', { urls: 'stun:192.0.2.1:x' }),
  server('stun with a query', { urls: 'stun:192.0.2.1?transport=udp' }),
  server('stun with credentials', { urls: 'stun:192.0.2.1', username: 'u', credential: 'c' }),
  server('an IPv6 literal', { urls: 'stun:[2001:db8::1]:3478' }),
  server('turn without credentials', { urls: 'turn:192.0.2.1' }),
  server('turn without a username', { urls: 'turn:192.0.2.1', credential: 'c' }),
  server('turn without a credential', { urls: 'turn:192.0.2.1', username: 'u' }),
  server('turn with credentials', { urls: 'turn:192.0.2.1?transport=tcp', username: 'u', credential: 'c' }),
  server('turn with empty credentials', { urls: 'turn:192.0.2.1', username: '', credential: '' }),
  server('turn with an unknown transport', { urls: 'turn:192.0.2.1?transport=sctp', username: 'u', credential: 'c' }),
  server('turn with a username of 509 characters', { urls: 'turn:192.0.2.1', username: 'u'.repeat(509), credential: 'c' }),
  server('turn with a username of 510 characters', { urls: 'turn:192.0.2.1', username: 'u'.repeat(510), credential: 'c' }),
  server('turns with credentials', { urls: 'turns:relay.invalid:5349', username: 'u', credential: 'c' }),
  server('credentialType password', { urls: 'turn:192.0.2.1', username: 'u', credential: 'c', credentialType: 'password' }),
  server('credentialType unknown', { urls: 'turn:192.0.2.1', username: 'u', credential: 'c', credentialType: 'x' }),
  ['iceServers: the second of two is bad', SERVER, (PC, t) => outcome(() => t.make({ iceServers: [{ urls: 'stun:192.0.2.1' }, { urls: 'x' }] }))],

  ['each member of the configuration is read once', CONFIGURATION, (PC, t) => {
    const [configuration, read] = watched({ iceTransportPolicy: 'relay', iceServers: [] });
    t.make(configuration);
    return read.sort();
  }],
  ['the configuration is not written to, nor read later', CONFIGURATION, (PC, t) => {
    const configuration = { iceServers: [{ urls: 'stun:192.0.2.1' }] };
    const before = JSON.stringify(configuration);
    const pc = t.make(configuration);
    const same = JSON.stringify(configuration) === before;
    configuration.iceServers[0].urls = 'stun:192.0.2.2';
    configuration.iceTransportPolicy = 'relay';
    return { same, has: pc.getConfiguration() };
  }],
  ['a frozen configuration', CONFIGURATION, (PC, t) => outcome(() => t.make(Object.freeze({ iceServers: Object.freeze([]) })))],
  takes('a configuration without a prototype', () => Object.assign(Object.create(null), { iceTransportPolicy: 'relay' })),
  takes('inherited members count', () => Object.create({ iceTransportPolicy: 'relay' })),
  takes('iceServers may be any iterable', () => ({ iceServers: new Set([{ urls: 'stun:192.0.2.1' }]) })),
  ['the options of old Chromium as second argument are not looked at', CONSTRUCTOR, (PC, t) => (
    outcome(() => t.keep(new PC(undefined, { get mandatory() { throw new RangeError('own'); } })))
  )],
];
