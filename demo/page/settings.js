// What the call form says, what the address of the page presets, and the RTCConfiguration that follows.

import { hook, hooks } from './dom.js';

const checkboxes = { stun: 'use-stun', turn: 'use-turn', turns: 'use-turns', peerturn: 'peer-turn' };
const selects = { relay: 'relay-transport', transport: 'transport-policy' };

/** Presets the form from the page's query; what a select or a radio does not offer is left alone. */
export function applyQuery(query) {
  const kind = hooks('call-kind').find((radio) => radio.value === query.get('call'));
  if (kind) kind.checked = true;
  for (const [name, id] of Object.entries(checkboxes)) {
    if (query.has(name)) hook(id).checked = query.get(name) === '1';
  }
  for (const [name, id] of Object.entries(selects)) {
    const select = hook(id);
    if ([...select.options].some((option) => option.value === query.get(name))) select.value = query.get(name);
  }
  hook('room-name').value = query.get('room') || fragment() || randomRoom();
}

/** The form as it stands. */
export function readSettings() {
  return {
    kind: hooks('call-kind').find((radio) => radio.checked).value,
    room: hook('room-name').value.trim(),
    stun: hook('use-stun').checked,
    turn: hook('use-turn').checked,
    turns: hook('use-turns').checked,
    peerTurn: hook('peer-turn').checked,
    relay: hook('relay-transport').value,
    transportPolicy: hook('transport-policy').value,
  };
}

/** The RTCConfiguration for a new connection, or for an ICE restart of a running one. */
export function configuration(settings, config, policy) {
  const offered = [...config.iceServers, ...(settings.turns ? config.turnsServers : [])];
  const iceServers = [];
  for (const server of offered) {
    const urls = [server.urls].flat().filter((url) => wanted(url, settings));
    if (urls.length > 0) iceServers.push({ ...server, urls });
  }
  return { iceServers, iceTransportPolicy: transportPolicy(settings, policy) };
}

/** Left to itself the page asks for relay exactly when the policy lets no other local candidate pass. */
export function transportPolicy(settings, policy) {
  if (settings.transportPolicy !== 'auto') return settings.transportPolicy;
  return policy.forcesRelay ? 'relay' : 'all';
}

/** The address that brings another tab into the same room. */
export function roomLink(room) {
  const link = new URL(location.pathname, location.href);
  link.searchParams.set('call', 'room');
  link.hash = encodeURIComponent(room);
  return link.href;
}

function wanted(url, settings) {
  if (/^stuns?:/i.test(url)) return settings.stun;
  const tls = /^turns:/i.test(url);
  if (!tls && !settings.turn) return false;
  // RFC 7065: without ?transport= a turn: URL means UDP, a turns: URL TCP.
  const transport = /\?transport=(\w+)/i.exec(url)?.[1].toLowerCase() ?? (tls ? 'tcp' : 'udp');
  return settings.relay === 'any' || settings.relay === transport;
}

function fragment() {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return ''; // not percent-encoded text, so not one of our links
  }
}

function randomRoom() {
  const digits = crypto.getRandomValues(new Uint8Array(4));
  return `room-${[...digits].map((digit) => digit.toString(16).padStart(2, '0')).join('')}`;
}
