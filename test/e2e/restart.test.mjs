// The network between two ends is cut and comes back: what a session says, and what a restart does.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { browsers, launch } from '../lib/browser.mjs';
import { cut, mend, notOurs } from '../lib/network.mjs';
import { servePackage, started } from '../lib/page.mjs';
import { assertReport } from '../lib/report-schema.mjs';

/** Runs in the page: a call by trickle whose offers are made when the browser asks for one. The other end echoes. */
async function callThatNegotiates() {
  const ice = await globalThis.app.load();
  const [a, b] = [new RTCPeerConnection(), new RTCPeerConnection()];
  const session = ice.attach(a);
  const advised = [];
  session.addEventListener('restart-advised', (e) => advised.push({ ...e.detail, channel: channel.readyState, ice: a.iceConnectionState }));
  a.onicecandidate = (e) => b.addIceCandidate(e.candidate);
  b.onicecandidate = (e) => a.addIceCandidate(e.candidate);
  b.ondatachannel = ({ channel: c }) => (c.onmessage = ({ data }) => c.send(`echo ${data}`));
  a.onnegotiationneeded = async () => {
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
  };
  const channel = a.createDataChannel('x');
  const echo = (text) => new Promise((resolve, reject) => {
    channel.onclose = () => reject(new Error('the data channel is closed'));
    channel.onmessage = ({ data }) => data === `echo ${text}` && resolve();
    channel.send(text);
  });
  const told = (type, test) => new Promise((resolve) => {
    session.addEventListener(type, (e) => test(e.detail) && resolve(e.detail));
  });
  await new Promise((resolve) => (channel.onopen = resolve));
  await echo('before');
  globalThis.c = { a, b, session, advised, channel, echo, told };
}

/** The ports of all candidates over UDP. */
function portsOf({ localCandidates, remoteCandidates }) {
  const all = [...localCandidates, ...remoteCandidates].filter(({ protocol }) => protocol === 'udp');
  return [...new Set(all.map(({ port }) => port))];
}

describe('a restart', { skip: notOurs }, () => {
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
      });
      after(() => browser.close());

      test('is advised when the network is cut, and brings the data back over another way', async () => {
        await page.evaluate(callThatNegotiates);
        const ports = portsOf(await page.evaluate(() => globalThis.c.session.report()));
        await cut();
        try {
          await page.waitForFunction(() => globalThis.c.advised.length > 0, { timeout: 0 });
          // It comes back, but for the way that it had.
          await cut(ports);
          await page.evaluate(async (old) => {
            const { session, echo, told } = globalThis.c;
            const back = told('statechange', ({ name, value }) => name === 'iceConnectionState' && value === 'connected');
            const moved = told('path', ({ local }) => !old.includes(local.port));
            session.restart();
            await echo('after');
            await Promise.all([back, moved]);
          }, ports);
        } finally {
          await mend('cut');
        }
        const { advised, report } = await page.evaluate(() => {
          const { a, b, session, advised } = globalThis.c;
          const report = session.report();
          session.detach();
          a.close();
          b.close();
          return { advised, report };
        });
        assertReport(report);
        const [first, second] = report.generations;
        const { time } = advised[0];
        assert.deepEqual(advised, [{ time, reason: 'disconnected', generation: 1, channel: 'open', ice: 'disconnected' }]);
        assert.deepEqual([first.restartAdvised, first.restartReason], [time, 'disconnected']);
        assert.equal(report.generations.length, 2);
        assert.deepEqual([second.restartAdvised, second.restartReason], [null, null]);
        assert.ok(second.started >= time && second.connected > second.started);
      });
    });
  }
});
