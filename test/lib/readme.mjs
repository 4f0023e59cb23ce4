import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './root.mjs';

/** The code blocks of the README in their order: the words behind the fence, and the text. */
export function blocks() {
  const text = readFileSync(join(root, 'README.md'), 'utf8');
  return [...text.matchAll(/^```(.*)\n([^]*?)^```$/gm)].map(([, info, code]) => ({ info: info.trim(), code }));
}
