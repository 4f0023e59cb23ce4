// WHIP and WHEP with a client from npm, unchanged, on a guarded RTCPeerConnection, and with an endpoint on pion: what the
// client trickles is what the endpoint says that it got.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { runClient, serveClients } from '../lib/clients.mjs';
import { startDemo } from '../lib/demo.mjs';
import { candidates, notRelayed, outline } from '../lib/signalled.mjs';
import { startWhip } from '../lib/whip.mjs';

describe('WHIP and WHEP on a guarded RTCPeerConnection', () => {
  let demo;
  let site;
  let whip;
  before(async () => {
    demo = await startDemo();
    const turn = (await demo.config()).iceServers.filter((server) => server.credential);
    whip = await startWhip(turn.flatMap((server) => server.urls.map((urls) => ({ ...server, urls }))));
    site = await serveClients(['whip']);
  });
  after(async () => {
    await site?.close();
    await whip?.close();
    await demo?.close();
  });

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      before(async () => (browser = await launch(name, { mdns: false })));
      after(() => browser?.close());

      /** A picture is published and viewed, before and after a restart of ICE; with what the endpoint has got of it. */
      async function run(policy) {
        const result = await runClient(browser, site.url, { client: 'whip', policy, options: { url: whip.url } });
        const seen = await whip.seen();
        const signalled = result.sessionIds.map((id) => seen.filter(({ session }) => session === id));
        // Chromium says so of an answer whose body nobody reads; one that is an error is a problem of its own.
        const problems = result.problems.filter((p) => !/\/session\/\d+: net::ERR_ABORTED$/.test(p));
        assert.deepEqual(problems, []);
        assert.deepEqual(result.states, ['closed', 'closed']);
        for (const messages of signalled) {
          assert.equal(messages[0].type, 'application/sdp');
          const fragments = messages.slice(1);
          for (const { method, type } of fragments) assert.deepEqual([method, type], ['PATCH', 'application/trickle-ice-sdpfrag']);
          assert.ok(candidates(fragments).length > 0, 'candidates came in fragments');
          const lives = new Set(fragments.map(({ body }) => /^a=ice-ufrag:(.*)/m.exec(body)[1]));
          assert.equal(lives.size, 2, 'ICE was restarted');
          for (const life of lives) assert.ok(fragments.some(({ body }) => body.includes(life) && body.includes('a=end-of-candidates')));
        }
        return { ...result, signalled };
      }

      test('with all as on the browser\'s own class', async () => {
        const native = await run();
        const guarded = await run('all');
        assert.deepEqual([native.sessions, guarded.sessions], [0, 2]);
        assert.deepEqual(guarded.surface, native.surface);
        assert.deepEqual(guarded.servers, native.servers);
        const offers = ({ signalled }) => signalled.map(([{ body }]) => outline(body));
        assert.deepEqual(offers(guarded), offers(native));
        for (const messages of [...native.signalled, ...guarded.signalled]) {
          assert.ok(candidates(messages).some(({ type }) => type === 'host'));
          assert.notDeepEqual(notRelayed(messages), [], 'what is looked for below is found where it is');
        }
      });

      test('with relay-only the endpoint is told relays and the media go over them', async () => {
        const r = await run('relay-only');
        assert.equal(r.sessions, 2);
        for (const messages of r.signalled) assert.deepEqual(notRelayed(messages), []);
        assert.deepEqual(r.paths.map(({ local }) => local), ['relay', 'relay', 'relay', 'relay'], 'before and after');
        // The client has put the endpoint's servers into a new configuration.
        for (const n of r.servers) assert.ok(n > 0);
      });
    });
  }
});
