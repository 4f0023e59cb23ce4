// The filter a careful application would write by hand for this one policy:
//
//   local drop type host scope private; drop transport tcp; keep
//
// One pass with one regular expression that meets candidate lines only. It is
// right for what browsers write and no more: it knows nothing of a default
// destination (c=, m=, a=rtcp) that is a dropped candidate's, of IPv4-mapped
// addresses, or of another policy.

/** A candidate line with its end: transport, address, type, the related address, the related port. */
const candidate = /^a=candidate:\S+ \d+ (\S+) \d+ (\S+) \d+ typ (\S+)(?: raddr (\S+) rport (\d+))?[^\r\n]*(?:\r\n|\n|$)/gm;

/** RFC 1918. */
const isPrivate = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)\d/;

/** @param {string} sdp @returns {string} */
export function filter(sdp) {
  return sdp.replace(candidate, (line, transport, address, type, relatedAddress) => {
    if (transport.toLowerCase() === 'tcp' || (type === 'host' && isPrivate.test(address))) return '';
    // The base of a candidate that is kept is a host candidate that was not.
    if (!relatedAddress || !isPrivate.test(relatedAddress)) return line;
    return line.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 0');
  });
}
