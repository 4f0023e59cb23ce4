// The object form of a policy: it is written as the text that Go reads.

import { checkOptions, typeMismatch } from './errors.js';
import type { PolicyRule, PolicyRules } from './types.js';

/** The members of a rule that match. */
const matching = ['type', 'transport', 'tcpType', 'family', 'scope', 'net', 'port', 'relayProtocol', 'server', 'networkId', 'mid'];

/** The text of a policy; throws `type-mismatch` or `unknown-option` with the place as `field`. Go checks the values. */
export function policyText(policy: PolicyRules): string {
  checkOptions('policy', policy, ['rules', 'default'], 'policy.');
  const { rules, default: last } = policy;
  if (!Array.isArray(rules)) throw typeMismatch('policy.rules', 'an array', rules);
  const lines = rules.map((rule, i) => ruleText(`policy.rules[${i}]`, rule));
  if (last !== undefined) lines.push(`default${word('policy.default', last)}`);
  return lines.join('\n');
}

function ruleText(at: string, rule: PolicyRule): string {
  checkOptions(at, rule ?? null, ['direction', 'action', 'limit', 'not', ...matching], `${at}.`);
  const { direction, action, limit, not = {}, ...matches } = rule;
  if ((action === 'limit') !== (limit !== undefined)) throw typeMismatch(`${at}.limit`, "a number for action 'limit' alone", limit);
  let text = '';
  for (const [name, value] of Object.entries({ direction, action, limit })) {
    if (value !== undefined || name === 'action') text += word(`${at}.${name}`, value);
  }
  checkOptions(`${at}.not`, not, matching, `${at}.not.`);
  return (text + matchText(at, matches, '') + matchText(`${at}.not`, not, ' not')).slice(1);
}

/** The kind stands before every value, so that a value may look like a word of the language. */
function matchText(at: string, matches: object, not: string): string {
  let text = '';
  for (const [name, values] of Object.entries(matches)) {
    if (values === undefined) continue;
    const place = `${at}.${name}`;
    const list = [values].flat();
    if (list.length === 0) throw typeMismatch(place, 'at least one value', values);
    // The language has a hyphen in network-id and relay-protocol.
    for (const value of list) text += `${not} ${name.replace(/(?=[IP])/, '-').toLowerCase()}${word(place, value)}`;
  }
  return text;
}

/** A value as a word of the language, behind a space. */
function word(at: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' || !/^[^\s;#\ufeff]+$/.test(String(value))) {
    throw typeMismatch(at, 'one word or a number', value);
  }
  return ` ${value}`;
}
