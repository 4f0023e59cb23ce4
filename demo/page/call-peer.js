// This page calls the Go (pion) peer of the demo server. Besides answering, the peer says what it saw of the
// call, so that the two ends can be compared.

import { talk } from './channel.js';
import { createInbox } from './inbox.js';
import { openSocket } from './socket.js';

const VIEW_INTERVAL = 1000; // ms between questions for the peer's view

/** @see main.js for what a call gets and gives. */
export function startPeer({ begin, open, status, fail, onEcho, onPeerView, settings }) {
  begin(['A']);
  const pc = open('A');
  const inbox = createInbox(pc);
  talk(pc.createDataChannel('iceguard'), onEcho);

  async function negotiate() {
    inbox.expectDescription();
    await pc.setLocalDescription();
    socket.send({ type: 'offer', sdp: pc.localDescription.sdp });
  }

  const handlers = {
    answer: ({ sdp }) => inbox.description({ type: 'answer', sdp }),
    candidate: ({ candidate }) => inbox.candidate(candidate),
    view: ({ view }) => onPeerView(view),
    error: ({ message }) => fail(new Error(`The Go peer: ${message}`)),
  };
  const socket = openSocket('/ws/peer', settings.peerTurn ? { turn: '1' } : {}, {
    onOpen: () => {
      status('In a call with the Go peer.');
      negotiate().catch(fail);
    },
    onMessage: async (message) => {
      try {
        await handlers[message.type]?.(message);
      } catch (error) {
        fail(error);
      }
    },
    onLost: (reason) => {
      clearInterval(asking);
      fail(new Error(reason));
    },
  });
  pc.addEventListener('icecandidate', ({ candidate }) => socket.send({ type: 'candidate', candidate }));
  const asking = setInterval(() => socket.send({ type: 'view' }), VIEW_INTERVAL);
  status('Reaching the Go peer.');

  return {
    restart(configuration) {
      pc.setConfiguration(configuration);
      pc.restartIce();
      negotiate().catch(fail);
    },
    hangUp() {
      clearInterval(asking);
      pc.close();
      socket.close();
    },
  };
}
