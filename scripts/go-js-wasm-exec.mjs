// Runs a program or a test that Go built for js/wasm, for go's -exec: with its jumps made direct, as the module is shipped.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { withDirectJumps } from './wasm-jumps.mjs';

const [program, ...args] = process.argv.slice(2);
const goroot = execFileSync('go', ['env', 'GOROOT'], { encoding: 'utf8' }).trim();
const dir = mkdtempSync(join(tmpdir(), 'iceguard-go-')); // the program itself may be one that Go keeps
const direct = join(dir, basename(program));
writeFileSync(direct, withDirectJumps(readFileSync(program)));
const { status } = spawnSync(join(goroot, 'lib', 'wasm', 'go_js_wasm_exec'), [direct, ...args], { stdio: 'inherit' });
rmSync(dir, { recursive: true });
process.exit(status ?? 1);
