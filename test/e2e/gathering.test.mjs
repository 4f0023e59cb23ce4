// Sending one offer early: applications that do not trickle, and a server that does not answer.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { startDemo } from '../lib/demo.mjs';
import { mend, notOurs, SILENT, translate } from '../lib/network.mjs';
import { servePackage, started } from '../lib/page.mjs';
import { assertReport } from '../lib/report-schema.mjs';

/** Runs in the page: gathers until it is enough, and says what the browser itself had said by then. */
async function gather({ options, config }) {
  const ice = await globalThis.app.load();
  const pc = new RTCPeerConnection(config);
  const session = ice.attach(pc, options);
  const channel = pc.createDataChannel('x');
  let ended = false;
  pc.onicecandidate = ({ candidate }) => (ended ||= !candidate?.candidate);
  const enough = new Promise((resolve) => session.addEventListener('enough', (e) => resolve(e.detail)));
  await pc.setLocalDescription();
  const { reason } = await enough;
  globalThis.c = { pc, session, channel };
  return { reason, state: pc.iceGatheringState, ended, offer: pc.localDescription.sdp, report: session.report() };
}

/** Runs in the page: takes the offer to another connection as it is, without a candidate more, and sends data. */
async function call(sdp) {
  const { pc, session, channel } = globalThis.c;
  const peer = new RTCPeerConnection();
  const opened = new Promise((resolve) => (channel.onopen = resolve));
  peer.ondatachannel = ({ channel: c }) => (c.onmessage = ({ data }) => c.send(`echo ${data}`));
  const gathered = new Promise((resolve) => {
    peer.onicegatheringstatechange = () => peer.iceGatheringState === 'complete' && resolve();
  });
  await peer.setRemoteDescription({ type: 'offer', sdp });
  await peer.setLocalDescription();
  await gathered;
  await pc.setRemoteDescription(peer.localDescription);
  await opened;
  const echo = new Promise((resolve) => (channel.onmessage = ({ data }) => resolve(data)));
  channel.send('hello');
  const answer = await echo;
  session.detach();
  peer.close();
  return answer;
}

describe('gathering', { skip: notOurs }, () => {
  let site;
  let demo;
  let servers;
  before(async () => {
    [site, demo] = await Promise.all([servePackage(), startDemo()]);
    const { iceServers } = await demo.config();
    const usable = (url) => !url.includes('127.0.0.1') && /^(stun:|turn:.*udp)/.test(url);
    servers = iceServers
      .map((entry) => ({ ...entry, urls: [entry.urls].flat().filter(usable) }))
      .filter(({ urls }) => urls.length > 0);
    await translate(servers.flatMap(({ urls }) => urls.map((url) => /:(\d+)(\?|$)/.exec(url)[1])));
  });
  after(() => Promise.all([mend('nat'), site.close(), demo.close()]));

  for (const name of browsers) {
    describe(`in ${name}`, () => {
      let browser;
      let page;
      before(async () => {
        browser = await launch(name, { mdns: false });
        page = await browser.newPage(site.url);
        await started(page);
      });
      afterEach(() => page.evaluate(() => globalThis.c.pc.close()));
      after(() => browser.close());

      const gathered = async (options, iceServers) => {
        const answer = await page.evaluate(gather, { options, config: { iceServers } });
        assertReport(answer.report);
        assert.equal(answer.report.generations[0].enoughReason, answer.reason);
        return answer;
      };
      const types = (sdp) => [...new Set([...sdp.matchAll(/^a=candidate:.* typ (\w+)/gm)].map(([, type]) => type))].sort();

      test('an offer with a relay and a reflexive candidate is sent while a server is still asked in vain, and connects', async () => {
        const { reason, state, ended, offer } = await gathered({ gathering: { enough: 'relay+srflx' } }, [...servers, { urls: SILENT }]);
        assert.deepEqual({ reason, state, ended }, { reason: 'wanted', state: 'gathering', ended: false });
        assert.deepEqual(types(offer), ['host', 'relay', 'srflx']);
        assert.equal(await page.evaluate(call, offer), 'echo hello');
      });

      test('a type that never comes is not waited for', async () => {
        const { reason, state, offer } = await gathered({ gathering: { enough: 'relay' } }, [{ urls: SILENT }]);
        assert.deepEqual({ reason, state, types: types(offer) }, { reason: 'quiet', state: 'gathering', types: ['host'] });
      });

      test('nothing is waited for longer than asked, and be nothing there', async () => {
        const { reason, state, ended, offer } = await gathered({ policy: 'drop', gathering: { maxWaitMs: 50 } }, [{ urls: SILENT }]);
        assert.deepEqual({ reason, state, ended, types: types(offer) }, { reason: 'max-wait', state: 'gathering', ended: false, types: [] });
      });
    });
  }
});
