// A user's Go program, built by plain go build outside this module, under Go's
// own wasm_exec.js and a strict Content-Security-Policy, on real calls.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';
import { serveGoApp } from '../lib/goapp.mjs';
import { started } from '../lib/page.mjs';
import { blocks } from '../lib/readme.mjs';
import { assertReport } from '../lib/report-schema.mjs';
import { root } from '../lib/root.mjs';

const main = readFileSync(join(root, 'test/goapp/main.go'), 'utf8');

/** A package that has used golang-wasm before main begins, to be imported by the program. */
const early = (module) => ({
  'early/early.go': `package early

import (
	"syscall/js"

	"github.com/teamortix/golang-wasm/wasm"
)

func init() {
	if _, err := wasm.Global().Expect(js.TypeObject, "document"); err != nil {
		panic(err)
	}
}
`,
  'early.go': `package main\n\nimport _ "${module}/early"\n`,
});

/** The Example with this name in the documentation of package browser, as a program. */
function example(file) {
  const text = readFileSync(join(root, 'jsbridge/browser', file), 'utf8');
  return text.replace('package browser_test', 'package main').replace(/^(\/\/ .*\n)*func Example\w*\(/m, 'func main(');
}

/** Runs in the page: calls a peer with the connection that the program made. */
async function callPeer() {
  const soon = (test) => new Promise((resolve) => {
    const check = () => (test() ? resolve() : setTimeout(check, 10));
    check();
  });
  await soon(() => globalThis.made.length > 0);
  const [pc] = globalThis.made;
  await soon(() => Object.hasOwn(pc, 'addIceCandidate'));
  const peer = new RTCPeerConnection();
  let described = false; // from then on candidates wait their turn in the peer; those before are in the description
  pc.addEventListener('icecandidate', ({ candidate }) => candidate && described && peer.addIceCandidate(candidate));
  peer.onicecandidate = ({ candidate }) => candidate && pc.addIceCandidate(candidate);
  if (pc.onicecandidate) {
    await soon(() => pc.localDescription); // the program offers
  } else {
    pc.createDataChannel('x');
    await pc.setLocalDescription();
  }
  described = true;
  await peer.setRemoteDescription(pc.localDescription);
  await peer.setLocalDescription();
  await pc.setRemoteDescription(peer.localDescription);
  await soon(() => pc.iceConnectionState === 'connected' || pc.iceConnectionState === 'completed');
  return pc.localDescription.sdp;
}

/** Runs in the page: makes globalThis.call(policy, config), a call between two connections, A attached by the Go program. */
function installCall() {
  globalThis.call = async (policy, config) => {
    const [a, b] = [new RTCPeerConnection(config), new RTCPeerConnection(config)];
    const c = { a, b, signalled: [], handled: [], told: [], waiting: [] };
    a.onicecandidate = ({ candidate }) => c.handled.push(candidate && candidate.candidate); // set before it is attached
    c.own = () => Object.getOwnPropertyNames(a).sort().join();
    c.before = c.own();
    c.tell = (kind, text) => {
      c.told.push([kind, text]);
      for (const check of c.waiting) check();
    };
    c.until = (test) => new Promise((resolve) => {
      const check = () => c.told.some(([kind, text]) => test(kind, text)) && resolve();
      c.waiting.push(check);
      check();
    });
    c.session = globalThis.goapp.attach(a, policy, c.tell);
    a.addEventListener('icecandidate', ({ candidate }) => {
      c.signalled.push(candidate && candidate.candidate);
      if (b.remoteDescription) b.addIceCandidate(candidate); // else it goes in the description
    });
    b.onicecandidate = ({ candidate }) => a.addIceCandidate(candidate);
    const channel = a.createDataChannel('x');
    b.ondatachannel = (e) => (e.channel.onmessage = ({ data }) => e.channel.send(`echo ${data}`));
    c.negotiate = async () => {
      await a.setLocalDescription(await a.createOffer());
      await b.setRemoteDescription(a.localDescription);
      await b.setLocalDescription();
      await a.setRemoteDescription(b.localDescription);
    };
    c.echoed = new Promise((resolve) => {
      channel.onopen = () => channel.send('hello');
      channel.onmessage = ({ data }) => resolve(data);
    });
    c.gathered = () => new Promise((resolve) => {
      const check = () => a.iceGatheringState === 'complete' && setTimeout(resolve, 0);
      a.addEventListener('icegatheringstatechange', check);
      check();
    });
    c.end = () => {
      a.close();
      b.close();
    };
    return c;
  };
}

describe("a user's Go program", () => {
  const sites = [];
  let demo;
  let plain;
  let pion;
  before(async () => {
    demo = await startDemo();
    plain = await serveGoApp('example.com/plain', { 'main.go': example('example_test.go') });
    pion = await serveGoApp('example.com/pion', { 'main.go': example('example_pion_test.go') });
    for (const module of ['example.com/app', 'zz.example/app']) sites.push(await serveGoApp(module, { 'main.go': main, ...early(module) }));
  });
  after(() => Promise.all([demo, plain, pion, ...sites].map((s) => s.close())));

  test('the README shows the Example of the documentation', () => {
    const [{ code }] = blocks().filter((b) => b.info === 'go js');
    assert.equal(code, example('example_test.go').replace('//go:build js && wasm\n\n', ''));
  });

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await open(sites[0]);
      });
      after(() => browser.close());

      const open = async (site) => {
        const tab = await browser.newPage(site.url);
        await started(tab);
        await tab.evaluate(installCall);
        return tab;
      };

      test('starts, whether its path sorts before ours or after', async () => {
        for (const site of sites) {
          const tab = await open(site);
          assert.equal(await tab.evaluate(() => typeof globalThis.goapp.attach), 'function');
          assert.deepEqual(tab.problems, []);
          await tab.close();
        }
      });

      test('filters and explains a call', async () => {
        const r = await page.evaluate(async () => {
          const c = await globalThis.call('local drop family ipv4; local drop transport tcp');
          const counted = c.until((kind, text) => kind === 'stats' && JSON.parse(text).bytesSent > 0 && JSON.parse(c.session.report()).path.source === 'transport-stats');
          await c.negotiate();
          const echo = await c.echoed;
          await counted;
          await c.gathered();
          const descriptions = [c.a.localDescription, c.a.currentLocalDescription, await c.a.createOffer()].map((d) => d.sdp);
          const again = await c.a.createOffer();
          const accepted = await c.a.setLocalDescription(again).then(() => true, String);
          descriptions.push(c.a.pendingLocalDescription.sdp);
          const legacy = await new Promise((resolve, reject) => c.a.createOffer(resolve, reject));
          descriptions.push(legacy.sdp);
          const result = {
            echo, descriptions, accepted, signalled: c.signalled, handled: c.handled, told: c.told,
            report: JSON.parse(c.session.report()), summary: c.session.summary(), classes: [c.a.localDescription instanceof RTCSessionDescription],
          };
          c.a.close();
          await c.until((kind) => kind === 'closed');
          c.session.detach();
          c.session.detach();
          result.restored = c.own() === c.before && c.a.close === RTCPeerConnection.prototype.close;
          result.last = JSON.parse(c.session.report());
          c.end();
          return result;
        });
        assert.equal(r.echo, 'echo hello');
        assert.equal(r.accepted, true);
        const shown = [...r.signalled, ...r.handled, ...r.descriptions].filter(Boolean).join('\n');
        const lines = shown.match(/candidate:.*/g);
        assert.ok(lines.length >= 2, 'something was signalled');
        for (const line of lines) assert.match(line, / udp \d+ [0-9a-f]*:[0-9a-f:]+ /i, line);
        assert.doesNotMatch(shown, /^c=IN IP4 (?!0\.0\.0\.0)/m);
        assert.deepEqual(r.signalled, r.handled);
        assert.equal(r.handled.at(-1), null, 'the end of gathering still arrives');
        assert.deepEqual(r.classes, [true]);

        assertReport(r.report);
        const { path, localCandidates, iceConnectionState } = r.report;
        assert.deepEqual([path.kind, path.transport, path.local.type, path.source], ['host', 'udp', 'host', 'transport-stats']);
        assert.equal(iceConnectionState, 'connected');
        assert.match(r.summary, /direct host to host over udp/);
        const dropped = localCandidates.filter((c) => !c.kept);
        assert.ok(dropped.length > 0);
        for (const d of dropped) assert.equal(shown.includes(` ${d.address} ${d.port} typ `), false, `${d.candidate} was shown`);
        const of = (kind) => r.told.filter(([k]) => k === kind).map(([, text]) => text);
        const candidates = of('candidate').map(JSON.parse);
        assert.deepEqual(candidates.filter((c) => c.direction === 'local' && !c.kept).map((c) => c.candidate), dropped.map((c) => c.candidate));
        assert.deepEqual(JSON.parse(of('path').at(-1)), path, 'the path that was told is that of the report');
        assert.deepEqual(of('iceConnectionState').slice(0, 2), ['checking', 'connected']);
        assert.deepEqual(of('error'), []);
        assert.deepEqual([r.restored, r.last.closed, r.last.path.kind], [true, true, 'host']);
        assert.deepEqual(page.problems, []);
      });

      /** A call with relay-only through a TURN server. */
      const relayed = async (iceTransportPolicy) => {
        const { iceServers } = await demo.config();
        return page.evaluate(async (config) => {
          const c = await globalThis.call('relay-only', config);
          const findings = [c.session.findings()];
          await c.a.setLocalDescription();
          await c.gathered(); // so that the relay candidates are there before anything connects
          await c.b.setRemoteDescription(c.a.localDescription);
          await c.b.setLocalDescription();
          await c.a.setRemoteDescription(c.b.localDescription);
          await c.echoed;
          await c.until((kind) => kind === 'path');
          await c.until((kind, text) => kind === 'stats' && JSON.parse(text).bytesSent > 0);
          const report = JSON.parse(c.session.report());
          findings.push(c.session.findings());
          const shown = [c.a.localDescription.sdp, ...c.signalled].join('\n');
          c.session.detach();
          c.end();
          return { findings, report, shown };
        }, { iceServers, iceTransportPolicy });
      };

      test('keeps a call to relay candidates, and says when connections may still be direct', async () => {
        const r = await relayed('all');
        const lines = r.shown.match(/candidate:.*/g);
        assert.ok(lines.length > 0);
        // Here the relay's own address is this machine's, which then is no secret.
        for (const line of lines) assert.match(line, / (\S+) \d+ typ relay raddr (0\.0\.0\.0|::|\1) /, line);
        assert.deepEqual(r.findings[0].split(' '), ['policy-not-enforceable']);
        assert.ok(r.report.localCandidates.some((c) => c.type === 'host' && !c.kept));
        assert.equal(r.report.policy.name, 'relay-only');
        assert.ok(r.findings[1].split(' ').includes('policy-not-enforceable'), r.findings[1]);
        assert.deepEqual(r.report.findings.map((f) => f.code).join(' '), r.findings[1]);
        assert.deepEqual(page.problems, []);
      });

      test('reports a relayed path', async () => {
        const { report, findings, shown } = await relayed('relay');
        assertReport(report);
        assert.match(shown, / typ relay /);
        assert.deepEqual([report.path.kind, report.path.local.type, report.iceTransportPolicy], ['relayed', 'relay', 'relay']);
        assert.equal(findings[0], '');
        assert.ok(findings[1].split(' ').includes('relayed'), findings[1]);
        assert.ok(!findings[1].includes('policy'), findings[1]);
        assert.deepEqual(page.problems, []);
      });

      test('answers as the browser does for what it lets through and what it does not', async () => {
        const r = await page.evaluate(async () => {
          const c = await globalThis.call('remote drop family ipv4; remote drop transport tcp');
          await c.negotiate();
          await c.echoed;
          const init = { candidate: 'candidate:9 1 udp 2122252543 192.0.2.77 5000 typ host', sdpMid: '0', sdpMLineIndex: 0 };
          const answers = [
            await c.a.addIceCandidate(init),
            await c.a.addIceCandidate(new RTCIceCandidate(init)),
            await new Promise((resolve, reject) => c.a.addIceCandidate(init, () => resolve('callback'), reject)),
          ].map(String);
          const ends = (await Promise.allSettled([c.a.addIceCandidate(), c.a.addIceCandidate(null)])).map((e) => e.status);
          const outcome = (pc, method, ...args) => pc[method](...args).then(() => 'taken', (e) => `${e.name}: ${e.message}`);
          const pairs = [];
          for (const call of [
            ['addIceCandidate', { candidate: 'nonsense', sdpMid: '0' }], ['addIceCandidate', 5],
            ['setRemoteDescription', { type: 'offer', sdp: 'nonsense' }], ['setRemoteDescription', 5], ['setRemoteDescription'], ['createAnswer'],
          ]) {
            pairs.push([JSON.stringify(call), await outcome(c.a, ...call), await outcome(c.b, ...call)]);
          }
          const known = [];
          (await c.a.getStats()).forEach((s) => {
            if (s.type === 'remote-candidate' && s.candidateType !== 'prflx') known.push(s.address ?? s.ip);
          });
          const remote = c.a.remoteDescription.sdp;
          const refused = [globalThis.goapp.attach(c.a, 'all', c.tell), globalThis.goapp.attach({}, 'all', c.tell), globalThis.goapp.attach(c.a, 'drop hots', c.tell)];
          c.session.setPolicy('no-host');
          const seen = [];
          c.a.addEventListener('icecandidate', (e) => seen.push([e.candidate.relatedAddress, e.candidate.candidate, e.candidate.sdpMid, e.candidate instanceof RTCIceCandidate]));
          for (const line of ['candidate:1 1 udp 9 192.0.2.1 5 typ host', 'candidate:2 1 udp 8 198.51.100.1 6 typ srflx raddr 192.0.2.1 rport 5']) {
            c.a.dispatchEvent(new RTCPeerConnectionIceEvent('icecandidate', { candidate: new RTCIceCandidate({ candidate: line, sdpMid: '0' }) }));
          }
          const sdp = (await c.a.createOffer()).sdp;
          const after = JSON.parse(c.session.report()).policy.name;
          c.session.detach();
          const dropped = c.told.filter(([k]) => k === 'candidate').map(([, text]) => JSON.parse(text)).filter((x) => !x.kept).map((x) => x.candidate);
          c.end();
          return { answers, ends, pairs, known, remote, refused, sdp, after, dropped, seen };
        });
        assert.deepEqual(r.answers, ['undefined', 'undefined', 'callback']);
        assert.deepEqual(r.ends, ['fulfilled', 'fulfilled']);
        for (const [call, ours, native] of r.pairs) {
          assert.equal(ours, native, call);
          if (!call.includes('createAnswer')) assert.notEqual(ours, 'taken', call);
        }
        assert.ok(r.dropped.some((line) => line.includes('192.0.2.77')));
        for (const address of r.known) assert.ok(!/^\d+\./.test(address ?? ''), `the engine knows ${address}`);
        assert.doesNotMatch(r.remote, /a=candidate:.* \d+\.\d+\.\d+\.\d+ /);
        assert.match(r.refused[0], /has a session/);
        assert.match(r.refused[1], /^pc\.addEventListener: /);
        assert.match(r.refused[2], /hots/);
        assert.doesNotMatch(r.sdp, /typ host/);
        assert.equal(r.after, 'no-host');
        assert.deepEqual(r.seen, [['0.0.0.0', 'candidate:2 1 udp 8 198.51.100.1 6 typ srflx raddr 0.0.0.0 rport 0', '0', true]]);
        assert.deepEqual(page.problems, []);
      });

      test('leaves nothing behind, of 300 sessions and of 300 offers', async () => {
        const r = await page.evaluate(async () => {
          const pc = new RTCPeerConnection();
          const own = () => Object.getOwnPropertyNames(pc).length;
          const held = async () => {
            for (let i = 0; i < 2; i++) {
              globalThis.goapp.cycle(pc, 0); // collects
              await new Promise((resolve) => setTimeout(resolve, 50)); // finalizers run
            }
            return globalThis.go._ids.size;
          };
          globalThis.goapp.cycle(pc, 50);
          const before = own();
          const values = [await held()];
          const error = globalThis.goapp.cycle(pc, 300);
          values.push(await held());
          const after = own();
          const session = globalThis.goapp.attach(pc, 'no-host', () => {});
          const offer = async () => {
            await pc.createOffer();
            await new Promise((resolve, reject) => pc.createOffer(resolve, reject));
            await pc.createAnswer().catch(() => {}); // there is nothing to answer
          };
          await offer();
          values.push(await held());
          for (let i = 0; i < 300; i++) await offer();
          values.push(await held());
          session.detach();
          pc.close();
          return { before, after, values, error };
        });
        assert.equal(r.error, null);
        assert.equal(r.after, r.before);
        const said = `Go holds ${r.values} JavaScript values`;
        assert.ok(r.values[1] - r.values[0] < 50 && r.values[3] - r.values[2] < 50, said);
      });

      /** Runs a program that prints, in a call with a peer, until it has printed a path. */
      const run = async (site) => {
        const tab = await browser.newPage();
        const printed = [];
        const path = new Promise((resolve) => {
          tab.on('console', (message) => {
            if (message.type() === 'log') printed.push(...message.text().split('\n'));
            if (/^path: /m.test(message.text())) resolve();
          });
        });
        await tab.goto(site.url);
        const sdp = await tab.evaluate(callPeer);
        await path;
        assert.deepEqual(tab.problems, []);
        await tab.close();
        return { printed, sdp };
      };

      test('as the README and the documentation show it prints the path and what was not signalled', async () => {
        const { printed, sdp } = await run(plain, /^path: host over udp$/);
        assert.equal(printed[0], 'new, policy no-host, local 0 of 0 kept, remote 0 of 0 kept');
        assert.ok(printed.some((line) => /^not signalled: candidate:.* typ host/.test(line)), printed.join('\n'));
        assert.doesNotMatch(sdp, /a=candidate:/);
      });

      test('with pion/webrtc signals what the policy keeps and prints the path', async () => {
        const path = /^path: \w+, direct host to host over udp.*, policy ipv4-only, local (\d+) of (\d+) kept/;
        const { printed, sdp } = await run(pion, path);
        const signalled = printed.filter((line) => / typ /.test(line));
        assert.ok(signalled.length > 0);
        for (const line of [...signalled, ...sdp.match(/a=candidate:.*/g)]) assert.match(line, /candidate:\S+ \d \w+ \d+ \d+\.\d+\.\d+\.\d+ /);
        const [, kept, seen] = path.exec(printed.findLast((line) => path.test(line)));
        assert.ok(Number(kept) > 0 && Number(kept) < Number(seen), printed.join('\n'));
      });

      test('that ends without detaching leaves a connection that throws, and one that detached as it was', async () => {
        const tab = await open(sites[0]);
        const r = await tab.evaluate(async () => {
          const [held, free] = [await globalThis.call('no-host'), await globalThis.call('no-host')];
          free.session.detach();
          globalThis.goapp.end();
          await globalThis.ended;
          const attempt = (f) => {
            try {
              f();
              return 'fine';
            } catch (e) {
              return e.message;
            }
          };
          const result = [held, free].map(({ a }) => [attempt(() => a.localDescription), attempt(() => a.close())]);
          RTCPeerConnection.prototype.close.call(held.a);
          return result;
        });
        const exited = 'Go program has already exited';
        assert.deepEqual(r, [[exited, exited], ['fine', 'fine']]);
        await tab.close();
      });
    });
  }
});
