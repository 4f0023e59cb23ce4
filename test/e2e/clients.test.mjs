// Client libraries from npm, unchanged, on a guarded RTCPeerConnection: with `all` nothing differs from the browser's
// own class, with `relay-only` nothing but relays is signalled.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { runClient, serveClients } from '../lib/clients.mjs';
import { startDemo } from '../lib/demo.mjs';
import { candidates, count, notRelayed, outline } from '../lib/signalled.mjs';

/** Each client: how it is loaded, and what its messages are: the kind of one, and the description in one. */
const CLIENTS = {
  'simple-peer': { client: 'simple-peer', kind: (m) => m.type, sdp: (m) => m.sdp },
};

/** Kinds of messages in their order; how many candidates come one by one depends on when they are found. */
function shape(messages, { kind, sdp }) {
  const kinds = messages.map(kind).filter((k, i, all) => k !== all[i - 1]);
  return { kinds, outlines: messages.map(sdp).filter(Boolean).map(outline), candidates: count(messages) };
}

describe('client libraries on a guarded RTCPeerConnection', () => {
  let demo;
  let site;
  before(async () => {
    demo = await startDemo();
    site = await serveClients(Object.values(CLIENTS).map((c) => c.client));
  });
  after(async () => {
    await site?.close();
    await demo?.close();
  });

  for (const browserName of browsers) {
    describe(`in ${browserName}`, () => {
      let browser;
      let iceServers;
      before(async () => {
        browser = await launch(browserName, { mdns: false });
        ({ iceServers } = await demo.config());
      });
      after(() => browser?.close());

      const run = (name, policy) => runClient(browser, site.url, { ...CLIENTS[name], policy, options: { iceServers } });

      for (const [name, messages] of Object.entries(CLIENTS)) {
        test(`${name}: with all as on the browser's own class`, async () => {
          const native = await run(name);
          const guarded = await run(name, 'all');
          assert.equal(native.sessions, 0);
          assert.ok(guarded.sessions >= 2, 'the client has used the guarded class');
          for (const r of [native, guarded]) {
            assert.equal(r.echoed, `echo over ${name}`);
            assert.deepEqual(r.problems, []);
            assert.deepEqual(r.states, ['closed', 'closed']);
          }
          assert.deepEqual(guarded.told, native.told);
          assert.deepEqual(guarded.surface, native.surface);
          for (const end of ['a', 'b']) {
            assert.deepEqual(shape(guarded.signalled[end], messages), shape(native.signalled[end], messages));
            assert.ok(candidates(native.signalled[end]).some((c) => c.type === 'host'));
            assert.notDeepEqual(notRelayed(guarded.signalled[end]), [], 'what is looked for below is found where it is');
          }
        });

        test(`${name}: with relay-only it signals relays and runs over them`, async () => {
          const r = await run(name, 'relay-only');
          assert.ok(r.sessions >= 2);
          for (const end of ['a', 'b']) {
            assert.deepEqual(notRelayed(r.signalled[end]), []);
            assert.ok(candidates(r.signalled[end]).length > 0);
          }
          for (const { local, remote } of r.paths) assert.deepEqual([local, remote], ['relay', 'relay']);
          assert.equal(r.echoed, `echo over ${name}`);
          assert.deepEqual(r.states, ['closed', 'closed']);
          assert.deepEqual(r.problems, []);
        });
      }
    });
  }
});
