// The class and its instances as objects: what a library sees that looks before it calls, subclasses or wraps.

import { Native, failure, gathered, kind, outcome, show } from './tools.mjs';

const INTERFACE = 'rtcpeerconnection-interface';
const IDL = 'webidl: js-interfaces';
const HANDLER = 'html: event-handler-attributes';

/** The objects from a class or an instance upwards. */
function* chain(object) {
  for (let o = object; o; o = Object.getPrototypeOf(o)) yield o;
}

/** A property as it is found on an object or above it. */
function property(object, name) {
  for (const o of chain(object)) {
    const found = Object.getOwnPropertyDescriptor(o, name);
    if (found) return found;
  }
  return undefined;
}

/** What can be told about a property without calling it. */
function flags({ value, get, set, writable, enumerable, configurable }) {
  const f = (x) => x && `${x.name}(${x.length})${Object.hasOwn(x, 'prototype') ? ' constructor' : ''}`;
  return { value: typeof value === 'function' ? f(value) : typeof value, get: f(get), set: f(set), writable, enumerable, configurable };
}

/** The members of connections, without those of Object. */
function members(PC) {
  const names = new Set();
  for (const o of chain(PC.prototype)) if (o !== Object.prototype) for (const name of Reflect.ownKeys(o)) names.add(name);
  return [...names].filter((name) => name !== 'constructor').sort((a, b) => (String(a) < String(b) ? -1 : 1));
}

const accessors = (PC) => members(PC).filter((name) => property(PC.prototype, name).get);
const methods = (PC) => members(PC).filter((name) => typeof property(PC.prototype, name).value === 'function');

const mapped = async (names, f) => Object.fromEntries(await Promise.all(names.map(async (name) => [String(name), await f(name)])));

export const shape = [
  ['typeof, name and length', IDL, (PC) => [typeof PC, PC.name, PC.length]],
  ['properties of the class', IDL, (PC) => mapped(['name', 'length', 'prototype'], (name) => flags(Object.getOwnPropertyDescriptor(PC, name)))],
  // A class that extends the native one stands one step lower, under the same name.
  ['classes above', IDL, (PC) => [...new Set([...chain(PC)].map((o) => o.name))]],
  ['prototypes above', IDL, (PC, t) => [...new Set([...chain(t.make())].map((o) => o.constructor.name))]],
  ['constructor', IDL, (PC, t) => [PC.prototype.constructor === PC, t.make().constructor === PC, flags(Object.getOwnPropertyDescriptor(PC.prototype, 'constructor'))]],
  ['instanceof', IDL, (PC, t) => {
    const pc = t.make();
    return [pc instanceof PC, pc instanceof Native, pc instanceof EventTarget, {} instanceof PC, PC.prototype instanceof EventTarget];
  }],
  ['Object.prototype.toString', IDL, (PC, t) => [String(t.make()), String(PC.prototype), Object.prototype.toString.call(PC)]],
  ['Symbol.toStringTag', IDL, (PC) => flags(property(PC.prototype, Symbol.toStringTag))],
  ['Symbol.species', IDL, (PC) => PC[Symbol.species] === undefined],
  ['members and their flags', IDL, (PC) => mapped(members(PC), (name) => flags(property(PC.prototype, name)))],
  ['for in, on an instance', IDL, (PC, t) => {
    const names = [];
    for (const name in t.make()) names.push(name);
    return names.sort();
  }],
  ['for in, on the class', IDL, (PC) => {
    const names = [];
    for (const name in PC) names.push(name);
    return names.sort();
  }],
  ['own keys of an instance', IDL, (PC, t) => Reflect.ownKeys(t.make()).map(String)],
  ['own keys of an instance in a call', IDL, async (PC, t) => {
    const { a, b } = await t.call();
    a.onicecandidate = () => {};
    await a.getStats();
    return [a, b].map((pc) => Reflect.ownKeys(pc).map(String));
  }],
  ['JSON, spread and structuredClone', IDL, async (PC, t) => {
    const pc = t.make();
    return [JSON.stringify(pc), { ...pc }, await outcome(() => structuredClone(pc))];
  }],
  ['instances take properties', IDL, (PC, t) => {
    const pc = t.make();
    pc.mine = 1;
    Object.defineProperty(pc, 'signalingState', { value: 'mine' });
    return [pc.mine, pc.signalingState, Object.isExtensible(pc), Reflect.ownKeys(Object.freeze(t.make()))];
  }],
  ['getters without a setter keep their value', IDL, (PC, t) => {
    const pc = t.make();
    return mapped(accessors(PC).filter((name) => !property(PC.prototype, name).set), async (name) => [
      Reflect.set(pc, name, 'mine'), pc[name] === 'mine', await outcome(() => { 'use strict'; pc[name] = 'mine'; }),
    ]);
  }],

  ['methods on a wrong this', IDL, (PC) => mapped(methods(PC), (name) => kind(() => PC.prototype[name].call({})))],
  ['methods on undefined', IDL, (PC) => mapped(methods(PC).filter((name) => !(name in EventTarget.prototype)), (name) => kind(() => PC.prototype[name].call(undefined)))],
  ['methods on the prototype', IDL, (PC) => mapped(methods(PC), (name) => kind(() => PC.prototype[name]()))],
  ['methods as constructors', IDL, (PC) => mapped(methods(PC), (name) => kind(() => new PC.prototype[name]()))],
  ['getters on a wrong this', IDL, (PC) => mapped(accessors(PC), (name) => kind(() => property(PC.prototype, name).get.call({})))],
  ['setters on a wrong this', IDL, (PC) => mapped(accessors(PC), (name) => kind(() => property(PC.prototype, name).set?.call({}, null)))],
  ['methods without the arguments they need', IDL, (PC, t) => (
    mapped(methods(PC).filter((name) => PC.prototype[name].length > 0), (name) => outcome(() => t.make()[name]()))
  )],
  ['methods taken off and called', IDL, async (PC, t) => {
    const pc = t.offerer();
    const { createOffer, getConfiguration, getStats } = pc;
    return [(await createOffer.call(pc)).type, typeof getConfiguration.call(pc), await outcome(() => getStats.call(pc))];
  }],
  ["the browser's own methods on an instance", IDL, async (PC, t) => {
    const pc = t.offerer();
    const { createOffer, setLocalDescription, close } = Native.prototype;
    await setLocalDescription.call(pc, await createOffer.call(pc));
    const state = pc.signalingState;
    close.call(pc);
    return [state, pc.signalingState];
  }],

  ['handler properties: set, read, replaced, removed', HANDLER, (PC, t) => {
    const pc = t.make();
    const object = { handleEvent() {} };
    const [one, two] = [() => {}, () => {}];
    return mapped(accessors(PC).filter((name) => name.startsWith?.('on')), (name) => [one, two, object, 'text', 5, undefined, null].map((value) => {
      pc[name] = value;
      return pc[name] === null ? 'null' : pc[name] === value;
    }));
  }],
  ['a wrapped method on the prototype is what instances call', IDL, async (PC, t) => {
    const own = Object.getOwnPropertyDescriptor(PC.prototype, 'createOffer');
    const { createOffer } = PC.prototype;
    const calls = [];
    PC.prototype.createOffer = function (...args) {
      calls.push(args.length);
      return createOffer.apply(this, args);
    };
    try {
      return [(await t.offerer().createOffer({})).type, calls];
    } finally {
      delete PC.prototype.createOffer;
      if (own) Object.defineProperty(PC.prototype, 'createOffer', own);
    }
  }],
  ['a wrapped description getter on the prototype is what instances use', IDL, async (PC, t) => {
    const own = Object.getOwnPropertyDescriptor(PC.prototype, 'localDescription');
    const { get } = property(PC.prototype, 'localDescription');
    Object.defineProperty(PC.prototype, 'localDescription', { configurable: true, enumerable: true, get() { return ['wrapped', get.call(this)?.type]; } });
    try {
      const pc = t.offerer();
      await pc.setLocalDescription();
      return pc.localDescription;
    } finally {
      delete PC.prototype.localDescription;
      if (own) Object.defineProperty(PC.prototype, 'localDescription', own);
    }
  }],

  ['subclass: name, chain, methods and getters that use super', INTERFACE, async (PC, t) => {
    class Mine extends PC {
      static made = 0;
      label = 'mine';
      constructor(...args) {
        super(...args);
        Mine.made++;
      }
      async createOffer(...args) {
        const { type } = await super.createOffer(...args);
        return `${this.label} ${type}`;
      }
      get localDescription() {
        return ['mine', super.localDescription];
      }
      get signalingState() {
        return `mine ${super.signalingState}`;
      }
      set onicecandidate(f) {
        super.onicecandidate = f;
      }
      get onicecandidate() {
        return super.onicecandidate;
      }
      close() {
        super.close();
        return 'closed';
      }
    }
    const pc = t.keep(new Mine({ iceTransportPolicy: 'relay' }));
    pc.createDataChannel('x');
    pc.onicecandidate = t.make;
    return [
      Mine.made, pc instanceof Mine, pc instanceof PC, pc.constructor === Mine, Object.getPrototypeOf(Mine) === PC, String(pc),
      Reflect.ownKeys(pc), pc.getConfiguration().iceTransportPolicy, await pc.createOffer(), pc.localDescription, pc.signalingState,
      pc.onicecandidate === t.make, await outcome(() => Mine.generateCertificate('x')), pc.close(), pc.signalingState,
    ];
  }],
  ['subclass: its own methods are not called by the browser', INTERFACE, async (PC, t) => {
    const calls = [];
    class Mine extends PC {}
    for (const name of methods(PC).filter((name) => !(name in EventTarget.prototype))) {
      Mine.prototype[name] = function (...args) {
        calls.push(name);
        return PC.prototype[name].apply(this, args);
      };
    }
    const [a, b] = [t.keep(new Mine()), t.make()];
    a.createDataChannel('x');
    await a.setLocalDescription();
    await b.setRemoteDescription(a.localDescription);
    await b.setLocalDescription();
    await a.setRemoteDescription(b.localDescription);
    await a.getStats();
    a.close();
    return calls;
  }],
  ['subclass: methods that the base calls in its constructor see no half made object', INTERFACE, (PC, t) => outcome(() => {
    class Mine extends PC {
      #ready = true;
      addEventListener(...args) {
        return this.#ready && super.addEventListener(...args);
      }
    }
    return t.keep(new Mine());
  })],
  ['subclass: a listener in its constructor hears the events', INTERFACE, async (PC, t) => {
    class Mine extends PC {
      heard = new Set();
      constructor() {
        super();
        this.addEventListener('icecandidate', ({ type }) => this.heard.add(type));
        this.onsignalingstatechange = ({ type }) => this.heard.add(type);
      }
    }
    const pc = t.keep(new Mine());
    pc.createDataChannel('x');
    await pc.setLocalDescription();
    await gathered(pc);
    return [...pc.heard].sort();
  }],
  ['subclass: without super', INTERFACE, (PC) => kind(() => new (class extends PC { constructor() {} })())],
  ['Reflect.construct with another new.target', IDL, (PC, t) => {
    function Other() {}
    Other.prototype = Object.create(PC.prototype, { extra: { value: 'extra' } });
    const pc = t.keep(Reflect.construct(PC, [{ iceTransportPolicy: 'relay' }], Other));
    return [pc.extra, pc instanceof Other, pc instanceof PC, pc.getConfiguration().iceTransportPolicy];
  }],
  ['a function that returns an instance, as polyfills wrap it', IDL, (PC, t) => {
    function Wrapped(configuration) {
      return new PC(configuration);
    }
    Wrapped.prototype = PC.prototype;
    const pc = t.keep(new Wrapped());
    return [pc instanceof Wrapped, pc instanceof PC, pc.signalingState];
  }],
  ['a proxy of the class constructs', IDL, (PC, t) => {
    const Proxied = new Proxy(PC, { construct: (target, args, newTarget) => Reflect.construct(target, args, newTarget) });
    const pc = t.keep(new Proxied());
    return [pc instanceof Proxied, pc.constructor === PC, pc.signalingState];
  }],

  ['generateCertificate: name, length, flags', 'dom-rtcpeerconnection-generatecertificate', (PC) => flags(property(PC, 'generateCertificate'))],
  ['generateCertificate: each kind of key', 'dom-rtcpeerconnection-generatecertificate', async (PC, t) => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const certificate = await PC.generateCertificate(algorithm);
    const pc = t.make({ certificates: [certificate] });
    return [
      show(certificate), typeof certificate.expires, certificate.getFingerprints?.()[0].algorithm, await outcome(() => PC.generateCertificate.call(undefined, algorithm)),
      pc.getConfiguration().certificates?.length, pc.getConfiguration().certificates?.[0] === certificate,
    ];
  }],
  ['generateCertificate: bad algorithms', 'dom-rtcpeerconnection-generatecertificate', (PC) => mapped(
    ['none', undefined, null, 'x', 'ECDSA', {}, { name: 'ECDSA' }, { name: 'ECDSA', namedCurve: 'x' }, { name: 'SHA-256' }].map((x) => JSON.stringify(x) ?? 'undefined'),
    (text) => outcome(() => (text === '"none"' ? PC.generateCertificate() : PC.generateCertificate(text === 'undefined' ? undefined : JSON.parse(text)))),
  )],
  ['generateCertificate: a certificate that has expired', 'dom-rtcpeerconnection-generatecertificate', async (PC) => {
    const certificate = await PC.generateCertificate({ name: 'ECDSA', namedCurve: 'P-256', expires: 0 });
    try {
      new PC({ certificates: [certificate] }).close();
      return 'taken';
    } catch (e) {
      return failure(e);
    }
  }],
];
