// A table that grows by a row per record: the candidates, the candidate errors.

import { el } from './dom.js';

/**
 * `columns` is a list of [name, record => text or node, class]; the first column is the connection, which
 * is hidden while there is only one. `attributes(record)` gives the row's own.
 */
export function createLogTable(table, columns, attributes) {
  const [body] = table.tBodies;
  table.tHead.replaceChildren(el('tr', {}, ...[['conn.'], ...columns].map(([name, , style]) =>
    el('th', { scope: 'col', class: style }, name))));

  function begin(labels) {
    body.replaceChildren();
    table.classList.toggle('single', labels.length < 2);
  }
  begin(['A']);

  return {
    add(label, record) {
      const cells = columns.map(([, content, style]) => {
        const cell = el('td', { class: style }, content(record) ?? '');
        // style.css may cut these short; hovering says all of it.
        if (style?.includes('cut')) cell.title = cell.textContent;
        return cell;
      });
      body.append(el('tr', { 'data-connection': label, ...attributes(record) }, el('td', {}, label), ...cells));
    },
    /** Empties it for a call of these connections. */
    begin,
  };
}
