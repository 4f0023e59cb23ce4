// A session on real calls in real browsers: what an application sees.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { installCall, servePackage, started } from '../lib/page.mjs';

describe('a session', () => {
  let site;
  before(async () => (site = await servePackage()));
  after(() => site.close());

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await browser.newPage(site.url);
        await started(page);
        await page.evaluate(installCall);
      });
      after(() => browser.close());

      test('says over which path a call runs, and how it knows', async () => {
        const { path: told, report, text } = await page.evaluate(async () => {
          const c = await globalThis.call({ policy: 'all' });
          // The first report of a browser may lack the transport's word; it has been made when bytes have been counted.
          const stats = c.until(c.session, 'stats', (e) => e.detail.bytesSent > 0 && c.session.report().path.source === 'transport-stats');
          await c.negotiate();
          await c.connected();
          await stats;
          const report = c.session.report();
          const text = String(c.session);
          const [path] = c.events.filter((e) => e.type === 'path').map((e) => e.detail).slice(-1);
          c.end();
          return { path: JSON.stringify(path), report, text };
        });
        const times = report.generations[0];
        const { path } = report;
        assert.deepEqual(path, JSON.parse(told), 'the path that was told is that of the report');
        assert.equal(path.kind, 'host');
        assert.equal(path.relay, null);
        assert.equal(path.transport, 'udp');
        assert.equal(path.local.type, 'host');
        assert.ok(path.local.port > 0 && path.remote.port > 0);
        assert.equal(report.schema, 'iceguard.report/1');
        assert.equal(report.iceConnectionState, 'connected');
        assert.match(text, /direct host to host over udp/);
        assert.ok(report.stats.bytesSent > 0 && report.stats.bytesReceived > 0);
        assert.ok(report.localCandidates.length > 0 && report.remoteCandidates.length > 0);
        for (const name of ['gatheringStarted', 'firstLocalCandidate', 'firstRemoteCandidate', 'checking', 'connected', 'selectedPair']) {
          assert.ok(times[name] >= 0, `${name}: ${times[name]}`);
        }
        assert.ok(times.checking <= times.connected);
        assert.ok(times.localUsernameFragment && times.remoteUsernameFragment);
      });

      test('a dropped local candidate reaches no listener, no handler, no description', async () => {
        const r = await page.evaluate(async () => {
          const c = await globalThis.call({ policy: 'local drop family ipv4; local drop transport tcp' });
          await c.negotiate();
          await c.connected();
          await c.gathered();
          const again = await c.a.createOffer();
          const descriptions = [c.a.localDescription, c.a.currentLocalDescription, again].map((d) => d.sdp);
          const accepted = await c.a.setLocalDescription(again).then(() => true, String);
          const pending = c.a.pendingLocalDescription.sdp;
          const report = c.session.report();
          await null; // what was still to be told is told then
          const dropped = c.events.filter((e) => e.type === 'candidatedropped').map((e) => e.detail);
          const result = { signalled: c.signalled, handled: c.handled, descriptions: [...descriptions, pending], dropped, report, accepted };
          c.end();
          return result;
        });
        const shown = [...r.signalled, ...r.handled, ...r.descriptions].filter(Boolean).join('\n');
        const lines = shown.match(/candidate:.*/g);
        assert.ok(lines.length >= 2, 'something was signalled');
        for (const line of lines) assert.match(line, / udp \d+ [0-9a-f]*:[0-9a-f:]+ /i, line);
        assert.ok(r.dropped.length > 0);
        for (const d of r.dropped) {
          assert.equal(d.kept, false);
          assert.ok(d.rule === 1 || d.rule === 2);
          assert.equal(shown.includes(` ${d.address} ${d.port} typ `), false, `${d.candidate} was shown`);
          if (d.protocol === 'udp') assert.doesNotMatch(shown, new RegExp(`^m=\\w+ ${d.port} `, 'm'));
        }
        assert.doesNotMatch(shown, /^c=IN IP4 (?!0\.0\.0\.0)/m);
        assert.equal(r.accepted, true);
        assert.equal(r.handled.at(-1), null, 'the end of gathering still arrives');
        assert.deepEqual(r.signalled, r.handled);
        assert.equal(r.report.localCandidates.filter((x) => !x.kept).length, r.dropped.length);
      });

      test('a dropped remote candidate resolves and does not reach the engine', async () => {
        const r = await page.evaluate(async () => {
          const c = await globalThis.call({ policy: 'remote drop family ipv4; remote drop transport tcp' });
          await c.negotiate();
          await c.connected();
          const line = 'candidate:9 1 udp 2122252543 192.0.2.77 5000 typ host';
          const init = { candidate: line, sdpMid: '0', sdpMLineIndex: 0 };
          const answers = [
            await c.a.addIceCandidate(init),
            await c.a.addIceCandidate(new RTCIceCandidate(init)),
            await new Promise((resolve, reject) => c.a.addIceCandidate(init, () => resolve('callback'), reject)),
          ];
          const ends = await Promise.allSettled([c.a.addIceCandidate(), c.a.addIceCandidate(null)]);
          const bad = await c.a.addIceCandidate({ candidate: 'nonsense', sdpMid: '0' }).then(() => 'taken', (e) => e.name);
          const badNative = await c.b.addIceCandidate.call(c.b, { candidate: 'nonsense', sdpMid: '0' }).then(() => 'taken', (e) => e.name);
          const known = [];
          (await c.a.getStats()).forEach((s) => {
            // What the peer's own checks reveal is not what was signalled.
            if (s.type === 'remote-candidate' && s.candidateType !== 'prflx') known.push(s.address ?? s.ip);
          });
          const remoteSdp = c.a.remoteDescription.sdp;
          c.session.report();
          await null; // what was still to be told is told then
          const dropped = c.events.filter((e) => e.type === 'candidatedropped').map((e) => e.detail.candidate);
          c.end();
          return { answers, ends: ends.map((e) => e.status), known, dropped, remoteSdp, bad, badNative };
        });
        assert.deepEqual(r.answers.map((a) => a ?? 'undefined'), ['undefined', 'undefined', 'callback']);
        assert.deepEqual(r.ends, ['fulfilled', 'fulfilled']);
        assert.ok(r.dropped.some((line) => line.includes('192.0.2.77')));
        for (const address of r.known) assert.ok(!/^\d+\./.test(address ?? ''), `the engine knows ${address}`);
        assert.doesNotMatch(r.remoteSdp, /a=candidate:.* \d+\.\d+\.\d+\.\d+ /);
        assert.equal(r.bad, r.badNative);
        assert.equal(r.bad, 'OperationError');
      });

      test('candidates inside a remote description are filtered too', async () => {
        const r = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const offerer = new RTCPeerConnection();
          offerer.createDataChannel('x');
          await offerer.setLocalDescription();
          await new Promise((resolve) => {
            offerer.onicegatheringstatechange = () => offerer.iceGatheringState === 'complete' && resolve();
          });
          const offer = offerer.localDescription.toJSON();
          const answerer = new RTCPeerConnection();
          const session = ice.attach(answerer, { policy: 'remote drop family ipv4' });
          const dropped = [];
          session.addEventListener('candidatedropped', (e) => dropped.push(e.detail));
          await answerer.setRemoteDescription(offer);
          const result = { offer: offer.sdp, taken: answerer.remoteDescription.sdp, dropped };
          offerer.close();
          answerer.close();
          session.detach();
          return result;
        });
        const v4 = r.offer.match(/a=candidate:.* \d+\.\d+\.\d+\.\d+ .*/g);
        assert.ok(v4.length > 0);
        assert.equal(r.dropped.length, v4.length);
        for (const d of r.dropped) assert.deepEqual([d.via, d.direction, d.rule], ['description', 'remote', 1]);
        assert.doesNotMatch(r.taken, /a=candidate:.* \d+\.\d+\.\d+\.\d+ /);
      });

      test('a policy can be changed at any time, for what comes after', async () => {
        const r = await page.evaluate(async () => {
          const c = await globalThis.call({ policy: 'default drop' });
          let wrong;
          try {
            c.session.policy = 'drop typ host';
          } catch (e) {
            wrong = { code: e.code, line: e.line, column: e.column, token: e.token, text: c.session.policy.text };
          }
          await c.negotiate();
          await c.gathered();
          const before = c.handled.slice();
          c.session.policy = 'all';
          const after = c.a.localDescription.sdp.match(/a=candidate:.*/g);
          const name = c.session.policy.name;
          c.end();
          return { wrong, before, after, name };
        });
        assert.deepEqual(r.wrong, { code: 'policy-syntax', line: 1, column: 6, token: 'typ', text: 'default drop' });
        assert.deepEqual(r.before.filter(Boolean), []);
        assert.ok(r.after.length > 0);
        assert.equal(r.name, 'all');
      });

      test('what is promised depends on how the connection is configured, now and from the beginning', async () => {
        const notLearnable = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const attach = (iceTransportPolicy, policy) => ice.attach(new RTCPeerConnection({ iceTransportPolicy }), { policy });
          const sessions = {
            relay: attach('relay', 'relay-only'), all: attach('all', 'relay-only'),
            undone: attach('relay', 'relay-only'), late: attach('all', 'relay-only'),
            otherPolicy: attach('relay', 'relay-only'), closed: attach('relay', 'relay-only'),
          };
          sessions.undone.peerConnection.setConfiguration({ iceTransportPolicy: 'all' });
          sessions.late.peerConnection.setConfiguration({ iceTransportPolicy: 'relay' });
          sessions.otherPolicy.policy = 'no-host';
          sessions.closed.peerConnection.close();
          const promised = {};
          for (const [name, session] of Object.entries(sessions)) {
            promised[name] = session.guarantees.notLearnable.holds;
            session.peerConnection.close();
          }
          return promised;
        });
        assert.deepEqual(notLearnable, { relay: true, all: false, undone: false, late: false, otherPolicy: false, closed: true });
      });

      test('an ICE restart is a new generation with its own times', async () => {
        const report = await page.evaluate(async () => {
          const c = await globalThis.call({ policy: 'all' });
          await c.negotiate();
          await c.connected();
          const restarted = c.until(c.session, 'candidate', (e) => e.detail.generation === 2);
          await c.negotiate({ iceRestart: true });
          await restarted;
          const report = c.session.report();
          c.end();
          return report;
        });
        assert.equal(report.generation, 2);
        const [first, second] = report.generations;
        assert.notEqual(first.localUsernameFragment, second.localUsernameFragment);
        assert.ok(second.started > first.started);
        assert.ok(second.firstLocalCandidate >= second.started);
        assert.ok(report.localCandidates.some((x) => x.generation === 1) && report.localCandidates.some((x) => x.generation === 2));
      });

      test('a restart of a connection that is closed does nothing, and one that an engine lacks is a typed error', async () => {
        const r = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const [pc, closed] = [new RTCPeerConnection(), new RTCPeerConnection()];
          const session = ice.attach(pc);
          pc.restartIce = undefined; // as in an engine of before 2020
          let error;
          try {
            session.restart();
          } catch (e) {
            error = e;
          }
          const late = ice.attach(closed);
          closed.close();
          const answer = late.restart();
          pc.close();
          return { typed: error instanceof globalThis.app.IceguardError, code: error?.code, field: error?.field, answer: String(answer), state: closed.signalingState };
        });
        assert.deepEqual(r, { typed: true, code: 'type-mismatch', field: 'pc.restartIce', answer: 'undefined', state: 'closed' });
      });

      test('close is told once, and detach gives the connection back as it was', async () => {
        const r = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const proto = Object.getOwnPropertyNames(RTCPeerConnection.prototype).map((n) => {
            const d = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, n);
            return [n, d.value ?? d.get];
          });
          const pc = new RTCPeerConnection();
          const native = pc.addIceCandidate;
          const session = ice.attach(pc);
          const during = Object.getOwnPropertyNames(pc).length;
          let second;
          try {
            ice.attach(pc);
          } catch (e) {
            second = e.code;
          }
          session.detach();
          session.detach();
          const restored = pc.addIceCandidate === native && Object.getOwnPropertyNames(pc).length === 0;
          const closes = [];
          const again = ice.attach(pc);
          again.addEventListener('close', () => closes.push('close'));
          pc.close();
          pc.close();
          await new Promise((resolve) => setTimeout(resolve, 0));
          const closed = again.report().closed;
          again.detach();
          const untouched = proto.every(([n, v]) => {
            const d = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, n);
            return (d.value ?? d.get) === v;
          });
          return { during, second, restored, closes, closed, untouched, after: again.report().closed, state: pc.signalingState };
        });
        assert.deepEqual(r, {
          during: r.during, second: 'already-attached', restored: true, closes: ['close'], closed: true, untouched: true,
          after: true, state: 'closed',
        });
        assert.ok(r.during > 0);
      });

      test('what is no peer connection or no option is a typed error', async () => {
        const errors = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const pc = new RTCPeerConnection();
          const wrong = [[5], [null], [{}], [new EventTarget()], [pc, { polcy: 'all' }], [pc, { policy: 5 }], [pc, { policy: 'x' }],
            [pc, { onFailure: 'maybe' }], [pc, 5], [pc, { gathering: { maxWait: 5 } }], [pc, { gathering: 5 }], [pc, { gathering: { maxWaitMs: 0 } }],
            [pc, { gathering: { maxWaitMs: 5n } }], [pc, { gathering: { enough: 'relay,srflx' } }]];
          const codes = wrong.map((args) => {
            try {
              ice.attach(...args);
              return 'attached';
            } catch (e) {
              if (!(e instanceof globalThis.app.IceguardError)) return String(e);
              return e.field?.includes('gathering') ? `${e.code} of ${e.field}` : e.code;
            }
          });
          ice.attach(pc).detach(); // none of these left something behind
          pc.close();
          return codes;
        });
        assert.deepEqual(errors, [
          'type-mismatch', 'type-mismatch', 'type-mismatch', 'type-mismatch', 'unknown-option', 'type-mismatch', 'policy-syntax',
          'type-mismatch', 'type-mismatch', 'unknown-option of gathering.maxWait', 'type-mismatch of attach: gathering',
          'type-mismatch of attach: gathering.maxWaitMs', 'type-mismatch of attach: gathering.maxWaitMs', 'type-mismatch of attach: gathering.enough',
        ]);
      });

      test('a listener of the application that throws disturbs nothing', async () => {
        const r = await page.evaluate(async () => {
          const thrown = [];
          const onError = (e) => {
            thrown.push(e.message);
            e.preventDefault();
          };
          addEventListener('error', onError);
          const c = await globalThis.call({ policy: 'all' });
          c.session.addEventListener('candidate', () => {
            throw new Error('the application failed');
          });
          const path = c.until(c.session, 'path');
          await c.negotiate();
          await c.connected();
          await path;
          const kinds = new Set(c.events.map((e) => e.type));
          c.end();
          removeEventListener('error', onError);
          return { thrown: thrown.length, path: kinds.has('path'), error: kinds.has('error') };
        });
        assert.ok(r.thrown > 0);
        assert.deepEqual([r.path, r.error], [true, false]);
      });

      test('nothing was written to the console', () => {
        assert.deepEqual(page.problems.filter((p) => !p.includes('the application failed')), []);
      });
    });
  }
});
