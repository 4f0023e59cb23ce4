// The other end of a call to the Go peer, in its own words: what reached it and what it selected.

import { badge, el, hook, setText } from './dom.js';
import { endpoint, NONE } from './format.js';

export function createPeerView() {
  let shown = '';

  function fill(view) {
    const received = view?.received ?? [];
    hook('peer-facts').replaceChildren(
      fact('ICE', view ? badge(view.iceConnectionState) : NONE, 'peer-state'),
      fact('connection', view ? badge(view.connectionState) : NONE, 'peer-connection'),
      fact('its end', end(view?.selectedPair?.local), 'peer-local'),
      fact('this page', end(view?.selectedPair?.remote), 'peer-remote'),
      fact('default address in SDP', defaults(view), 'peer-defaults'),
      fact('messages', String(view?.messages ?? 0), 'peer-messages'),
    );
    setText(hook('peer-count'), String(received.length));
    hook('peer-received').replaceChildren(...received.map(candidateRow));
  }

  return {
    /** Shows the card for a call to the peer, hides it for any other. */
    begin(visible) {
      hook('peer-view').hidden = !visible;
      shown = '';
      fill(null);
    },
    update(view) {
      const wanted = JSON.stringify(view);
      if (wanted === shown) return;
      shown = wanted;
      fill(view);
    },
  };
}

function fact(name, value, id) {
  return el('div', {}, el('dt', {}, name), el('dd', { 'data-testid': id }, value));
}

function end(candidate) {
  if (!candidate) return NONE;
  return el('span', {}, badge(candidate.type), ' ',
    el('span', { class: 'mono' }, `${endpoint(candidate.address, candidate.port)}/${candidate.protocol}`));
}

/** The c= and m= lines: a filter that forgot them would leak an address there. */
function defaults(view) {
  const places = new Set((view?.defaults ?? []).map(({ address, port }) => endpoint(address, port)));
  return places.size > 0 ? el('span', { class: 'mono' }, [...places].join(', ')) : NONE;
}

function candidateRow(candidate) {
  return el('tr', { 'data-type': candidate.type, 'data-via': candidate.via },
    el('td', {}, badge(candidate.type || 'unreadable')),
    el('td', { class: 'mono cut address', title: candidate.candidate }, candidate.address),
    el('td', { class: 'mono number' }, String(candidate.port)),
    el('td', { class: 'mono' }, candidate.protocol),
    el('td', {}, candidate.via),
    el('td', { class: 'mono' }, candidate.sdpMid ?? ''));
}
