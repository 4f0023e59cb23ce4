// What a page or a Node program keeps alive, counted from outside. The functions run there, before the module is loaded.

/** Makes globalThis.counts. */
export function installCounts() {
  const counts = (globalThis.counts = { highest: 0 });
  let memory;
  let sessions = 0;

  // Of jsbridge/data.go. The answer of two of them is the number of what they made.
  const [COMPILE, OBSERVE, DETACH] = [1, 14, 6];
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const { exports } = await instantiate(...args);
    memory = exports.mem;
    const call = (f, ...rest) => {
      const answer = exports.ig_call(f, ...rest);
      if (f === OBSERVE) sessions++;
      if (f === DETACH) sessions--;
      if (f === OBSERVE || f === COMPILE) counts.highest = Math.max(counts.highest, answer);
      return answer;
    };
    return Object.create(WebAssembly.Instance.prototype, { exports: { value: { ...exports, ig_call: call } } });
  };

  const timers = new Set();
  const { setTimeout: set, clearTimeout: clear } = globalThis;
  globalThis.setTimeout = (f, ...rest) => {
    const id = set(() => {
      timers.delete(id);
      f();
    }, ...rest);
    timers.add(id);
    return id;
  };
  globalThis.clearTimeout = (id) => {
    timers.delete(id);
    clear(id);
  };
  counts.sleep = (ms) => new Promise((resolve) => set(resolve, ms));

  const heard = new WeakMap();
  const listen = (target, type, options, change) => {
    const key = `${type} ${typeof options === 'object' ? Boolean(options?.capture) : Boolean(options)}`;
    const lists = heard.get(target) ?? new Map();
    heard.set(target, lists.set(key, change(lists.get(key) ?? new Set())));
  };
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  EventTarget.prototype.addEventListener = function (type, f, options) {
    addEventListener.call(this, type, f, options);
    listen(this, type, options, (list) => list.add(f));
  };
  EventTarget.prototype.removeEventListener = function (type, f, options) {
    removeEventListener.call(this, type, f, options);
    listen(this, type, options, (list) => {
      list.delete(f);
      return list;
    });
  };
  /** Listeners on one object. */
  counts.listeners = (target) => [...(heard.get(target)?.values() ?? [])].reduce((sum, list) => sum + list.size, 0);

  /** Sessions in Go, and timers. Functions and values of JavaScript's it has none: it is lent nothing that makes or holds them. */
  counts.now = () => ({ sessions, timers: timers.size });
  counts.memory = () => memory.buffer.byteLength;
}

/**
 * Makes globalThis.soak(ice, make, shared, first, cycles): attaches and lets go again, in the ways in which applications
 * do. Nine of ten times it does so with one connection, and detaches while its statistics are under way; else with one
 * that `make` gives. Gives the number of listeners that were left on what was detached.
 */
export function installSoak() {
  const ways = ['detached', 'closed and detached', 'closed and forgotten'];

  async function cycle(ice, i, pc, way) {
    const before = globalThis.counts.listeners(pc);
    const session = ice.attach(pc, { policy: i % 3 ? 'no-host' : 'all' });
    session.addEventListener('statechange', () => {});
    if (i % 200 === 9) await pc.setLocalDescription(await pc.createOffer({ offerToReceiveAudio: true }));
    for (const type of ['signalingstatechange', 'iceconnectionstatechange']) pc.dispatchEvent(new Event(type));
    if (i % 5 === 0) session.report();
    if (way === 'detached') session.detach();
    if (way !== 'kept') pc.close();
    if (way === 'closed and forgotten') return 0;
    session.detach();
    return globalThis.counts.listeners(pc) - before;
  }

  globalThis.soak = async (ice, make, shared, first, cycles) => {
    let left = 0;
    for (let i = first; i < first + cycles; i++) {
      left += i % 10 === 9 ? await cycle(ice, i, make(), ways[((i - 9) / 10) % ways.length]) : await cycle(ice, i, shared, 'kept');
      if (i % 100 === 0) await globalThis.counts.sleep(0);
    }
    return left;
  };
}
