// The report of a connection, as the line for a log and as JSON to copy or to keep.

import { copyText, el, hook, setText } from './dom.js';

const FILE = 'iceguard-report.json';
const RELEASE = 10_000; // ms a download may take to begin: Safari reads the blob after the click

/** `fresh(label)` makes a report of that connection. */
export function createReportBox(fresh) {
  const summary = hook('report-summary');
  const json = hook('report-json');
  const details = hook('report-details');
  const picker = hook('report-connection');
  const buttons = [hook('report-copy'), hook('report-download')];

  function show(report) {
    setText(summary, report?.summary ?? 'No call yet.');
    // Refreshed only when seen, and not under somebody's selection.
    if (details.open && !selectedWithin(json)) setText(json, report ? pretty(report) : '');
  }

  function refresh() {
    show(fresh(picker.value));
  }
  details.addEventListener('toggle', refresh);
  picker.addEventListener('change', refresh);

  hook('report-copy').addEventListener('click', async () => {
    const done = await copyText(pretty(fresh(picker.value)));
    if (!done) getSelection().selectAllChildren(json);
    setText(hook('report-status'), done ? 'Copied.' : 'The browser refused; the text is selected, copy it by keyboard.');
  });
  hook('report-download').addEventListener('click', () => {
    const url = URL.createObjectURL(new Blob([pretty(fresh(picker.value))], { type: 'application/json' }));
    el('a', { href: url, download: FILE }).click();
    setTimeout(() => URL.revokeObjectURL(url), RELEASE);
    setText(hook('report-status'), `Saved as ${FILE}.`);
  });

  return {
    begin(labels) {
      picker.replaceChildren(...labels.map((label) => el('option', {}, label)));
      hook('report-picker').hidden = labels.length < 2;
      for (const button of buttons) button.disabled = false;
      setText(hook('report-status'), '');
    },
    update(label, report) {
      if (label === picker.value) show(report);
    },
  };
}

function pretty(report) {
  return `${JSON.stringify(report, null, 2)}\n`;
}

function selectedWithin(node) {
  const selection = getSelection();
  return !selection.isCollapsed && node.contains(selection.anchorNode);
}
