// Start, hang up, restart: one call at a time, of the kind chosen in the form.

import { startLoopback } from './call-loopback.js';
import { startPeer } from './call-peer.js';
import { startRoom } from './call-room.js';
import { copyText, hook, setText, showText } from './dom.js';
import { configuration, readSettings, roomLink } from './settings.js';

const KINDS = { loopback: startLoopback, peer: startPeer, room: startRoom };

/**
 * Wires the call form. `ice` is the loaded module; `policy()` gives the policy in force; `readConfig()`
 * fetches the server's configuration; `begin(labels, kind)` prepares the page for the connections of a call;
 * `watch(label, session)` takes each of them; `onPeerView(view)` hears what the Go peer saw.
 *
 * A kind of call is a function that gets
 *   begin(labels)  a new set of connections is about to open
 *   open(label)    an RTCPeerConnection with the session attached
 *   status(text), fail(error), onEcho(), onPeerView(view), settings
 * and gives { restart(configuration), hangUp() }.
 */
export function createCall({ ice, policy, readConfig, begin, watch, onPeerView }) {
  const form = hook('call-form');
  const start = hook('start');
  const hangup = hook('hangup');
  const restart = hook('restart');
  let current = null; // the running call
  let attempt = 0; // tells a start that was hung up while it waited for the server

  const status = (text) => setText(hook('call-status'), text);
  const fail = (error) => showText(hook('call-error'), error.message);

  function showRunning(running) {
    start.disabled = running;
    hangup.disabled = !running;
    restart.disabled = !current;
    hook('call-kinds').disabled = running;
  }

  async function run() {
    const mine = ++attempt;
    showRunning(true);
    showText(hook('call-error'), null);
    setText(hook('messages'), '0');
    try {
      if (!policy()) throw new Error('The policy has an error: correct it first.');
      const settings = readSettings();
      const config = await readConfig(); // now, because TURN credentials are short-lived
      if (mine !== attempt) return;
      current = KINDS[settings.kind]({
        begin: (labels) => begin(labels, settings.kind),
        open(label) {
          // Decided now: in a room, form and policy may have changed while waiting for the other tab.
          const pc = new RTCPeerConnection(configuration(readSettings(), config, policy()));
          watch(label, ice.attach(pc, { policy: policy() }));
          return pc;
        },
        status,
        fail,
        onEcho: () => setText(hook('messages'), String(Number(hook('messages').textContent) + 1)),
        onPeerView,
        settings,
      });
      showRunning(true);
    } catch (error) {
      if (mine !== attempt) return;
      showRunning(false);
      fail(error);
    }
  }

  async function restartIce() {
    try {
      // What the form and the policy say now: a new policy may force relay, or credentials have run out.
      const config = await readConfig();
      current?.restart(configuration(readSettings(), config, policy()));
    } catch (error) {
      fail(error);
    }
  }

  function end() {
    attempt++;
    current?.hangUp();
    current = null;
    showRunning(false);
    status('Call ended. The tables stay until the next one.');
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    run();
  });
  hangup.addEventListener('click', end);
  restart.addEventListener('click', restartIce);
  showRunning(false);

  return {
    /** As if Start had been pressed. */
    start: () => form.requestSubmit(start),
  };
}

/** What of the form depends on the kind of call, and the room's link. */
export function wireCallForm() {
  const form = hook('call-form');
  const link = hook('room-link');
  const room = hook('room-name');
  const update = () => {
    const { kind } = readSettings();
    form.dataset.kind = kind;
    room.disabled = kind !== 'room'; // a disabled field is not validated
    link.href = roomLink(room.value.trim());
    setText(link, link.href);
  };
  form.addEventListener('input', update);
  hook('room-copy').addEventListener('click', async () => {
    const done = await copyText(link.href);
    setText(hook('call-status'), done ? 'Link copied.' : 'The browser refused to copy; use the link’s own menu.');
  });
  update();
}
