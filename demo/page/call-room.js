// A call between two tabs that are in the same room, by the "perfect negotiation" pattern of webrtc-pc
// section 10.7: either side may offer at any time, and when both do, the polite one gives way.

import { talk } from './channel.js';
import { openSocket } from './socket.js';

/** @see main.js for what a call gets and gives. */
export function startRoom(call) {
  const { status, fail, settings } = call;
  let polite = false;
  let link = null; // with the other member, while there is one

  const meet = () => {
    status(`Another tab is in room “${settings.room}”.`);
    link?.close();
    link = connect(call, polite, (message) => socket.send(message));
  };
  const handlers = {
    welcome(message) {
      polite = message.polite;
      if (message.members.length > 0) meet();
      else status(`Waiting in room “${settings.room}” for another tab: open the link there and start the call.`);
    },
    joined: meet,
    left() {
      link?.close();
      link = null;
      status(`The other tab left. Waiting in room “${settings.room}”.`);
    },
    full() {
      socket.close(); // the server is about to, which would be reported instead of the reason
      fail(new Error(`Room “${settings.room}” already has two tabs.`));
    },
    error: ({ message }) => fail(new Error(`The room: ${message}`)),
    description: (message) => link?.description(message.description),
    candidate: (message) => link?.candidate(message.candidate),
  };
  const socket = openSocket('/ws/room', { room: settings.room }, {
    onMessage: async (message) => {
      try {
        await handlers[message.type]?.(message);
      } catch (error) {
        fail(error);
      }
    },
    onLost: (reason) => fail(new Error(reason)),
  });
  status(`Entering room “${settings.room}”.`);

  return {
    restart: (configuration) => link?.restart(configuration),
    hangUp() {
      socket.close();
      link?.close();
    },
  };
}

/** One connection to the other member. */
function connect({ begin, open, fail, onEcho }, polite, send) {
  let makingOffer = false;
  let ignoreOffer = false;
  let settingAnswer = false;

  begin(['A']);
  const pc = open('A');
  pc.addEventListener('icecandidate', ({ candidate }) => send({ type: 'candidate', candidate }));
  pc.addEventListener('negotiationneeded', async () => {
    makingOffer = true;
    try {
      await pc.setLocalDescription();
      send({ type: 'description', description: pc.localDescription });
    } catch (error) {
      fail(error);
    } finally {
      makingOffer = false;
    }
  });
  // The impolite side makes the channel and with it the first offer: with a channel on both sides every call
  // would begin with a collision and a rollback.
  if (polite) pc.addEventListener('datachannel', ({ channel }) => talk(channel, onEcho));
  else talk(pc.createDataChannel('iceguard'), onEcho);

  return {
    async description(description) {
      const ready = !makingOffer && (pc.signalingState === 'stable' || settingAnswer);
      ignoreOffer = description.type === 'offer' && !ready && !polite;
      if (ignoreOffer) return;
      settingAnswer = description.type === 'answer';
      await pc.setRemoteDescription(description); // rolls an own offer back
      settingAnswer = false;
      if (description.type !== 'offer') return;
      await pc.setLocalDescription();
      send({ type: 'description', description: pc.localDescription });
    },
    async candidate(candidate) {
      try {
        await pc.addIceCandidate(candidate);
      } catch (error) {
        if (!ignoreOffer) throw error; // candidates of an ignored offer belong to nothing
      }
    },
    restart(configuration) {
      pc.setConfiguration(configuration);
      pc.restartIce();
    },
    close() {
      pc.close();
    },
  };
}
