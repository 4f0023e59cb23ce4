// Objects that look like others, but for some of their members.

import type { Method } from './hooks.js';

/** What a member does instead; `native` is what it was, a getter or a method. */
export type Changed = (native: Method, self: any, args: any[]) => unknown;

/** The descriptor of a member, wherever on the prototype chain it stands. */
function descriptor(object: object, name: PropertyKey): PropertyDescriptor | undefined {
  for (let o: object | null = object; o; o = Object.getPrototypeOf(o)) {
    const found = Object.getOwnPropertyDescriptor(o, name);
    if (found) return found;
  }
  return undefined;
}

/** Descriptors of changed getters and methods, for those of the members that `like` has: the same to the eye. */
export function changedMembers(like: object, members: Record<PropertyKey, Changed>): PropertyDescriptorMap {
  const all: PropertyDescriptorMap = {};
  for (const name of Reflect.ownKeys(members)) {
    const before = descriptor(like, name);
    const native = (before?.get ?? before?.value) as Method | undefined;
    if (typeof native !== 'function') continue;
    const change = members[name]!;
    // A method in short form is no constructor, as those of the engine are none.
    const { member } = { member(this: unknown, ...args: any[]) { return change(native, this, args); } };
    for (const of of ['name', 'length'] as const) Object.defineProperty(member, of, { value: native[of] });
    all[name] = { ...before, [before!.get ? 'get' : 'value']: member };
  }
  return all;
}

/** Changes members of one object, by a prototype of its own. */
export function change(object: object, members: Record<PropertyKey, Changed>): void {
  const proto = Object.getPrototypeOf(object);
  Object.setPrototypeOf(object, Object.create(proto, changedMembers(proto, members)));
}
