// What a page or a Node program keeps alive, counted from outside. The functions run there, before the module is loaded.

/** Makes globalThis.counts. Go's script has the names that the build gives it, so its parts are found by their shape. */
export function installCounts() {
  const counts = (globalThis.counts = { policies: 0 });
  let go, wrap, values, memory;
  let made = 0;

  // Go asks its script for functions by Reflect.apply, so that the script's object can be had.
  const { apply } = Reflect;
  Reflect.apply = (f, target, args) => {
    if (Object(target) === target && Object.getPrototypeOf(target)?._makeFuncWrapper === f) {
      go = target;
      values ??= Object.values(go).find((list) => Array.isArray(list) && list[1] === 0 && list[3] === true && list[6] === go);
      wrap ??= f.bind(go);
      [made] = args;
    }
    return apply(f, target, args);
  };

  const COMPILE = 1; // of jsbridge/data.go; answers with the policy's number
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...args) => {
    const { exports } = await instantiate(...args);
    memory = exports.mem;
    const call = (f, ...rest) => {
      const answer = exports.ig_call(f, ...rest);
      if (f === COMPILE) counts.policies = Math.max(counts.policies, answer);
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

  /** Go functions that are not released: those that are say so when they are called, on a console that Go is not lent. */
  counts.functions = () => {
    const lent = values[5];
    let released = 0;
    lent.console = { error: () => released++ };
    for (let id = 1; id <= made; id++) wrap(id)();
    delete lent.console;
    return made - released;
  };
  /** JavaScript values that Go refers to, and timers. */
  counts.now = () => ({ values: values.filter((v, i) => i > 6 && v !== null).length, timers: timers.size });
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
