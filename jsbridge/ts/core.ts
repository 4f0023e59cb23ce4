// The package without guards, for those who attach alone.

import { Module, loader } from './module.js';
import type { Iceguard, LoadOptions } from './types.js';

export { IceguardError } from './errors.js';
export type * from './types.js';

/** As that of the package, but what it gives has neither `guard` nor `install`. */
export const load: (options?: LoadOptions) => Promise<Iceguard> = loader(Module);
