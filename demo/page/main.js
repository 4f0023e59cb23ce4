// The demo page: loads the module and connects the parts. Everything shown comes from the events and reports
// of iceguard's published API; the page itself only makes the calls.

import { createCall, wireCallForm } from './call.js';
import { createCandidateTable } from './candidate-table.js';
import { hook, setText, showText } from './dom.js';
import { createErrorTable } from './error-table.js';
import { createFindings } from './findings.js';
import { createMonitor } from './monitor.js';
import { createPathCards } from './path-card.js';
import { createPeerView } from './peer-view.js';
import { createPolicyBox } from './policy-box.js';
import { createReportBox } from './report-box.js';
import { applyQuery } from './settings.js';
import { createStatePanel } from './state-panel.js';

const query = new URLSearchParams(location.search);
applyQuery(query);
wireCallForm();

const [ice] = await Promise.all([loadModule(), showNote()]);
if (ice) start(ice);

/** Null when it cannot be loaded; the page then says why and offers no call. */
async function loadModule() {
  const began = performance.now();
  try {
    // Not a static import: when the build has not put the module there, the page should still say so.
    const { load } = await import('./iceguard/iceguard.js');
    const loaded = await load();
    const took = Math.round(performance.now() - began);
    showModule('ready', `Go WebAssembly ready in ${took} ms, build ${loaded.buildId.slice(0, 12)}`);
    loaded.addEventListener('error', ({ detail }) => showModule('error', `WebAssembly stopped: ${coded(detail)}`));
    return loaded;
  } catch (error) {
    showModule('error', `WebAssembly not loaded: ${coded(error)}`);
    return null;
  }
}

function showModule(state, text) {
  const node = hook('wasm-state');
  node.dataset.state = state;
  setText(node, text);
}

function coded(error) {
  return error?.code ? `${error.code}: ${error.message}` : String(error);
}

async function readConfig() {
  const answer = await fetch('config.json', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`The server gave no configuration: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

async function showNote() {
  try {
    showText(hook('config-note'), (await readConfig()).note);
  } catch (error) {
    showText(hook('config-note'), error.message);
  }
}

function start(ice) {
  const candidates = createCandidateTable();
  const errors = createErrorTable();
  const paths = createPathCards();
  const findings = createFindings();
  const states = createStatePanel();
  const peer = createPeerView();
  const monitor = createMonitor({
    candidate(label, record) {
      candidates.add(label, record);
      policyBox.count(record);
    },
    candidateError: errors.add,
    failure: (label, error) => showText(hook('call-error'), `Session ${label}: ${coded(error)}`),
    report(label, latest) {
      paths.update(label, latest);
      findings.update(label, latest);
      states.update(label, latest);
      report.update(label, latest);
    },
  });
  const report = createReportBox(monitor.report);
  const policyBox = createPolicyBox({ compile: (text) => ice.policy(text), onChange: monitor.setPolicy });

  const call = createCall({
    ice,
    policy: () => policyBox.policy,
    readConfig,
    begin(labels, kind) {
      monitor.clear();
      policyBox.resetCounts();
      for (const part of [candidates, errors, paths, findings, states, report]) part.begin(labels);
      peer.begin(kind === 'peer');
    },
    watch: monitor.watch,
    onPeerView: peer.update,
  });

  policyBox.enable(query.get('policy'));
  if (query.get('autostart') === '1') call.start();
}
