// Runs a program or a test that Go built for js/wasm, for go's -exec: with its jumps made direct, as the module is shipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { withDirectJumps } from './wasm-jumps.mjs';

const [program, ...args] = process.argv.slice(2);
writeFileSync(program, withDirectJumps(readFileSync(program))); // Go made it to be run once
const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
const { status } = spawnSync(join(goroot, 'lib', 'wasm', 'go_js_wasm_exec'), [program, ...args], { stdio: 'inherit' });
process.exit(status ?? 1);
