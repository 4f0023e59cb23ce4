// Connections that are attached at birth, for code that makes its own.

import { Border } from './border.js';
import { Channel } from './channel.js';
import { IceguardError, typeMismatch } from './errors.js';
import type { GuardOptions } from './guard-types.js';
import { EVENTS } from './happening.js';
import { hook, type Birth } from './hooks.js';
import type { Module } from './module.js';
import { CompiledPolicy } from './policy.js';
import { Redactor } from './redact.js';
import { checkAttach } from './session.js';
import { StatsFeed } from './stats.js';
import type { AttachOptions, Policy } from './types.js';

/** One connection of a guarded class. */
export interface Connection extends Birth {
  /** Until the module is there. */
  held?: Promise<void> | undefined;
  redactor?: Redactor | undefined;
}

/** What a guarded class does with its connections. */
export class Guard {
  readonly base: typeof RTCPeerConnection;
  /** Has the members as the base has them. */
  readonly engine: RTCPeerConnection;
  readonly #redact: boolean;
  readonly #onSession: GuardOptions['onSession'];
  readonly #options: AttachOptions;
  readonly #connections = new WeakMap<object, Connection>();
  #module: Module | undefined;
  /** The module's, or one that cannot decide anything. */
  #border: Border | undefined;
  #policy: CompiledPolicy | undefined;
  /** Until it is known which. */
  #loading: Promise<void> | undefined;
  /** Else new connections are as of the base. */
  active = true;

  constructor(where: string, options: GuardOptions | undefined, source: Module | Promise<Module>) {
    checkAttach(where, options, ['base', 'redact', 'onSession']);
    const { base = globalThis.RTCPeerConnection, redact = false, onSession, ...attach } = options ?? {};
    if (typeof base?.prototype?.setLocalDescription !== 'function') throw typeMismatch(`${where}: base`, 'a class of peer connections', base);
    if (typeof redact !== 'boolean') throw typeMismatch(`${where}: redact`, 'true or false', redact);
    if (onSession !== undefined && typeof onSession !== 'function') throw typeMismatch(`${where}: onSession`, 'a function', onSession);
    this.base = base;
    this.engine = base.prototype;
    this.#redact = redact;
    this.#onSession = onSession;
    this.#options = attach;
    if (typeof (source as Promise<Module> | undefined)?.then !== 'function' && !(source as Module | undefined)?.border) throw typeMismatch(`${where}: loading`, 'a promise of what load gives', source);
    if ('then' in source) {
      this.#loading = source.then((module) => this.#ready(module)).catch((e: unknown) => {
        this.#border = new Border(undefined as never, () => {});
        this.#border.die(String(e), e);
        globalThis.reportError?.(e);
      }).finally(() => (this.#loading = undefined));
    } else {
      this.#ready(source);
    }
  }

  #ready(module: Module): void {
    this.#border = module.border;
    this.#policy = CompiledPolicy.of(module.border, this.#options.policy ?? 'all');
    this.#module = module;
  }

  get #forcesRelay(): boolean {
    const { policy } = this.#options;
    return (this.#policy ?? (policy as Policy | undefined))?.forcesRelay ?? policy === 'relay-only';
  }

  /** Whether to hold local candidates back where nobody can decide: a policy that could not be read may force relay. */
  get #closed(): boolean {
    const { onFailure } = this.#options;
    return onFailure ? onFailure === 'closed' : !this.#policy || this.#policy.forcesRelay;
  }

  /** The arguments of the constructor or of setConfiguration, with what the policy wants. */
  configured(args: any[]): [RTCConfiguration?] {
    return (this.#forcesRelay ? [withRelay(args[0]), ...args.slice(1)] : args) as [RTCConfiguration?];
  }

  /** What the engine says of a connection, whatever a class over this one says. */
  read(pc: RTCPeerConnection, name: keyof RTCPeerConnection): unknown {
    return Reflect.get(this.engine, name, pc);
  }

  /** What is known of a connection of the class. */
  of(pc: object): Connection | undefined {
    return this.#connections.get(pc);
  }

  /** A connection has been constructed. */
  born(pc: RTCPeerConnection): void {
    if (!this.active) return;
    const { engine } = this;
    const redact = this.#redact;
    const view = new Proxy(pc, {
      get: (_, name) => {
        const member = this.read(pc, name as keyof RTCPeerConnection);
        return typeof member === 'function' ? member.bind(pc) : member;
      },
    });
    const connection: Connection = { engine, view, redact };
    const redactor = redact ? new Redactor(pc, connection) : undefined;
    connection.redactor = redactor;
    this.#connections.set(pc, connection);
    const listener = (event: Event): void => {
      connection.hooks?.event(event);
      redactor?.event(event);
    };
    // Before anyone else can listen.
    for (const type of EVENTS) engine.addEventListener.call(pc, type, listener, true);
    if (redactor) engine.addEventListener.call(pc, 'track', (event) => redactor.event(event), true);
    const begin = () => this.#begin(pc, connection);
    if (this.#loading) connection.held = this.#loading.then(begin);
    else begin();
  }

  #begin(pc: RTCPeerConnection, connection: Connection): void {
    connection.held = undefined;
    if (this.read(pc, 'signalingState') === 'closed') return;
    if (!this.#module || !this.#attach(this.#module, pc, connection)) {
      if (this.#closed) hook(new StatsFeed(new Channel(this.#border!, () => {}), pc), () => true, connection);
    }
  }

  #attach(module: Module, pc: RTCPeerConnection, connection: Connection): boolean {
    try {
      const configuration = this.engine.getConfiguration?.call(pc);
      if (this.#forcesRelay && configuration?.iceTransportPolicy === 'all') { // it was constructed when nobody knew
        this.engine.setConfiguration.call(pc, { ...configuration, iceTransportPolicy: 'relay' });
      }
      const session = module.begin(pc, { ...this.#options, policy: this.#policy! }, connection); // compiled once
      try {
        this.#onSession?.(session);
      } catch (e) {
        globalThis.reportError?.(e);
      }
      return true;
    } catch (e) {
      if (!(e instanceof IceguardError)) globalThis.reportError?.(e); // the module itself tells of its own
      return false;
    }
  }
}

function withRelay(configuration: any): unknown {
  configuration ??= {};
  const asked = configuration.iceTransportPolicy;
  if (Object(configuration) !== configuration || !(asked === undefined || asked === 'all')) return configuration; // relay, or nothing that the engine takes
  return Object.create(configuration, { iceTransportPolicy: { value: 'relay', enumerable: true } });
}
