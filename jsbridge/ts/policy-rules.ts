// The object form of a policy: it is written as the text that Go reads.

import { IceguardError, typeMismatch } from './errors.js';
import type { PolicyRule, PolicyRules } from './types.js';

/** The members of a rule that match. */
const members = ['type', 'transport', 'tcpType', 'family', 'scope', 'net', 'port', 'relayProtocol', 'server', 'networkId', 'mid'];

/** The word of the language for a member. */
const wordOf = (member: string) => (member === 'tcpType' ? 'tcptype' : member.replace(/[A-Z]/, (letter) => `-${letter.toLowerCase()}`));

/** The text of a policy; throws `type-mismatch` or `unknown-option` with the place as `field`. Go checks the values. */
export function policyText({ rules, default: last, ...rest }: PolicyRules): string {
  refuseOthers('policy', rest);
  if (!Array.isArray(rules)) throw typeMismatch('policy.rules', 'an array', rules);
  const lines = rules.map((rule, i) => ruleText(`policy.rules[${i}]`, rule));
  if (last !== undefined) lines.push(`default ${word('policy.default', last)}`);
  return lines.join('\n');
}

function ruleText(at: string, rule: PolicyRule): string {
  if (typeof rule !== 'object' || rule === null) throw typeMismatch(at, 'an object', rule);
  const { direction, action, limit, not, ...matches } = rule;
  if ((action === 'limit') !== (limit !== undefined)) throw typeMismatch(`${at}.limit`, "a number for action 'limit' alone", limit);
  let text = word(`${at}.action`, action);
  if (direction !== undefined) text = `${word(`${at}.direction`, direction)} ${text}`;
  if (limit !== undefined) text += ` ${word(`${at}.limit`, limit)}`;
  return text + matchText(at, matches, '') + matchText(`${at}.not`, not ?? {}, ' not');
}

/** The kind stands before every value, so that a value may look like a word of the language. */
function matchText(at: string, matches: object, not: string): string {
  let text = '';
  for (const [name, values] of Object.entries(matches)) {
    if (!members.includes(name)) refuseOthers(at, { [name]: 0 });
    if (values === undefined) continue;
    const list = [values].flat();
    if (list.length === 0) throw typeMismatch(`${at}.${name}`, 'at least one value', values);
    for (const value of list) text += `${not} ${wordOf(name)} ${word(`${at}.${name}`, value)}`;
  }
  return text;
}

function word(at: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' || !/^[^\s;#\ufeff]+$/.test(String(value))) {
    throw typeMismatch(at, 'one word or a number', value);
  }
  return String(value);
}

function refuseOthers(at: string, others: object): void {
  for (const name of Object.keys(others)) throw new IceguardError('unknown-option', `${at}: unknown member "${name}"`, { field: `${at}.${name}` });
}
