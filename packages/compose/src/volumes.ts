import { isRecord, type Json } from '@hl/core';
import { listOf } from './compose-file.js';
import type { JsonMap } from './merge.js';

/** A mount of a container. */
export interface Volume {
  /** `bind`, `volume`, `tmpfs`, `npipe`, `cluster` or `image` */
  readonly type: string;
  /** A path (`./a`, `/a`, `~/a`) or the name of a volume; null: nothing lies behind it but an unnamed volume or memory. */
  readonly source: string | null;
  readonly target: string;
  readonly readOnly: boolean;
  /** All of it, in compose's long form. */
  readonly long: JsonMap;
}

/** Mounts of a container in any of compose's spellings. */
export const volumesOf = ({ volumes }: JsonMap): Volume[] => listOf(volumes).map(volume);

function volume(written: Json): Volume {
  const long = isRecord(written) ? written : short(String(written));
  const { type = 'volume', source, target, read_only: readOnly } = long;
  return {
    type: String(type),
    source: typeof source === 'string' ? source : null,
    target: String(target ?? ''),
    readOnly: readOnly === true,
    long,
  };
}

function short(text: string): JsonMap {
  const parts = text.split(':');
  if (parts.length === 1) return { type: 'volume', target: text };
  const [source = '', target = '', mode = ''] = parts;
  return {
    type: /^[./~]/.test(source) ? 'bind' : 'volume',
    source,
    target,
    ...(mode.split(',').includes('ro') ? { read_only: true } : {}),
  };
}
