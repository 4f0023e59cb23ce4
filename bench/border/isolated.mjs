/** What a server is told for pages that get a clock of 5 to 20 µs; that of others steps by up to 1 ms (Firefox). */
export const isolated = {
  headers: { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' },
};
