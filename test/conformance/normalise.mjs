// Takes out of texts what differs from run to run: ids, keys, addresses, ports.

const RULES = [
  [/(o=\S+) \d+ \d+/g, '$1 ID VERSION'],
  [/(ice-ufrag:|ice-pwd:|[ \\n]ufrag )[\w+/]+/g, '$1X'],
  [/(Unknown ufrag )\(\w+\)/g, '$1X'],
  [/(fingerprint:\S+ )[\dA-F:]+/g, '$1X'],
  [/(a=msid(?:-semantic)?:|a=ssrc(?:-group)?:|a=mid-id:)[^\r\n\\]*/g, '$1X'],
  [/(a=cname:|cname:)\S+/g, '$1X'],
  [/candidate:\S+ (\d) (\S+) \d+ \S+ \d+ typ (\w+)[^"\r\n\\]*/g, 'candidate:X $1 $2 X X X typ $3'],
  [/(m=\S+) \d+/g, '$1 X'],
  [/(c=IN IP)\d \S+?(?=\r|\\r|$)/g, '$1 X'],
  [/(a=rtcp:)\d+ IN IP\d \S+?(?=\r|\\r|$)/g, '$1X'],
  [/\{?[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}?/gi, 'UUID'],
  [/("usernameFragment":")[^"]+/g, '$1X'],
];

/** @param {string} text an error's message, a description, JSON */
export const plain = (text) => RULES.reduce((t, [pattern, replacement]) => t.replace(pattern, replacement), text);

/** The lines of a description that say what was negotiated; those that gathering changes are left out. */
export const skeleton = (sdp) => plain(sdp).split('\r\n').filter((line) => !/^a=(candidate|end-of-candidates)|^c=|^a=rtcp:/.test(line));

/** A list without what merely repeats the entry before it. */
export const collapsed = (list) => list.filter((entry, i) => entry !== list[i - 1]);
