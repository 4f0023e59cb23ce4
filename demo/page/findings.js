// What is found of every connection: why it is as it is, and what can be done about it.

import { badge, el, hook } from './dom.js';
import { duration } from './format.js';

export function createFindings() {
  let findings = new Map(); // label -> the report's findings
  let shown = '';

  function render() {
    const wanted = JSON.stringify([...findings]);
    if (wanted === shown) return; // statistics events change nothing here; leave a selection alone
    shown = wanted;
    hook('findings').replaceChildren(...[...findings].flatMap(([label, list]) =>
      list.map((finding) => row(finding, findings.size > 1 ? label : null))));
  }

  return {
    begin(labels) {
      findings = new Map(labels.map((label) => [label, []]));
      render();
    },
    update(label, report) {
      findings.set(label, report.findings);
      render();
    },
  };
}

function row({ code, severity, confidence, since, summary, advice }, label) {
  return el('li', { 'data-testid': 'finding', 'data-code': code, 'data-severity': severity, 'data-connection': label },
    el('p', {}, badge(severity), ' ', el('code', {}, code), ...(label ? [` of ${label}`] : []),
      el('span', { class: 'hint' }, ` ${confidence} confidence, since ${duration(since)}`)),
    el('p', {}, summary),
    el('p', { class: 'hint' }, advice));
}
