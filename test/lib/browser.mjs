// Starts and ends the browsers that the end-to-end tests drive.

import { once } from 'node:events';
import { accessSync, constants, rmSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

/**
 * @typedef {'chromium' | 'firefox'} BrowserName
 *
 * @typedef {object} LaunchOptions
 * @property {boolean} [mdns] false: host candidates show their addresses; default true, as browsers do by themselves
 * @property {string[]} [spki] base64 SHA-256 of the public keys whose certificates are to be trusted, for turns: and
 *   https:. Firefox has no such list: with one that is not empty it takes every certificate
 * @property {boolean} [fakeMedia] getUserMedia is granted and gives a made-up camera and microphone
 * @property {boolean} [extensions] Chromium only: browser.installExtension works, which in Firefox it always does
 * @property {boolean} [iceLoopback] Firefox only: take ICE servers on 127.0.0.1, which it refuses by default
 * @property {boolean} [collect] pages can collect garbage: gc() in Chromium, TestUtils.gc() in Firefox
 *
 * @typedef {import('puppeteer-core').Page & {problems: string[]}} WatchedPage problems: every console error, uncaught
 *   exception, failed request and answer of 400 and more so far, in order
 *
 * @typedef {object} Launched
 * @property {import('puppeteer-core').Browser} browser
 * @property {(url?: string) => Promise<WatchedPage>} newPage opens a tab and, with a url, waits for its load event
 * @property {() => Promise<void>} close ends the browser and removes its profile; can be called twice
 */

const LAUNCH_TIMEOUT = 120_000; // ms; a launch takes 1 to 4 s on an idle machine
const CLOSE_TIMEOUT = 15_000; // ms until a browser that does not close is killed

/** Where each browser is looked for: a variable with its path, names on PATH, and where macOS has it. */
const PLACES = {
  chromium: {
    variable: 'CHROME_BIN',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    apps: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
  },
  firefox: {
    variable: 'FIREFOX_BIN',
    names: ['firefox-esr', 'firefox'],
    apps: ['/Applications/Firefox.app/Contents/MacOS/firefox'],
  },
};

/**
 * The browsers to test with: all, or those named in ICEGUARD_BROWSERS (comma-separated).
 * @type {BrowserName[]}
 */
export const browsers = chosenBrowsers(process.env.ICEGUARD_BROWSERS);

/** @param {string | undefined} list */
function chosenBrowsers(list) {
  const known = /** @type {BrowserName[]} */ (Object.keys(PLACES));
  if (!list) return known;
  const names = list.split(',').map((name) => name.trim());
  const unknown = names.filter((name) => !known.includes(/** @type {BrowserName} */ (name)));
  if (unknown.length > 0) throw new Error(`ICEGUARD_BROWSERS names ${unknown.join(', ')}; known are ${known.join(', ')}`);
  return known.filter((name) => names.includes(name));
}

/**
 * The path of a browser's program.
 * @param {BrowserName} name
 * @returns {string}
 */
export function executablePath(name) {
  const { variable, names, apps } = PLACES[name];
  const given = process.env[variable];
  const path = (process.env.PATH ?? '').split(delimiter);
  const tried = given ? [given] : [...names.flatMap((file) => path.map((dir) => join(dir, file))), ...apps];
  const found = tried.find(isExecutable);
  if (found) return found;
  throw new Error(given ? `${variable}=${given} is no program` : `${name} is missing: run test/install.sh or set ${variable}`);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * What runs now: the browser's process, once there is one, and its folder.
 * @type {Set<{dir: string, process?: import('node:child_process').ChildProcess}>}
 */
const running = new Set();

// A test run that is ended from outside must leave neither browsers nor profiles. Puppeteer's own signal handlers are
// switched off below: on SIGTERM they end the browser but keep this process alive.
process.once('exit', () => {
  for (const { dir, process: child } of running) {
    if (child) kill(child);
    rmSync(dir, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
});
for (const [signal, number] of Object.entries({ SIGHUP: 1, SIGINT: 2, SIGTERM: 15 })) {
  process.once(signal, () => process.exit(128 + number));
}

/**
 * Kills a browser that still runs, with its helpers: puppeteer makes it the leader of a process group of its own.
 * @param {import('node:child_process').ChildProcess} child
 */
function kill(child) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    child.kill('SIGKILL');
  }
}

/**
 * Starts a browser with an empty profile. A launch that fails is tried once more. A browser that is never closed keeps
 * the process alive; `node --test --test-force-exit` ends it all the same, and the browser with it.
 * @param {BrowserName} name
 * @param {LaunchOptions} [options]
 * @returns {Promise<Launched>}
 */
export async function launch(name, options = {}) {
  const program = executablePath(name);
  try {
    return await launchOnce(name, program, options);
  } catch (error) {
    console.error(`launching ${name} again, because: ${/** @type {Error} */ (error).message}`);
    return launchOnce(name, program, options);
  }
}

/**
 * @param {BrowserName} name
 * @param {string} program
 * @param {LaunchOptions} options
 * @returns {Promise<Launched>}
 */
async function launchOnce(name, program, options) {
  const dir = await mkdtemp(join(tmpdir(), `iceguard-${name}-`));
  /** @type {{dir: string, process?: import('node:child_process').ChildProcess}} */
  const entry = { dir };
  running.add(entry);
  const userDataDir = join(dir, 'profile');
  const home = join(dir, 'home');
  await mkdir(home);
  try {
    const browser = await puppeteer.launch({
      ...(name === 'firefox' ? firefoxOptions(options) : chromiumOptions(options)),
      executablePath: program,
      headless: true,
      userDataDir,
      env: {
        ...process.env,
        MOZ_CRASHREPORTER_DISABLE: '1', // its helper is a process apart, which outlives a browser that is killed
        // Both browsers also write beside their profile: caches, key stores, settings. macOS has its keychain there.
        ...(process.platform === 'linux' ? { HOME: home, XDG_CONFIG_HOME: undefined, XDG_CACHE_HOME: undefined } : {}),
      },
      timeout: LAUNCH_TIMEOUT,
      handleSIGHUP: false,
      handleSIGINT: false,
      handleSIGTERM: false,
    });
    entry.process = browser.process() ?? undefined;
    return { browser, newPage: (url) => openPage(browser, url), close: () => close(browser, entry) };
  } catch (error) {
    await remove(entry);
    throw error;
  }
}

/**
 * @param {LaunchOptions} options
 * @returns {import('puppeteer-core').LaunchOptions}
 */
function chromiumOptions({ mdns = true, spki = [], fakeMedia = false, extensions = false, collect = false }) {
  const args = [
    '--no-sandbox', // root has none
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  if (!mdns) args.push('--disable-features=WebRtcHideLocalIpsWithMdns');
  if (spki.length > 0) args.push(`--ignore-certificate-errors-spki-list=${spki.join(',')}`);
  if (fakeMedia) args.push('--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream');
  if (collect) args.push('--js-flags=--expose-gc');
  return { browser: 'chrome', args, enableExtensions: extensions, pipe: extensions };
}

/**
 * Puppeteer's own preferences already switch off updates, Normandy, safe browsing and remote settings.
 * @param {LaunchOptions} options
 * @returns {import('puppeteer-core').LaunchOptions}
 */
function firefoxOptions({ mdns = true, spki = [], fakeMedia = false, iceLoopback = false, collect = false }) {
  return {
    browser: 'firefox',
    acceptInsecureCerts: spki.length > 0,
    extraPrefsFirefox: {
      'app.normandy.enabled': false,
      'app.update.auto': false,
      'browser.discovery.enabled': false,
      'browser.region.network.url': '',
      'browser.region.update.enabled': false,
      'datareporting.usage.uploadEnabled': false,
      'dom.push.connection.enabled': false,
      'dom.testing.testutils.enabled': collect,
      'extensions.systemAddon.update.enabled': false,
      'media.gmp-manager.url': '',
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
      'toolkit.telemetry.enabled': false,
      'toolkit.telemetry.server': '',
      'media.peerconnection.ice.obfuscate_host_addresses': mdns,
      'media.peerconnection.ice.loopback': iceLoopback,
      'media.navigator.streams.fake': fakeMedia,
      'media.navigator.permission.disabled': fakeMedia,
    },
  };
}

/**
 * "TypeError: message" from either browser: with Firefox the message holds the name, and the name is always Error.
 * @param {Error} error
 */
function describeError({ name, message }) {
  return /^\w*(Error|Exception): /.test(message) ? message : `${name}: ${message}`;
}

/**
 * Whether a browser asked for this by itself; Chromium does so once per profile and at no fixed moment.
 * @param {string} [url]
 */
function isIcon(url) {
  return url !== undefined && URL.canParse(url) && new URL(url).pathname === '/favicon.ico';
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} [url]
 * @returns {Promise<WatchedPage>}
 */
async function openPage(browser, url) {
  /** @type {string[]} */
  const problems = [];
  const page = Object.assign(await browser.newPage(), { problems });
  page.on('console', (message) => {
    if (message.type() !== 'error' || isIcon(message.location().url)) return;
    problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error instanceof Error ? describeError(error) : error}`));
  page.on('requestfailed', (request) => problems.push(`request: ${request.url()}: ${request.failure()?.errorText ?? 'failed'}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && !isIcon(response.url())) problems.push(`request: ${response.url()}: status ${response.status()}`);
  });
  if (url !== undefined) await page.goto(url, { waitUntil: 'load', timeout: LAUNCH_TIMEOUT });
  return page;
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {{dir: string, process?: import('node:child_process').ChildProcess}} entry
 */
async function close(browser, entry) {
  if (!running.has(entry)) return;
  const child = entry.process;
  const ended = child && child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  const timer = new AbortController();
  const late = delay(CLOSE_TIMEOUT, undefined, { signal: timer.signal }).catch(() => {});
  // A browser that has crashed or lost its connection cannot be asked to close: it is killed then, if it still runs.
  await Promise.race([browser.close().then(() => ended, () => {}), late]);
  timer.abort();
  if (child) kill(child);
  await ended;
  await remove(entry);
}

/** @param {{dir: string}} entry */
async function remove(entry) {
  // A helper process may write a last file after its browser has ended.
  await rm(entry.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  running.delete(entry);
}
