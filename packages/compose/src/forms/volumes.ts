import { isRecord, type Json } from '@hl/core';
import { listOf, type JsonMap } from './json.js';

/** A mount of a container. */
export interface Volume {
  /** `bind`, `volume`, `tmpfs`, `npipe`, `cluster` or `image` */
  readonly type: string;
  /** A path (`./a`, `/a`, `~/a`) or the name of a volume; null: nothing lies behind it but an unnamed volume or memory. */
  readonly source: string | null;
  /** Where it is in the container, without a slash at the end. */
  readonly target: string;
  readonly readOnly: boolean;
  /** All of it, in compose's long form. */
  readonly long: JsonMap;
  /** Options of the short form that compose does not know and leaves out: `U` (Podman's), and misspelt ones. */
  readonly unknown: readonly string[];
}

/** Mounts of a container in any of compose's spellings. */
export const volumesOf = ({ volumes }: JsonMap): Volume[] => listOf(volumes).map(volumeOf);

/** A path as it is, but for slashes at its end. */
export const withoutSlash = (path: string): string => (path.endsWith('/') ? path.replace(/(?<=.)\/+$/, '') : path);

export function volumeOf(entry: Json): Volume {
  const { long, unknown } = isRecord(entry) ? { long: entry, unknown: [] } : fromShort(String(entry));
  const { type = 'volume', source, target, read_only: readOnly } = long;
  const path = withoutSlash(String(target ?? ''));
  return {
    type: String(type),
    source: typeof source === 'string' && source !== '' ? source : null,
    target: path,
    readOnly: readOnly === true || readOnly === 'true',
    long: target === undefined || target === path ? long : { ...long, target: path },
    unknown,
  };
}

/** Where a container's mounts come from: a path (`./a`, `/a`, `~/a`) or the name of a volume. */
export const mountSources = (container: JsonMap): string[] => volumesOf(container).flatMap(({ source }) => source ?? []);

const propagation = /^r?(?:private|shared|slave)$/;

/**
 * `source:target[:options]`, or a path alone; colons of a variable (`${A:-b}`) and of what compose takes for a drive (one letter) do
 * not split. A path on the host is made when it is missing, as compose always did.
 */
function fromShort(text: string): { readonly long: JsonMap; readonly unknown: readonly string[] } {
  const parts = text.split(text.includes('}') ? /:(?![^{]*\})/ : ':');
  if (/^[A-Za-z]$/.test(parts[0] ?? '') && parts.length > 1) parts.splice(0, 2, parts.slice(0, 2).join(':'));
  const [first = '', target = first, mode = ''] = parts;
  const options = mode === '' ? [] : mode.split(',');
  const all = { target, ...(options.includes('ro') ? { read_only: true } : {}) };
  const shared = options.findLast((option) => propagation.test(option));
  const selinux = options.findLast((option) => /^z$/i.test(option));
  const bind = { ...(shared ? { propagation: shared } : {}), ...(selinux ? { selinux } : {}) };
  const nocopy = options.includes('nocopy') ? { nocopy: true } : {};
  const unknown = options.filter((option) => !propagation.test(option) && !known.has(option));
  if (parts.length === 1) return { long: { type: 'volume', ...all, volume: {} }, unknown };
  const host = /^(?:[./~]|\\\\|[A-Za-z]:)/.test(first);
  return host
    ? { long: { type: 'bind', source: first, ...all, bind: { ...bind, create_host_path: true } }, unknown }
    : { long: { type: 'volume', source: first, ...all, volume: nocopy }, unknown };
}

/** `cached`, `delegated` and `consistent` are of Docker Desktop on a Mac; compose takes them and drops them. */
const known = new Set(['ro', 'rw', 'z', 'Z', 'nocopy', 'cached', 'delegated', 'consistent']);
