// What is said on the data channel, so that the counters of the path move.

const INTERVAL = 1000; // ms between pings
const ECHO = 'echo: ';

/** Pings while the channel is open and answers what the other end pings; `onEcho` runs for every answer. */
export function talk(channel, onEcho) {
  let timer = 0;
  let sent = 0;
  const ping = () => {
    // Closing a peer connection ends its channels without a `close` event.
    if (channel.readyState !== 'open') clearInterval(timer);
    else channel.send(`ping ${++sent}`);
  };
  channel.addEventListener('open', () => {
    ping();
    timer = setInterval(ping, INTERVAL);
  });
  channel.addEventListener('message', ({ data }) => {
    if (data.startsWith(ECHO)) onEcho();
    else reply(channel, data);
  });
}

/** Only answers. */
export function answer(channel) {
  channel.addEventListener('message', ({ data }) => reply(channel, data));
}

function reply(channel, data) {
  if (channel.readyState === 'open') channel.send(ECHO + data);
}
