// npm sdp and sdp-transform are the oracles: other readers and writers of the
// same texts. Every kind of difference is listed with who is right and why; one
// that is not listed fails, and so does one that is listed and not there.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import SDP from 'sdp';
import transform from 'sdp-transform';

import { load } from '../../dist/iceguard.js';
import { descriptions, valid } from '../lib/corpus.mjs';

const ice = await load();

/**
 * @typedef {object} Kind of difference
 * @property {'iceguard' | 'neither'} right
 * @property {string} why
 * @property {(of: any) => string[]} members in which the two differ, [] where the kind does not occur
 */

/**
 * Compares what differs with what the kinds foretell.
 * @param {Kind[]} kinds @param {{ of: any, name: string, differing: Iterable<string> }[]} found
 */
function hold(kinds, found) {
  const seen = new Set();
  for (const { of, name, differing } of found) {
    const foretold = kinds.flatMap((kind) => {
      const members = kind.members(of);
      if (members.length > 0) seen.add(kind);
      return members;
    });
    assert.deepEqual([...new Set(differing)].sort(), [...new Set(foretold)].sort(), name);
  }
  for (const kind of kinds) assert.ok(seen.has(kind), `listed, but not there: ${kind.why}`);
}

const differences = (a, b) => Object.keys(a).filter((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));

/** The members of a candidate but its extensions, and those of the names that an oracle gives. */
const members = ({ extensions, ...rest }) => rest;
const extension = (c, name) => c.extensions.find(([n]) => n === name)?.[1] ?? null;
const names = (c) => c.extensions.map(([name]) => name);

const lines = valid().map(({ line }) => ({ line, ours: ice.parseCandidate(line), bare: !/^(a=)?candidate:/.test(line) }));
/** Every line with the prefix that the oracles take for granted. */
const prefixed = ({ line, bare }) => (bare ? `candidate:${line}` : line);

/** sdp's candidate with the names and types of RTCIceCandidate. */
function fromSDP(c) {
  const { component, ip, ufrag, ...rest } = c;
  return {
    relatedAddress: null, relatedPort: null, tcpType: null, usernameFragment: null, ...rest,
    component: { rtp: 1, rtcp: 2 }[component] ?? Number(component),
  };
}

/** The attributes that have a member of their own, and those that come twice with a value. */
const own = { raddr: 'relatedAddress', rport: 'relatedPort', tcptype: 'tcpType', ufrag: 'usernameFragment' };
const twice = (line) => Object.keys(own).filter((name) => line.split(` ${name} `).filter((after, i) => i > 0 && !/^( |$)/.test(after)).length > 1);

test('sdp reads a candidate as iceguard does', () => {
  /** @type {Kind[]} */
  const kinds = [
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1 begins the attribute with "candidate:"; pion signals it without, and sdp cuts ten characters off '
        + 'whatever they are',
      members: ({ bare }) => (bare ? ['prefix'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1 has raddr and rport once, before all extensions, RFC 6544 section 4.5 one tcptype: the first is '
        + 'meant; in sdp the last wins',
      members: ({ line }) => twice(line).map((name) => own[name]),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1: what comes after rel-addr and rel-port is an extension, the second of each too; sdp has it nowhere',
      members: ({ line }) => (twice(line).some((name) => name === 'raddr' || name === 'rport') ? ['extensions'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.4: a ufrag has four characters at least, so an empty one is none; sdp gives ""',
      members: ({ ours }) => (ours.usernameFragment === null && names(ours).includes('ufrag') ? ['usernameFragment'] : []),
    },
  ];
  hold(kinds, lines.map((of) => {
    const { line, ours, bare } = of;
    const theirs = fromSDP(SDP.parseCandidate(prefixed(of)));
    const differing = differences(members(ours), theirs);
    const others = [...new Set(names(ours))].filter((name) => name !== 'tcptype' && name !== 'ufrag');
    if (others.some((name) => theirs[name] !== extension(ours, name))) differing.push('extensions');
    if (bare && SDP.parseCandidate(line).foundation !== ours.foundation) differing.push('prefix');
    return { of, name: line, differing };
  }));
});

test('sdp writes a candidate as iceguard does', () => {
  /** @type {Kind[]} */
  const kinds = [
    {
      right: 'neither',
      why: 'RFC 8839 section 5.1 gives "UDP" as an ABNF string, which has no case (RFC 5234 section 2.3); sdp writes capitals, '
        + 'iceguard small letters as RTCIceCandidate.protocol has them',
      members: ({ ours }) => (/[a-z]/.test(ours.protocol) ? ['case'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1 lets attributes be added and has receivers ignore what they do not know, so who carries a line '
        + 'must leave them in it; sdp keeps tcptype and ufrag',
      members: ({ ours }) => (ours.extensions.some(([name, value]) => value === '' || !['tcptype', 'ufrag'].includes(name)) ? ['extensions'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1 has host candidates written without raddr and rport, and that is for who gathers them; sdp takes '
        + 'them from a line that has them',
      members: ({ ours }) => (ours.type === 'host' && ours.relatedAddress !== null ? ['relatedAddress', 'relatedPort'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1: rel-addr and rel-port are optional each; sdp writes both or none',
      members: ({ ours: { relatedAddress, relatedPort } }) =>
        ((relatedAddress === null) === (relatedPort === null) ? [] : [relatedAddress === null ? 'relatedPort' : 'relatedAddress']),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1 knows extensions by their name whatever the transport; sdp writes tcptype behind "tcp" only, '
        + 'which ssltcp candidates lose',
      members: ({ ours }) => (ours.tcpType !== null && ours.protocol !== 'tcp' ? ['tcpType', 'extensions'] : []),
    },
    {
      right: 'neither',
      why: 'RFC 8839 section 5.1: component-id = 1*3DIGIT, so 001 is 1; sdp holds all but 1 and 2 as text, a normal form has no '
        + 'leading zeros',
      members: ({ line }) => (/^\S+ 0/.test(line) ? ['text'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1, RFC 6544 section 4.5: the first of a name is meant; sdp writes the last, and no other',
      members: ({ line }) => twice(line).flatMap((name) => [own[name], 'extensions']),
    },
  ];
  hold(kinds, lines.map((of) => {
    const { line, ours } = of;
    const written = SDP.writeCandidate(SDP.parseCandidate(prefixed(of)));
    const differing = differences(ours, ice.parseCandidate(written));
    const normal = ice.formatCandidate(JSON.parse(JSON.stringify(ours))); // a copy does not know its line
    if (written.split(' ')[2] !== normal.split(' ')[2]) differing.push('case');
    const rest = (text) => text.split(' ').toSpliced(2, 1).join(' ');
    if (differing.length === 1 && rest(written) !== rest(normal)) differing.push('text');
    return { of, name: `${line}\n${written}`, differing };
  }));
});

/** What sdp-transform knows of a candidate, in the one order in which it reads it. */
const order = ['raddr', 'rport', 'tcptype', 'generation', 'network-id', 'network-cost'];

/** Names of attributes, first ones only, that sdp-transform does not come to: it stops at what it does not expect next. */
function unread(line) {
  const words = line.split(/ typ \S* ?/i)[1]?.split(' ') ?? [];
  const all = words.filter((_, i) => i % 2 === 0 && words.length > i + 1);
  let next = 0, read = 0;
  for (; read < all.length; read++) {
    const at = order.indexOf(all[read], next);
    if (at < 0 || (all[read] === 'raddr' && all[read + 1] !== 'rport') || (all[read] === 'rport' && all[read - 1] !== 'raddr')) break;
    next = at + 1;
  }
  return all.slice(read).filter((name, i, rest) => rest.indexOf(name) === i && !all.slice(0, read).includes(name));
}

test('sdp-transform reads a candidate as iceguard does', () => {
  /** @type {Kind[]} */
  const kinds = [
    {
      right: 'iceguard',
      why: 'RFC 5234 section 2.3: "typ" is an ABNF string, which has no case; to sdp-transform a line with TYP is no candidate',
      members: ({ line }) => (/ TYP /.test(line) ? ['line'] : []),
    },
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1 gives extensions no order; sdp-transform reads its own in one order and stops at the first other, '
        + 'which is the ufrag that browsers write',
      members: ({ line }) => unread(line).filter((name) => order.includes(name)).map((name) => own[name] ?? name),
    },
  ];
  hold(kinds, lines.map((of) => {
    const { line, ours } = of;
    const theirs = transform.parse(`a=${prefixed(of).replace(/^a=/, '')}\r\n`).candidates?.[0];
    if (theirs === undefined) return { of, name: line, differing: ['line'] };
    const number = (v) => (v === undefined ? null : Number(v));
    const { foundation, component, transport, priority, ip, port, type, raddr, rport, tcptype } = theirs;
    const differing = differences({ ...members(ours), usernameFragment: null }, {
      foundation: String(foundation), component: Number(component), protocol: transport.toLowerCase(), priority: Number(priority),
      address: ip, port: Number(port), type, tcpType: tcptype ?? null, relatedAddress: raddr ?? null, relatedPort: number(rport), usernameFragment: null,
    });
    for (const name of order.slice(3)) {
      if (extension(ours, name) !== (theirs[name] === undefined ? null : String(theirs[name]))) differing.push(name);
    }
    return { of, name: line, differing };
  }));
});

test('sdp-transform writes a candidate as iceguard does', () => {
  /** @type {Kind[]} */
  const kinds = [
    {
      right: 'iceguard',
      why: 'RFC 8839 section 5.1: what a carrier does not know or expect stays in the line; sdp-transform writes what it has read',
      members: ({ line, ours }) => {
        const lost = unread(line);
        const extra = lost.some((name) => !['raddr', 'rport'].includes(name)) || twice(line).length > 0;
        return [...lost.filter((name) => own[name] && ours[own[name]] !== null).map((name) => own[name]), ...(extra ? ['extensions'] : [])];
      },
    },
  ];
  hold(kinds, lines.map((of) => {
    const { line, ours } = of;
    const tree = transform.parse(`a=${prefixed(of).replace(/^a=/, '')}\r\n`);
    const written = transform.write(tree).split('\r\n').find((l) => l.startsWith('a=candidate:'));
    return { of, name: `${line}\n${written}`, differing: differences(ours, ice.parseCandidate(written)) };
  }));
});

/** What the policies mean, said of sdp's candidates. */
const policies = {
  'no-host': (c) => c.type !== 'host',
  'relay-only': (c) => c.type === 'relay',
  'udp-only': (c) => c.protocol === 'udp',
  'local drop': () => false,
};

const filtered = descriptions().flatMap((sdp) => Object.entries(policies).map(([policy, keeps]) => {
  const isKept = (l) => keeps(SDP.parseCandidate(l));
  const candidates = SDP.splitLines(sdp).filter((l) => l.startsWith('a=candidate:'));
  const dropped = candidates.filter((l) => !isKept(l)).map((l) => SDP.parseCandidate(l).address);
  const kept = candidates.filter(isKept).map((l) => SDP.parseCandidate(l));
  const address = /^c=IN IP. (.*)$/m.exec(sdp)[1].trim();
  return {
    sdp, policy, keeps, isKept,
    ours: ice.filterDescription({ type: 'offer', sdp }, policy, 'local').description.sdp,
    exposed: dropped.includes(address) && !kept.some((c) => c.address === address),
    masked: policy !== 'udp-only' && kept.some((c) => c.relatedAddress && c.relatedAddress !== '0.0.0.0' && c.relatedAddress !== c.address),
  };
}));

/** Kinds of difference from a filter that takes candidates out and does nothing else. */
const defaults = [
  {
    right: 'iceguard',
    why: 'RFC 8839 section 4.2.1.2: c= and the port of m= are the default candidate; left alone they signal the address of one '
      + 'that was dropped',
    members: ({ exposed }) => (exposed ? ['default destination'] : []),
  },
  {
    right: 'iceguard',
    why: 'RFC 8839 section 5.1: rel-addr is the address of another candidate, here one that is dropped, and 0.0.0.0 where that '
      + 'is not to be shown',
    members: ({ masked }) => (masked ? ['related address'] : []),
  },
];

test('a filter built on sdp takes the same candidates out of a description', () => {
  /** @type {Kind[]} */
  const kinds = [
    ...defaults,
    {
      right: 'iceguard',
      why: 'RFC 8866 section 5 ends every line with CRLF; splitLines trims the last one away',
      members: () => ['last line end'],
    },
  ];
  hold(kinds, filtered.map((of) => {
    const theirs = SDP.splitLines(of.sdp).filter((l) => !l.startsWith('a=candidate:') || of.isKept(l));
    const ours = of.ours.split('\r\n');
    const differing = [];
    if (ours.at(-1) === '' && theirs.at(-1) !== '') {
      differing.push('last line end');
      ours.pop();
    }
    assert.equal(ours.length, theirs.length, of.sdp);
    for (const [i, line] of theirs.entries()) {
      if (ours[i] === line) continue;
      const related = / raddr \S+ rport \d+/;
      if (/^[cm]=/.test(line)) differing.push('default destination');
      else if (ours[i] === line.replace(related, ' raddr 0.0.0.0 rport 0')) differing.push('related address');
      else differing.push(line);
    }
    return { of, name: `${of.policy} of ${of.sdp}`, differing };
  }));
});

test('a filter built on sdp-transform takes the same candidates out of a description', () => {
  hold(defaults, filtered.map((of) => {
    const theirs = transform.parse(of.sdp);
    for (const m of theirs.media) m.candidates = m.candidates?.filter((c) => of.keeps({ type: c.type, protocol: c.transport.toLowerCase() }));
    const ours = transform.parse(of.ours);
    const differing = [];
    for (const [i, m] of theirs.media.entries()) {
      const n = ours.media[i];
      if (m.port !== n.port || JSON.stringify(m.connection) !== JSON.stringify(n.connection)) differing.push('default destination');
      for (const [j, c] of (m.candidates ?? []).entries()) {
        if (n.candidates[j].raddr !== c.raddr || n.candidates[j].rport !== c.rport) differing.push('related address');
      }
      const same = (media) => ({
        ...media, port: 0, connection: null, candidates: (media.candidates ?? []).map((c) => ({ ...c, raddr: null, rport: null })),
      });
      assert.deepEqual(same(n), same(m), of.sdp);
    }
    assert.deepEqual({ ...ours, media: null }, { ...theirs, media: null });
    return { of, name: `${of.policy} of ${of.sdp}`, differing };
  }));
});

test('sdp-transform gives back a description as iceguard does', () => {
  /** @type {Kind[]} */
  const kinds = [
    {
      right: 'iceguard',
      why: 'RFC 8866 section 9 has attributes in any order, so the order is the writer\'s own; sdp-transform sorts them by its grammar',
      members: () => ['order'],
    },
    {
      right: 'iceguard',
      why: 'RFC 8866 section 5.13: all behind the colon is the value, blanks too; sdp-transform writes a=msid-semantic with one, '
        + 'or two where no stream is named',
      members: ({ sdp }) => (/^a=msid-semantic:( WMS\r|WMS )/m.test(sdp) ? ['a=msid-semantic'] : []),
    },
  ];
  hold(kinds, descriptions().map((sdp) => {
    assert.equal(ice.filterDescription({ type: 'offer', sdp }, 'all', 'local').description.sdp, sdp);
    const differing = [];
    const written = transform.write(transform.parse(sdp));
    if (written !== sdp) {
      const before = sdp.split('\r\n'), after = new Set(written.split('\r\n'));
      differing.push(...before.filter((l) => !after.has(l)).map((l) => l.split(':')[0]));
      const same = (l) => after.has(l);
      if (before.filter(same).join() !== written.split('\r\n').filter((l) => before.includes(l)).join()) differing.push('order');
    }
    return { of: { sdp }, name: sdp, differing };
  }));
});
