// A card per connection: the path as one plain sentence, and the numbers under it.

import { badge, el, hook, setText } from './dom.js';
import { bytes, duration, endpoint, milliseconds, NONE, roundTrip } from './format.js';
import { describeReport } from './path-text.js';

export function createPathCards() {
  const cards = new Map(); // label -> update(report)

  function begin(labels) {
    cards.clear();
    hook('path-cards').replaceChildren(...labels.map((label) => {
      const { node, update } = createCard(label, labels.length > 1);
      cards.set(label, update);
      update(null);
      return node;
    }));
  }
  begin(['A']);
  return { begin, update: (label, report) => cards.get(label)(report) };
}

function createCard(label, named) {
  const sentence = el('p', { class: 'answer', 'data-testid': 'path-text', 'aria-live': 'polite' });
  const how = el('p', { class: 'hint', 'data-testid': 'path-how' });
  const ends = el('dl', { class: 'facts ends' });
  const local = fact(ends, 'local', 'path-local');
  const remote = fact(ends, 'remote', 'path-remote');
  const numbers = el('dl', { class: 'facts' });
  const rtt = fact(numbers, 'RTT now', 'rtt');
  const average = fact(numbers, 'RTT average', 'rtt-average');
  const sent = fact(numbers, 'sent', 'bytes-sent');
  const received = fact(numbers, 'received', 'bytes-received');
  const since = fact(numbers, 'pair since', 'path-since');
  const changes = fact(numbers, 'path changes', 'path-changes');
  const node = el('article', { class: 'card', 'data-testid': 'path-card', 'data-conn': label },
    ...(named ? [el('h3', {}, `Connection ${label}`)] : []), sentence, how, ends, numbers);

  function update(report) {
    const path = report?.path ?? null;
    node.dataset.kind = path?.kind ?? '';
    node.dataset.relayProtocol = path?.relay?.protocol ?? '';
    node.dataset.source = path?.source ?? '';
    setText(sentence, describeReport(report));
    setText(how, path ? describeSource(path) : '');
    showEnd(local, path?.local);
    showEnd(remote, path?.remote);
    setText(rtt, roundTrip(report?.stats?.currentRoundTripTime));
    setText(average, roundTrip(report?.stats?.averageRoundTripTime));
    setText(sent, bytes(report?.stats?.bytesSent));
    setText(received, bytes(report?.stats?.bytesReceived));
    setText(since, path ? `${milliseconds(path.since)} ms, for ${duration(report.time - path.since)}` : NONE);
    setText(changes, path ? String(report.pathChanges) : NONE);
  }
  return { node, update };
}

/** Adds a named value to a list of facts and gives the place of the value. */
function fact(list, name, id) {
  const value = el('dd', { 'data-testid': id });
  list.append(el('div', {}, el('dt', {}, name), value));
  return value;
}

function describeSource(path) {
  const words = [path.transport, path.family, path.scope].filter((word) => word !== 'unknown');
  words.push(`known from ${path.source}`);
  if (path.relay?.protocolSource) words.push(`relay protocol from ${path.relay.protocolSource}`);
  if (path.ambiguous) words.push('more than one pair fits');
  if (path.recognised) words.push(`remote recognised as ${path.recognised}`);
  return words.join(' · ');
}

function showEnd(node, end) {
  const address = end ? endpoint(end.address, end.port) ?? 'address hidden' : NONE;
  const text = end ? `${end.type} ${address}` : address;
  // Only where it differs: this runs at every statistics event, and a selection should survive that.
  if (node.dataset.shown === text) return;
  node.dataset.shown = text;
  if (end) node.replaceChildren(badge(end.type), ' ', el('span', { class: 'mono' }, address));
  else node.replaceChildren(address);
}
