// The published schema of reports, and a check against it by a validator of others.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020.js';

import { root } from './root.mjs';

const schema = JSON.parse(readFileSync(join(root, 'ice/report/report.schema.json'), 'utf8'));
const validate = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

/** Fails unless the report is as its schema says. */
export function assertReport(report, name = 'the report') {
  assert.ok(validate(report), `${name}: ${JSON.stringify(validate.errors?.slice(0, 5))}`);
}

/** Fails unless the schema refuses this report: what it does not refuse it does not check. */
export function assertNoReport(report, name) {
  assert.ok(!validate(report), `${name} passes`);
}
