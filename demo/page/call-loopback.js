// Two connections in this page, A calls B. The signalling is a function call, but what passes is what would
// pass over a network: the candidates of `icecandidate` events and the descriptions read back from the
// connections, both after the filter.

import { answer, talk } from './channel.js';
import { createInbox } from './inbox.js';

/** @see main.js for what a call gets and gives. */
export function startLoopback({ begin, open, status, fail, onEcho }) {
  begin(['A', 'B']);
  const a = open('A');
  const b = open('B');
  const toA = createInbox(a);
  const toB = createInbox(b);
  a.addEventListener('icecandidate', ({ candidate }) => toB.candidate(candidate).catch(fail));
  b.addEventListener('icecandidate', ({ candidate }) => toA.candidate(candidate).catch(fail));
  b.addEventListener('datachannel', ({ channel }) => answer(channel));
  talk(a.createDataChannel('iceguard'), onEcho);

  async function negotiate() {
    toA.expectDescription();
    toB.expectDescription();
    await a.setLocalDescription();
    await toB.description(a.localDescription);
    await b.setLocalDescription();
    await toA.description(b.localDescription);
  }

  status('A calls B.');
  negotiate().catch(fail);

  return {
    restart(configuration) {
      a.setConfiguration(configuration);
      b.setConfiguration(configuration);
      a.restartIce();
      negotiate().catch(fail);
    },
    hangUp() {
      a.close();
      b.close();
    },
  };
}
