// Client libraries from npm, unchanged, on a guarded RTCPeerConnection: with `all` nothing differs from the browser's
// own class, with `relay-only` nothing but relays is signalled.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { PeerServer } from 'peer';

import { browsers, launch } from '../lib/browser.mjs';
import { runClient, serveClients } from '../lib/clients.mjs';
import { startDemo } from '../lib/demo.mjs';
import { candidates, count, notRelayed, outline } from '../lib/signalled.mjs';

/** Each client: its module, what it calls itself, and where in a message a description is. */
const CLIENTS = {
  'simple-peer': { client: 'simple-peer', name: 'simple-peer', sdp: (m) => m.sdp },
  PeerJS: { client: 'peerjs', name: 'PeerJS', sdp: (m) => m.payload?.sdp?.sdp },
  'webrtc-adapter behind the guard': { client: 'adapter', name: 'webrtc-adapter', clientFirst: true, sdp: (m) => m.sdp },
  'webrtc-adapter in front of the guard': { client: 'adapter', name: 'webrtc-adapter', sdp: (m) => m.sdp },
};

/** Kinds of messages in their order; how many candidates come one by one depends on when they are found. */
function shape(messages, sdp) {
  const kinds = messages.map((m) => m.type).filter((k, i, all) => k !== all[i - 1]);
  return { kinds, outlines: messages.map(sdp).filter(Boolean).map(outline), candidates: count(messages) };
}

/** With webrtc-adapter: a handler property and a listener are told the same. */
function assertHandled({ handled, signalled }) {
  for (const end of Object.keys(handled ?? {})) {
    assert.deepEqual(handled[end], signalled[end].filter((m) => m.type === 'candidate').map((m) => m.candidate));
  }
}

describe('client libraries on a guarded RTCPeerConnection', () => {
  let demo;
  let site;
  let peerServer;
  before(async () => {
    demo = await startDemo();
    peerServer = await new Promise((resolve) => PeerServer({ host: '127.0.0.1', port: 0 }, resolve));
    site = await serveClients(['simple-peer', 'peerjs', 'adapter']);
  });
  after(async () => {
    await site?.close();
    peerServer?.close();
    await demo?.close();
  });

  for (const browserName of browsers) {
    describe(`in ${browserName}`, () => {
      let browser;
      let options;
      before(async () => {
        browser = await launch(browserName, { mdns: false });
        const { iceServers } = await demo.config();
        options = { iceServers, server: { host: '127.0.0.1', port: peerServer.address().port, path: '/' } };
      });
      after(() => browser?.close());

      for (const [title, { client, clientFirst, name, sdp }] of Object.entries(CLIENTS)) {
        const run = (policy) => runClient(browser, site.url, { client, clientFirst, policy, options });

        test(`${title}: with all as on the browser's own class`, async () => {
          const native = await run();
          const guarded = await run('all');
          assert.equal(native.sessions, 0);
          assert.ok(guarded.sessions >= 2, 'the client has used the guarded class');
          for (const r of [native, guarded]) {
            assert.equal(r.echoed, `echo over ${name}`);
            assert.deepEqual(r.problems, []);
            assert.deepEqual(r.states, ['closed', 'closed']);
            assertHandled(r);
          }
          assert.deepEqual(guarded.adapter, native.adapter);
          assert.deepEqual(guarded.told, native.told);
          assert.deepEqual(guarded.surface, native.surface);
          for (const end of ['a', 'b']) {
            assert.deepEqual(shape(guarded.signalled[end], sdp), shape(native.signalled[end], sdp));
            assert.ok(candidates(native.signalled[end]).some((c) => c.type === 'host'));
            assert.notDeepEqual(notRelayed(guarded.signalled[end]), [], 'what is looked for below is found where it is');
          }
        });

        test(`${title}: with relay-only it signals relays and runs over them`, async () => {
          const r = await run('relay-only');
          assert.ok(r.sessions >= 2);
          for (const end of ['a', 'b']) {
            assert.deepEqual(notRelayed(r.signalled[end]), []);
            assert.ok(candidates(r.signalled[end]).length > 0);
          }
          for (const { local, remote } of r.paths) assert.deepEqual([local, remote], ['relay', 'relay']);
          assert.equal(r.echoed, `echo over ${name}`);
          assertHandled(r);
          assert.deepEqual(r.states, ['closed', 'closed']);
          assert.deepEqual(r.problems, []);
        });
      }
    });
  }
});
