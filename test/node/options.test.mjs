// The options of attach, on a stand-in connection: what is wrong is a typed error that names it.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { load } from '../../dist/iceguard.js';
import { StandInConnection } from '../lib/standin.mjs';

const ice = await load();

test('gathering takes a whole number of milliseconds above 0, and candidate types', () => {
  const pc = new StandInConnection();
  for (const gathering of [undefined, {}, { maxWaitMs: 1 }, { maxWaitMs: 2 ** 40, enough: 'relay+srflx' }, { maxWaitMs: undefined, enough: 'host' }]) {
    ice.attach(pc, { gathering }).detach();
  }
  for (const [name, wrong] of [
    ['maxWaitMs', [0, -1, 0.5, NaN, Infinity, null, '5', 5n, {}]], ['enough', ['', null, ['relay'], 'prflx', 'relay + srflx', 'relay+', 7, Symbol('relay')]],
  ]) {
    for (const value of wrong) {
      const is = { name: 'IceguardError', code: 'type-mismatch', field: `attach: gathering.${name}` };
      assert.throws(() => ice.attach(pc, { gathering: { [name]: value } }), is, typeof value);
    }
  }
  assert.throws(() => ice.attach(pc, { gathering: { maxWait: 5 } }), { code: 'unknown-option', field: 'gathering.maxWait' });
  assert.throws(() => ice.attach(pc, { gathering: 5 }), { code: 'type-mismatch', field: 'attach: gathering' });
});
