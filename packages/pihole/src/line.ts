import { canonicalAddress } from './address.js';
import { canonicalName } from './name.js';

/** One line of `dns.hosts`: `192.168.1.10 a.lab b.lab # comment`. Several names may share a line. */
export interface HostLine {
  /** Canonical. */
  readonly address: string;
  /** As written. */
  readonly names: readonly string[];
  /** From `#` on, or empty. */
  readonly comment: string;
}

/** @returns `null` for what Pi-hole itself would not serve; such a line is somebody else's and stays as it is */
export function parseHostLine(raw: string): HostLine | null {
  const hash = raw.search(/(?<![^ \t])#/); // only where a word begins: `a.lab#b` is a name, and a bad one
  const [ip = '', ...names] = words(hash < 0 ? raw : raw.slice(0, hash));
  const address = canonicalAddress(ip);
  return address === null || names.length === 0 ? null : { address, names, comment: hash < 0 ? '' : raw.slice(hash) };
}

/**
 * The line without some of its names: `raw` itself when it has none of them, `null` when nothing is left. The address
 * and the other names stay as they were written, the comment to the byte.
 */
export function withoutNames(raw: string, leaves: (name: string) => boolean): string | null {
  const line = parseHostLine(raw);
  const names = line?.names.filter((name) => !leaves(canonicalName(name)));
  if (!line || names?.length === line.names.length) return raw;
  if (!names || names.length === 0) return null;
  const [ip = ''] = words(raw);
  return [ip, ...names, ...(line.comment === '' ? [] : [line.comment])].join(' ');
}

/** Blanks and tabs part words, nothing else does: any other white space makes a name that Pi-hole refuses. */
const words = (text: string): string[] => text.split(/[ \t]+/).filter((word) => word !== '');

/** One line of `dns.cnameRecords`: `a.lab,b.lab,target.lab,300`. */
export interface CnameLine {
  /** As written. */
  readonly names: readonly string[];
  readonly target: string;
  /** Seconds as written, or `null`. */
  readonly ttl: string | null;
}

/** A last field that is a number is the TTL, but only after a name and a target; anything else there is the target. */
export function parseCnameLine(raw: string): CnameLine | null {
  const fields = raw.split(',').map((field) => field.trim());
  const ttl = fields.length > 2 && /^\d+$/.test(fields.at(-1) ?? '') ? (fields.pop() ?? null) : null;
  const target = fields.pop();
  return target === undefined || target === '' || fields.length === 0 || fields.includes('') ? null : { names: fields, target, ttl };
}

/** The CNAME line without some of its names; see `withoutNames`. */
export function withoutAliases(raw: string, leaves: (name: string) => boolean): string | null {
  const line = parseCnameLine(raw);
  const names = line?.names.filter((name) => !leaves(canonicalName(name)));
  if (!line || names?.length === line.names.length) return raw;
  if (!names || names.length === 0) return null;
  return [...names, line.target, ...(line.ttl === null ? [] : [line.ttl])].join(',');
}
