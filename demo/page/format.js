// Numbers and addresses as this page writes them.

/** Stands where there is nothing to say. */
export const NONE = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Milliseconds, without the unit: columns carry it in their head. */
export function milliseconds(ms) {
  return ms === null || ms === undefined ? NONE : whole.format(ms);
}

/** A round trip time given in seconds. */
export function roundTrip(seconds) {
  if (seconds === null || seconds === undefined) return NONE;
  const ms = seconds * 1000;
  return `${ms.toFixed(ms < 10 ? 1 : 0)} ms`;
}

/** Decimal units, as network tools count. */
export function bytes(count) {
  if (count === null || count === undefined) return NONE;
  if (count < 1000) return `${count} B`;
  const [value, unit] = count < 1e6 ? [count / 1e3, 'kB'] : [count / 1e6, 'MB'];
  return `${value.toFixed(1)} ${unit}`;
}

/** A span of time given in milliseconds, for people. */
export function duration(ms) {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** address:port, with IPv6 in brackets; null where there is no address. */
export function endpoint(address, port) {
  if (!address) return null;
  const host = address.includes(':') ? `[${address}]` : address;
  return port === null || port === undefined ? host : `${host}:${port}`;
}

/** The three parts of a priority (RFC 8445 section 5.1.2.1): type preference, local preference, 256 - component. */
export function priorityParts(priority) {
  if (priority === null || priority === undefined) return NONE;
  return `${priority >>> 24} | ${(priority >>> 8) & 0xffff} | ${priority & 0xff}`;
}
