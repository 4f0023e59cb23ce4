// The npm package as its users get it: packed, installed into an empty project, bundled.

import { execFile } from 'node:child_process';
import { access, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * @typedef {'vite' | 'webpack' | 'esbuild' | 'esbuild-file'} Bundler the two esbuilds: see BUNDLERS
 *
 * @typedef {object} Packed
 * @property {string} tarball
 * @property {{path: string, size: number}[]} files what is in it; paths inside the package, sizes in bytes
 * @property {() => Promise<void>} close removes the tarball
 *
 * @typedef {object} Project
 * @property {string} dir
 * @property {() => Promise<void>} close removes the project and all that was bundled in it
 *
 * @typedef {object} Bundled
 * @property {string} dir with an index.html that runs the entry; to be given to serveDir
 * @property {string[]} warnings what the bundler complained about
 */

const run = promisify(execFile);
const repository = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Packs a package as `npm publish` would, without running its scripts.
 * @param {string} root the package's folder
 * @returns {Promise<Packed>}
 */
export async function packTarball(root) {
  const dir = await mkdtemp(join(tmpdir(), 'iceguard-pack-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', dir], { cwd: root });
  const [{ filename, files }] = JSON.parse(stdout);
  return {
    tarball: join(dir, filename),
    files: files.map((/** @type {Packed['files'][0]} */ { path, size }) => ({ path, size })),
    close: () => rm(dir, { recursive: true, force: true }),
  };
}

/**
 * Makes an empty ESM project and installs the tarball into it.
 * @param {object} options
 * @param {string} options.tarball
 * @param {string[]} [options.devDependencies] names of packages that this repository has installed; they are linked,
 *   so that no registry is asked: in the tests' own network there is none
 * @returns {Promise<Project>}
 */
export async function cleanProject({ tarball, devDependencies = [] }) {
  const dir = await mkdtemp(join(tmpdir(), 'iceguard-project-'));
  await writeFile(join(dir, 'package.json'), JSON.stringify({ name: 'clean-project', private: true, type: 'module' }));
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--fetch-retries=0'];
  await run('npm', ['install', '--ignore-scripts', '--prefer-offline', ...quiet, tarball], { cwd: dir });
  for (const name of devDependencies) {
    const target = join(repository, 'node_modules', name);
    await access(target); // a link to nothing would only show up as a puzzling error of its user
    const link = join(dir, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(target, link, 'junction');
  }
  return { dir, close: () => rm(dir, { recursive: true, force: true, maxRetries: 5 }) };
}

/**
 * Bundles a page whose only script is the entry, with what a user of that bundler would write in its configuration.
 * Throws what the bundler says when it fails.
 * @param {Bundler} bundler
 * @param {string} projectDir from cleanProject
 * @param {string} entrySource an ES module that imports 'iceguard'
 * @returns {Promise<Bundled>}
 */
export async function bundleWith(bundler, projectDir, entrySource) {
  const root = await mkdtemp(join(projectDir, `${bundler}-`));
  const out = join(root, 'out');
  await mkdir(out);
  await writeFile(join(root, 'main.js'), entrySource);
  const warnings = await BUNDLERS[bundler](root, out);
  return { dir: out, warnings };
}

const PAGE = '<!doctype html><meta charset="utf-8"><title>bundled</title><script type="module" src="./main.js"></script>\n';

/**
 * Each bundles main.js of the first folder into the second and resolves to its warnings. The bundlers come from this
 * repository's devDependencies. Vite and webpack follow `new URL('./iceguard.wasm', import.meta.url)` by themselves. esbuild leaves it
 * as it is, so its users either put the file beside the bundle, which a second entry point does, or import its URL and
 * hand that to load().
 * @type {Record<Bundler, (root: string, out: string) => Promise<string[]>>}
 */
const BUNDLERS = {
  vite: async (root, out) => {
    const { build, createLogger } = await import('vite');
    /** @type {string[]} */
    const warnings = [];
    const warn = (/** @type {string} */ message) => void warnings.push(message);
    await writeFile(join(root, 'index.html'), PAGE);
    await build({
      root,
      base: './',
      configFile: false,
      customLogger: { ...createLogger('silent'), warn, warnOnce: warn },
      logLevel: 'warn', // its progress goes past the logger
      build: { outDir: out },
    });
    return warnings;
  },

  webpack: async (root, out) => {
    const { default: webpack } = await import('webpack');
    await writeFile(join(out, 'index.html'), PAGE);
    const compiler = webpack({ mode: 'production', context: root, entry: './main.js', output: { path: out }, performance: false });
    const stats = await promisify(compiler.run).call(compiler);
    await promisify(compiler.close).call(compiler);
    const { errors = [], warnings = [] } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {};
    if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
    return warnings.map(({ message }) => message);
  },

  esbuild: (root, out) => esbuild(root, out, 'copy', { iceguard: 'iceguard/iceguard.wasm' }),

  'esbuild-file': (root, out) => esbuild(root, out, 'file', {}),
};

/**
 * @param {string} root
 * @param {string} out
 * @param {'copy' | 'file'} wasm the loader of .wasm files
 * @param {Record<string, string>} more entry points, by the name of their output
 */
async function esbuild(root, out, wasm, more) {
  const { build } = await import('esbuild');
  await writeFile(join(out, 'index.html'), PAGE);
  const { warnings } = await build({
    absWorkingDir: root,
    entryPoints: { main: 'main.js', ...more },
    bundle: true,
    minify: true,
    format: 'esm',
    outdir: out,
    loader: { '.wasm': wasm },
    logLevel: 'silent',
  });
  return warnings.map(({ text }) => text);
}
