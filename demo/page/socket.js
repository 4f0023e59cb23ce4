// JSON over a WebSocket of the demo server.

/**
 * Opens `path` with `query`. `onMessage` gets parsed messages; `onLost` runs when the server or the network
 * ends the connection, never after `close()`.
 */
export function openSocket(path, query, { onOpen, onMessage, onLost }) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams(query);
  const socket = new WebSocket(url);
  const listening = new AbortController();
  const { signal } = listening;

  if (onOpen) socket.addEventListener('open', onOpen, { signal });
  socket.addEventListener('message', ({ data }) => onMessage(JSON.parse(data)), { signal });
  socket.addEventListener('close', ({ code }) => onLost(`The signalling connection ended (code ${code}).`), { signal });

  return {
    send(message) {
      if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
    },
    close() {
      listening.abort();
      socket.close();
    },
  };
}
