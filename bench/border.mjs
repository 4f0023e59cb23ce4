// What crosses the border, beside what a page would use instead, in one run.
// Figures are ratios of medians; the absolute ones are printed to be looked at.
import SDP from 'sdp';

import { load } from '../dist/iceguard.js';

const ice = await load();
const line = 'candidate:2943321167 1 udp 1677729535 203.0.113.10 37238 typ srflx raddr 10.0.1.2 rport 37238 generation 0 ufrag i+rp network-cost 999';
const policy = ice.policy('local drop type host scope private; drop transport tcp; keep');

const section = (mid) => [
  `m=audio ${50000 + mid} UDP/TLS/RTP/SAVPF 111`, 'c=IN IP4 203.0.113.10', `a=mid:${mid}`, 'a=ice-ufrag:i+rp', 'a=ice-pwd:0123456789abcdef01234567',
  'a=setup:actpass', 'a=rtcp-mux', 'a=rtpmap:111 opus/48000/2', 'a=fmtp:111 minptime=10;useinbandfec=1', 'a=sendrecv', `a=ssrc:${mid} cname:x`,
  `a=candidate:1 1 udp 2113937151 10.0.1.2 ${40000 + mid} typ host generation 0`, `a=${line}`,
  `a=candidate:3 1 tcp 1518280447 10.0.1.2 9 typ host tcptype active generation 0`,
].join('\r\n');
const sdp = ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', 't=0 0', ...Array.from({ length: 50 }, (_, i) => section(i)), ''].join('\r\n');

/** A filter as one would write it on npm sdp: it decides the same. */
function filterWithSDP(text) {
  return SDP.splitLines(text).filter((l) => {
    if (!l.startsWith('a=candidate:')) return true;
    const c = SDP.parseCandidate(l);
    return !(c.type === 'host' && /^(10\.|192\.168\.)/.test(c.address)) && c.protocol !== 'tcp';
  }).join('\r\n');
}

/** Median time of one call in µs, over rounds that alternate between the contestants. */
function race(contestants, { rounds = 15, ms = 40 } = {}) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, f] of Object.entries(contestants)) {
      const start = performance.now();
      let n = 0;
      do {
        for (let i = 0; i < 20; i++) f();
        n += 20;
      } while (performance.now() - start < ms);
      if (round > 2) times[name].push(((performance.now() - start) / n) * 1000); // the first rounds warm up
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, list.sort((a, b) => a - b)[list.length >> 1]]));
}

function report(title, ours, result) {
  console.log(title);
  for (const [name, us] of Object.entries(result)) {
    const ratio = name === ours ? '' : `  ${(us / result[ours]).toFixed(2)} x ours`;
    console.log(`  ${name.padEnd(34)} ${us.toFixed(2).padStart(9)} µs${ratio}`);
  }
}

report('one candidate', 'iceguard: parse and decide', race({
  'iceguard: parse and decide': () => policy.decide(line, 'local'),
  'iceguard: parse to an object': () => ice.parseCandidate(line),
  'sdp: parseCandidate alone': () => SDP.parseCandidate(line),
}));
report('a description of 50 sections', 'iceguard: filter', race({
  'iceguard: filter': () => ice.filterDescription({ type: 'offer', sdp }, policy, 'local'),
  'a filter built on sdp': () => filterWithSDP(sdp),
}));
process.exit(0); // timers of the Go runtime would keep the process
