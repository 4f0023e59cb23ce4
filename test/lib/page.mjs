// A page with the packed package, bundled as an application would, in a real browser.
import { bundleWith, cleanProject, packTarball } from './pack.mjs';
import { root } from './root.mjs';
import { serveDir } from './server.mjs';

/** An application that hands the package to the test and says when it has. */
const ENTRY = `
  import { load, guardEarly, installEarly, IceguardError } from 'iceguard';
  globalThis.globalsBefore = Object.getOwnPropertyNames(globalThis);
  globalThis.app = { load, guardEarly, installEarly, IceguardError };
`;

/** Waits in the page until the application has started. */
export const started = (page) => page.waitForFunction(() => globalThis.app !== undefined);

/**
 * Packs, installs, bundles with Vite and serves.
 * @returns {Promise<{url: string, files: string[], close: () => Promise<void>}>}
 */
export async function servePackage(options = {}) {
  const packed = await packTarball(root);
  const project = await cleanProject({ tarball: packed.tarball });
  const { dir } = await bundleWith('vite', project.dir, ENTRY);
  const server = await serveDir(dir, options);
  return {
    url: `${server.url}/`,
    files: packed.files.map((file) => file.path),
    close: async () => {
      await server.close();
      await project.close();
      await packed.close();
    },
  };
}

/**
 * Runs in the page: makes globalThis.call(options), an ordinary call between
 * two connections, A attached. It signals by trickle what the application
 * gets, and keeps a list of all of it.
 */
export function installCall() {
  globalThis.call = async ({ policy, onFailure, remotePolicy, config } = {}) => {
    const ice = await globalThis.app.load();
    const [a, b] = [new RTCPeerConnection(config), new RTCPeerConnection(config)];
    const signalled = [];
    const events = [];
    const handled = [];
    // An application may have set its handler before it attached.
    a.onicecandidate = (e) => {
      handled.push(e.candidate && e.candidate.candidate);
      b.addIceCandidate(e.candidate);
    };
    const session = ice.attach(a, { policy, onFailure });
    const remote = ice.attach(b, { policy: remotePolicy ?? 'all' });
    for (const type of ['candidate', 'candidatedropped', 'candidateerror', 'statechange', 'path', 'stats', 'close', 'error']) {
      session.addEventListener(type, (e) => events.push({ type, detail: e.detail }));
    }
    a.addEventListener('icecandidate', (e) => signalled.push(e.candidate && e.candidate.candidate));
    b.onicecandidate = (e) => a.addIceCandidate(e.candidate);
    const channel = a.createDataChannel('x');
    const opened = new Promise((resolve) => (channel.onopen = resolve));
    b.ondatachannel = ({ channel: c }) => (c.onmessage = ({ data }) => c.send(`echo ${data}`));
    const context = { ice, a, b, session, remote, signalled, handled, events, channel, opened };
    context.connected = () => opened;
    context.until = (target, type, test = () => true) => new Promise((resolve) => {
      target.addEventListener(type, (e) => test(e) && resolve(e.detail));
    });
    context.negotiate = async (options) => {
      await a.setLocalDescription(await a.createOffer(options));
      await b.setRemoteDescription(a.localDescription);
      await b.setLocalDescription();
      await a.setRemoteDescription(b.localDescription);
    };
    context.gathered = () => new Promise((resolve) => {
      const check = () => a.iceGatheringState === 'complete' && setTimeout(resolve, 0);
      a.addEventListener('icegatheringstatechange', check);
      check();
    });
    context.end = () => {
      session.detach();
      remote.detach();
      a.close();
      b.close();
    };
    return context;
  };
}
