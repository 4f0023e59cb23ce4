// Guarded classes on real calls in real browsers: what code that makes its own connections sees.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';
import { openFaulty, serveFaulty } from '../lib/faults.mjs';
import { installGuardedCall } from '../lib/guard.mjs';
import { servePackage, started } from '../lib/page.mjs';

describe('a guard', () => {
  let site;
  let demo;
  let faulty;
  before(async () => {
    site = await servePackage();
    faulty = await serveFaulty();
    demo = await startDemo();
  });
  after(() => Promise.all([site.close(), demo.close(), faulty.close()]));

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      let config;
      const open = async () => {
        const tab = await browser.newPage(site.url);
        await started(tab);
        await tab.evaluate(installGuardedCall);
        return tab;
      };
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await open();
        const { iceServers } = await demo.config();
        config = { iceServers };
      });
      after(() => browser.close());

      test('signals nothing that its policy forbids, by any way out', async () => {
        const r = await page.evaluate(async (config) => {
          const ice = await globalThis.app.load();
          const Guarded = ice.guard({ policy: 'no-host' });
          const c = globalThis.guardedCall(Guarded, config);
          await c.negotiate();
          await c.shown();
          c.end();
          return { out: c.out, own: Object.getOwnPropertyNames(c.a) };
        }, config);
        assert.ok(r.out.length > 5);
        const lines = r.out.join('\n').match(/candidate:.*/g);
        assert.ok(lines.some((line) => line.includes('typ relay')));
        for (const line of lines) assert.doesNotMatch(line, / typ host/);
        assert.deepEqual(r.own, []);
        assert.deepEqual(page.problems, []);
      });

      test('that forces relay makes its connections gather relay candidates alone, whatever they are told', async () => {
        const r = await page.evaluate(async (config) => {
          const ice = await globalThis.app.load();
          const Guarded = ice.guard({ policy: 'local drop not type relay' });
          const c = globalThis.guardedCall(Guarded, { ...config, iceTransportPolicy: 'all' });
          const policies = [c.a.getConfiguration().iceTransportPolicy];
          c.a.setConfiguration({ ...config, iceTransportPolicy: 'all' });
          policies.push(c.a.getConfiguration().iceTransportPolicy);
          const uninstall = ice.install({ policy: 'relay-only' });
          const installed = new RTCPeerConnection();
          uninstall();
          installed.setConfiguration({ iceTransportPolicy: 'all' });
          policies.push(installed.getConfiguration().iceTransportPolicy, new RTCPeerConnection().getConfiguration().iceTransportPolicy);
          await c.negotiate();
          const echo = await c.echoed;
          const pairs = await c.pairs();
          c.end();
          return { policies, echo, pairs, sessions: c.sessions };
        }, config);
        assert.deepEqual(r.policies, ['relay', 'relay', 'relay', 'all']);
        assert.equal(r.echo, 'echo hello');
        assert.ok(r.pairs.length > 0 && r.pairs.every(([local]) => local === 'relay'), r.pairs.join());
        assert.deepEqual(page.problems, []);
      });

      test('is used as its base is, and subclassed again', async () => {
        const r = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const Native = RTCPeerConnection;
          const sessions = [];
          const Guarded = ice.guard({ policy: 'no-host', onSession: (s) => sessions.push(s) });
          const seen = [];
          class Mine extends Guarded {
            #secret = 'mine';
            get localDescription() {
              return super.localDescription;
            }

            async addIceCandidate(...args) {
              seen.push(this.#secret);
              return super.addIceCandidate(...args);
            }
          }
          const pc = new Mine();
          pc.createDataChannel('x');
          await pc.setLocalDescription();
          await new Promise((resolve) => (pc.onicegatheringstatechange = () => pc.iceGatheringState === 'complete' && resolve()));
          const attempt = (f) => {
            try {
              return String(f());
            } catch (e) {
              return e.name;
            }
          };
          const result = {
            classes: [pc instanceof Native, pc instanceof Guarded, Guarded.prototype instanceof Native, Object.getPrototypeOf(Guarded) === Native, String(pc)],
            names: [Guarded.name, Guarded.length],
            members: [Guarded, Guarded.prototype].map((o, i) => {
              const [ours, native] = [o, [Native, Native.prototype][i]].map((x) => JSON.stringify(Object.entries(Object.getOwnPropertyDescriptors(x))
                .map(([k, d]) => [k, d.enumerable, d.configurable, d.writable, typeof d.get, typeof d.value, d.value?.name, d.value?.length, d.get?.name]).sort()));
              return ours === native || [ours, native];
            }),
            statics: (await Guarded.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256' })) instanceof RTCCertificate,
            hosts: pc.localDescription.sdp.includes(' typ host'),
            errors: [() => Guarded(), () => Guarded.prototype.localDescription, () => new Guarded({ iceServers: [{ urls: 'nonsense' }] }), () => new Guarded(5)]
              .map((f, i) => [attempt(f), attempt([() => Native(), () => Native.prototype.localDescription, () => new Native({ iceServers: [{ urls: 'nonsense' }] }), () => new Native(5)][i])]),
            sessions: sessions.map((s) => s.peerConnection === pc),
            policy: sessions[0].policy.name,
          };
          await pc.addIceCandidate({ candidate: '' }).catch(() => {});
          result.seen = seen;
          pc.close();
          result.report = sessions[0].report().closed;
          return result;
        });
        assert.deepEqual(r.classes, [true, true, true, true, '[object RTCPeerConnection]']);
        assert.deepEqual(r.names, ['RTCPeerConnection', 0]);
        assert.deepEqual(r.members, [true, true]);
        assert.equal(r.statics, true);
        assert.equal(r.hosts, false);
        for (const [ours, native] of r.errors) assert.equal(ours, native);
        assert.deepEqual([r.sessions, r.policy, r.seen, r.report], [[true], 'no-host', ['mine'], true]);
        assert.deepEqual(page.problems, []);
      });

      test('refuses what is wrong with its own options, by name', async () => {
        const errors = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const attempt = (f) => {
            try {
              return typeof f();
            } catch (e) {
              return [e instanceof globalThis.app.IceguardError, e.code, e.field ?? e.line];
            }
          };
          const base = ice.guard();
          return [
            () => ice.guard({ polciy: 'all' }), () => ice.guard(5), () => ice.guard({ policy: 'drop hots' }), () => ice.guard({ base: {} }), () => ice.guard({ redact: 1 }),
            () => ice.guard({ onSession: 'f' }), () => ice.guard({ onFailure: 'maybe' }), () => ice.guard({ base }), () => ice.guard({ base: class extends base {} }),
            () => ice.install({ stats: 'never' }), () => globalThis.app.guardEarly({ redact: 'yes' }), () => globalThis.app.installEarly({ base: null }), () => globalThis.app.guardEarly({}, 5), () => ice.guard({ gathering: { maxWaitMs: 0 } }),
          ].map(attempt);
        });
        assert.deepEqual(errors, [
          [true, 'unknown-option', 'polciy'], [true, 'type-mismatch', 'guard'], [true, 'policy-syntax', 1], [true, 'type-mismatch', 'guard: base'], [true, 'type-mismatch', 'guard: redact'],
          [true, 'type-mismatch', 'guard: onSession'], [true, 'type-mismatch', 'guard: onFailure'], [true, 'already-attached', 'guard: base'], [true, 'already-attached', 'guard: base'],
          [true, 'type-mismatch', 'install: stats'], [true, 'type-mismatch', 'guardEarly: redact'], [true, 'type-mismatch', 'installEarly: base'],
          [true, 'type-mismatch', 'guardEarly: loading'], [true, 'type-mismatch', 'guard: gathering.maxWaitMs'],
        ]);
      });

      test('installed, is what the page finds, until it is uninstalled', async () => {
        const tab = await open();
        const r = await tab.evaluate(async () => {
          const ice = await globalThis.app.load();
          const names = ['RTCPeerConnection', 'webkitRTCPeerConnection'];
          const descriptors = () => names.map((name) => Object.getOwnPropertyDescriptor(globalThis, name));
          const before = descriptors();
          const early = new RTCPeerConnection();
          const sessions = [];
          const uninstall = ice.install({ policy: 'no-host', onSession: (s) => sessions.push(s) });
          const during = descriptors();
          const Guarded = RTCPeerConnection;
          const pcs = [new RTCPeerConnection(), new Guarded()];
          class Mine extends RTCPeerConnection {}
          const instances = [early instanceof RTCPeerConnection, pcs[0] instanceof RTCPeerConnection, early instanceof Mine, pcs[0] instanceof Mine, {} instanceof RTCPeerConnection];
          uninstall();
          const after = descriptors();
          pcs.push(new RTCPeerConnection(), new Guarded({ iceTransportPolicy: 'all' }));
          uninstall();
          // Someone has put a class of his own over it.
          const again = ice.install({ policy: 'no-host', onSession: (s) => sessions.push(s) });
          class Theirs extends RTCPeerConnection {}
          globalThis.RTCPeerConnection = Theirs;
          pcs.push(new RTCPeerConnection());
          again();
          const kept = RTCPeerConnection === Theirs;
          pcs.push(new RTCPeerConnection());
          globalThis.RTCPeerConnection = before[0].value;
          for (const pc of pcs) pc.close();
          return {
            same: names.map((_, i) => after[i]?.value === before[i]?.value), flags: before.map((d, i) => !d || ['writable', 'enumerable', 'configurable'].every((f) => d[f] === during[i][f] && d[f] === after[i][f])),
            instances, replaced: during.map((d, i) => !before[i] || d.value === Guarded), kept, sessions: sessions.map((s) => pcs.indexOf(s.peerConnection)),
          };
        });
        assert.deepEqual(r, { instances: [true, true, false, false, false], same: [true, true], flags: [true, true], replaced: [true, true], kept: true, sessions: [0, 1, 4] });
        assert.deepEqual(tab.problems, []);
        await tab.close();
      });

      test('that redacts shows addresses of signalled relay and reflexive candidates alone, in statistics, errors and transports', async () => {
        const r = await page.evaluate(async (config) => {
          const ice = await globalThis.app.load();
          const sessions = [];
          const Guarded = ice.guard({ policy: 'no-host', redact: true, onSession: (s) => sessions.push(s) });
          const c = globalThis.guardedCall(Guarded, { iceServers: [...config.iceServers.slice(-1), { urls: 'turn:127.0.0.1:9999?transport=tcp', username: 'u', credential: 'c' }] });
          const { sender } = c.a.addTransceiver('audio');
          const failed = [];
          c.a.onicecandidateerror = (e) => failed.push([e.address ?? null, e.port ?? null, e.hostCandidate ?? '', e.url]);
          await c.negotiate();
          await c.echoed;
          if (!sessions[0].report().path) await new Promise((resolve) => sessions[0].addEventListener('path', resolve));
          const native = await RTCPeerConnection.prototype.getStats.call(c.a);
          const legacy = await new Promise((resolve) => c.a.getStats(null, resolve).then(resolve));
          const reports = [await c.a.getStats(), await c.a.getStats(null), legacy, await sender.getStats(), await c.a.getReceivers()[0].getStats()];
          const list = (report) => [...report.values()].filter((s) => s.type.endsWith('-candidate')).map((s) => [s.type, s.candidateType, s.address ?? s.ip ?? null, s.port, s.relatedAddress ?? null]);
          const [report] = reports;
          const each = [];
          report.forEach(function (s, id, all) {
            each.push([s.id === id, all === report, this.x]);
          }, { x: 1 });
          const ofClass = {
            classes: [report instanceof RTCStatsReport, String(report)],
            sizes: [report.size, [...report.keys()].length, [...report.entries()].length, [...report].length, each.length].map((n) => n === native.size || n === report.size),
            has: [...report.keys()].every((id) => report.has(id) && report.get(id).id === id) && report.get('none') === undefined,
            each: each.every((x) => x.join() === 'true,true,1'),
            same: [...report.values()].filter((s) => s.type === 'candidate-pair').length > 0,
          };
          const transport = c.a.sctp.transport.iceTransport;
          const pair = transport.getSelectedCandidatePair?.();
          const shown = pair ? [pair.local, pair.remote, ...transport.getLocalCandidates(), ...transport.getRemoteCandidates()] : [];
          const ports = ['localCandidates', 'remoteCandidates'].flatMap((of) => sessions[0].report()[of]).map((x) => [x.type, x.address, x.port, x.kept]);
          c.end();
          return {
            reports: reports.map(list), native: list(native), failed, ofClass, ports,
            shown: shown.map((x) => [x.type, x.address, x.relatedAddress, x.candidate, x instanceof RTCIceCandidate]), known: sessions[0].report().path,
          };
        }, config);
        for (const [i, report] of r.reports.entries()) {
          assert.ok(report.length >= 2 || i > 2, `report ${i}`);
          for (const [, type, address, port, related] of report) {
            const signalled = type !== 'host' && r.ports.some(([t, a, p, kept]) => kept && t === type && a === address && p === port);
            assert.ok(address === null || signalled, `${i}: ${type} ${address} ${port}`);
            assert.equal(related, null);
          }
        }
        assert.ok(r.native.some(([, , address]) => address), 'there was something to hide');
        assert.ok(r.reports[0].some(([type, kind, address]) => type === 'local-candidate' && kind === 'relay' && address), 'relay addresses stay');
        for (const [address, port, hostCandidate] of r.failed) assert.deepEqual([address, port, hostCandidate], [null, null, '']);
        assert.ok(r.failed.length > 0);
        assert.deepEqual(r.ofClass, { classes: [true, '[object RTCStatsReport]'], sizes: [true, true, true, true, true], has: true, each: true, same: true });
        for (const [type, address, related, line, right] of r.shown) {
          const signalled = type !== 'host' && r.ports.some(([t, a, p, kept]) => kept && t === type && a === address && line.includes(` ${a} ${p} typ `));
          assert.ok(signalled || address === 'redacted-ip.invalid', line);
          assert.ok([null, '0.0.0.0'].includes(related), line);
          assert.equal(right, true);
        }
        if (name === 'chromium') assert.ok(r.shown.length > 2);
        assert.ok(r.known.local.address, 'the session knows all');
        assert.deepEqual(page.problems, []);
      });

      test('early, lets operations wait for the module, in order, and then signals all that its policy keeps', async () => {
        const r = await page.evaluate(async (config) => {
          let go;
          const sessions = [];
          const Early = globalThis.app.guardEarly({ policy: 'local drop not type relay', onSession: (s) => sessions.push(s) }, new Promise((resolve) => (go = () => resolve(globalThis.app.load()))));
          const c = globalThis.guardedCall(Early, config);
          const closed = globalThis.guardedCall(Early, config);
          const settled = [];
          const called = [c.a.createOffer(), c.a.setLocalDescription(), c.a.createOffer()]
            .map((promise, i) => promise.then(() => settled.push(i)));
          closed.a.createOffer().then(() => settled.push('of the closed one'));
          closed.a.close();
          const afterwards = await closed.a.createOffer().catch((e) => e.name);
          await new Promise((resolve) => setTimeout(resolve, 50));
          const before = [settled.length, c.out.length, c.a.iceGatheringState, c.a.signalingState, sessions.length, c.a.getConfiguration().iceTransportPolicy];
          go();
          await Promise.all(called);
          const during = [...settled];
          await c.negotiate();
          const echo = await c.echoed;
          await c.shown();
          const pairs = await c.pairs();
          const after = [c.a.getConfiguration().iceTransportPolicy, sessions.map((s) => s.peerConnection === c.a)];
          c.end();
          return { before, during, after, afterwards, echo, out: c.out, pairs, settled };
        }, config);
        assert.deepEqual(r.before, [0, 0, 'new', 'stable', 0, 'all']);
        assert.deepEqual(r.during, [0, 1, 2]);
        assert.deepEqual(r.after, ['relay', [true]]);
        assert.equal(r.afterwards, 'InvalidStateError');
        assert.equal(r.echo, 'echo hello');
        assert.equal(r.settled.length, 3, 'what waits on a connection that is closed never settles');
        const lines = r.out.join('\n').match(/candidate:.*/g);
        assert.ok(lines.length > 0);
        for (const line of lines) assert.match(line, / typ relay/);
        assert.ok(r.pairs.every(([local]) => local === 'relay'));
        assert.deepEqual(page.problems, []);
      });

      test('early, without a module, holds local candidates back or lets them pass as it was told, and says why', async () => {
        const tab = await open();
        const r = await tab.evaluate(async () => {
          const reported = [];
          addEventListener('error', (e) => {
            reported.push(e.error?.code ?? e.message);
            e.preventDefault();
          });
          const { guardEarly, load } = globalThis.app;
          const missing = () => load({ wasm: '/missing.wasm' });
          const results = [];
          for (const [options, loading] of [
            [{ policy: 'no-host' }, missing], [{ policy: 'no-host', onFailure: 'open' }, missing], [{ policy: 'all', onFailure: 'closed' }, missing], [{ policy: 'drop hots' }, () => load()],
          ]) {
            const c = globalThis.guardedCall(guardEarly(options, loading()));
            await c.negotiate();
            await c.shown();
            const ended = c.out.includes('undefined') || c.out.includes('null');
            results.push([c.out.join('\n').includes('typ host'), ended, c.a.signalingState]);
            c.end();
          }
          return { results, reported };
        });
        assert.deepEqual(r.results, [[false, true, 'stable'], [true, true, 'stable'], [false, true, 'stable'], [false, true, 'stable']]);
        assert.deepEqual(r.reported, ['wasm-not-found', 'wasm-not-found', 'wasm-not-found', 'policy-syntax']);
        await tab.close();
      });

      test('whose instance has died makes connections that hold local candidates back or let them pass as it was told', async () => {
        const tab = await openFaulty(browser, faulty.url);
        await tab.evaluate(installGuardedCall);
        const r = await tab.evaluate(async (config) => {
          const ice = await globalThis.app.load({ wasm: '/faults.wasm' });
          const errors = [];
          ice.addEventListener('error', (e) => errors.push(e.detail.code));
          const guards = [{ policy: 'no-host', onFailure: 'closed' }, { policy: 'no-host' }, { policy: 'relay-only' }].map((options) => ice.guard(options));
          globalThis.fault('trap', 'export');
          try {
            ice.parseCandidate('candidate:1 1 udp 1 192.0.2.1 5 typ host');
          } catch {}
          const results = [];
          for (const Guarded of guards) {
            const c = globalThis.guardedCall(Guarded, config);
            await c.negotiate();
            await c.shown();
            const lines = c.out.join('\n').match(/candidate:[^"]*/g) ?? [];
            results.push([['host', 'relay'].map((type) => lines.some((line) => line.includes(` typ ${type}`))), c.a.getConfiguration().iceTransportPolicy, c.a.signalingState]);
            c.end();
          }
          return { results, errors, uncaught: globalThis.uncaught };
        }, config);
        assert.deepEqual(r.results, [[[false, false], 'all', 'stable'], [[true, true], 'all', 'stable'], [[false, false], 'relay', 'stable']]);
        assert.deepEqual(r.errors, ['instance-failed']);
        assert.deepEqual(r.uncaught, []);
        await tab.close();
      });

      test('says what it promises', async () => {
        const r = await page.evaluate(async () => {
          const ice = await globalThis.app.load();
          const sessions = [];
          const onSession = (s) => sessions.push(s);
          const make = (options) => new (ice.guard({ ...options, onSession }))();
          const pcs = [{ policy: 'no-host' }, { policy: 'no-host', redact: true }, { policy: 'relay-only', redact: true }].map(make);
          const holds = sessions.map(({ guarantees: g }) => [g.notSignalled.holds, g.hiddenFromApp.holds, g.notLearnable.holds]);
          const why = sessions[0].guarantees.notLearnable.why;
          for (const pc of pcs) pc.close();
          return { holds, why };
        });
        assert.deepEqual(r.holds, [[true, false, false], [true, true, false], [true, true, true]]);
        assert.match(r.why, /connectivity checks/i);
      });

      test('keeps no connection that is closed and forgotten', async () => {
        const own = await launch(name, { mdns: false, collect: true });
        const tab = await own.newPage(site.url);
        await started(tab);
        await tab.evaluate(async () => {
          const ice = await globalThis.app.load();
          const Guarded = ice.guard({ policy: 'no-host', redact: true });
          globalThis.left = 20;
          globalThis.ended = new FinalizationRegistry(() => globalThis.left--);
          for (let i = 0; i < 20; i++) {
            const pc = new Guarded();
            globalThis.ended.register(pc);
            pc.createDataChannel('x');
            await pc.setLocalDescription();
            pc.close();
          }
        });
        // In Firefox what a script has had in its hands stays until that script has ended.
        const collect = () => tab.evaluate(() => (globalThis.gc ? globalThis.gc() : globalThis.TestUtils.gc()));
        let left = 20;
        for (let i = 0; i < 100 && left > 2; i++) {
          await collect();
          await new Promise((resolve) => setTimeout(resolve, 100));
          left = await tab.evaluate(() => globalThis.left);
        }
        assert.ok(left <= 2, `${left} of 20 are left`);
        await own.close();
      });
    });
  }
});
