// The policy editor: rules as text, compiled at every keystroke, with the error marked where it stands.

import { el, hook, setText, showText } from './dom.js';

const PRESETS = ['all', 'relay-only', 'no-host', 'public-only', 'no-private', 'udp-only', 'tcp-only', 'ipv4-only',
  'ipv6-only', 'no-mdns', 'no-loopback'];

const FORCES_RELAY = 'Forces relay: no local candidate but relay ones passes, so with iceTransportPolicy “relay” ' +
  'connectivity checks run through the relay as well and the peer cannot learn another address of this machine.';
const NOT_FORCED = 'Does not force relay: a dropped candidate is not signalled, but this machine still gathers it, ' +
  'and connectivity checks may show its address to the peer.';

/**
 * `compile(text)` gives a Policy or throws; `onChange(policy)` hears of every text that compiles.
 * Call `enable()` once compile works.
 */
export function createPolicyBox({ compile, onChange }) {
  const text = hook('policy-text');
  const preset = hook('policy-preset');
  const problem = hook('policy-error');
  const rules = hook('policy-rules');
  const backdrop = hook('policy-backdrop');
  let policy = null; // the latest that compiled; stays in force while the text does not
  let counts = []; // output elements, one a rule

  preset.append(...PRESETS.map((name) => el('option', { value: name }, name)));

  function apply() {
    preset.value = PRESETS.includes(text.value.trim()) ? text.value.trim() : '';
    let error = null;
    try {
      policy = compile(text.value);
      showRules();
    } catch (thrown) {
      error = thrown;
    }
    showError(error);
    if (!error) onChange(policy);
  }

  function showRules() {
    counts = policy.rules.map(() => el('output', { class: 'number' }, '0'));
    rules.replaceChildren(...policy.rules.map((rule, index) => el('li', {}, el('code', {}, rule), counts[index])));
    hook('policy-compiled').hidden = false;
    setText(hook('policy-unmatched'), '0');
    setText(hook('policy-meaning'), policy.forcesRelay ? FORCES_RELAY : NOT_FORCED);
  }

  function showError(error) {
    if (error) text.setAttribute('aria-invalid', 'true');
    else text.removeAttribute('aria-invalid');
    showText(problem, error && describe(error) + (policy ? ' The rules below stay in force.' : ''));
    mark(error);
  }

  /** The backdrop repeats the text, invisible but for the underline of the wrong token. */
  function mark(error) {
    const at = error ? offsetOf(text.value, error.line, error.column) : null;
    if (at === null) {
      backdrop.replaceChildren();
      return;
    }
    const token = error.token ?? '';
    const marked = el('mark', token ? {} : { class: 'gap' }, token);
    // The trailing newline gives the backdrop the last empty line that a textarea shows.
    backdrop.replaceChildren(text.value.slice(0, at), marked, `${text.value.slice(at + token.length)}\n`);
    follow();
  }

  function follow() {
    backdrop.scrollTop = text.scrollTop;
  }

  text.addEventListener('input', apply);
  text.addEventListener('scroll', follow);
  preset.addEventListener('change', () => {
    if (!preset.value) return; // "rules of your own" keeps what is written
    text.value = preset.value;
    apply();
  });

  return {
    /** Opens the editor, with `initial` as its text when given. */
    enable(initial) {
      text.value = initial ?? text.value;
      text.disabled = false;
      preset.disabled = false;
      apply();
    },
    get policy() {
      return policy;
    },
    /** Counts a decision under the rule that made it. */
    count({ rule, text: decided }) {
      // A decision of the policy that was in force before says nothing about these rules.
      if (rule !== null && policy.rules[rule - 1] !== decided) return;
      const counter = rule === null ? hook('policy-unmatched') : counts[rule - 1];
      setText(counter, String(Number(counter.textContent) + 1));
    },
    /** A new call counts from zero. */
    resetCounts: showRules,
  };
}

/** The message, with the place in front when the error has one. */
function describe(error) {
  if (error.line === undefined) return `${error.message}.`;
  const rest = error.message.replace(/^policy: line \d+, column \d+: /, '');
  return `Line ${error.line}, column ${error.column}: ${rest}.`;
}

/** Where line and column (from 1, in code points) are in a string's UTF-16 units; null without a place. */
function offsetOf(text, line, column) {
  if (line === undefined || column === undefined) return null;
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  return before + [...lines[line - 1]].slice(0, column - 1).join('').length;
}
