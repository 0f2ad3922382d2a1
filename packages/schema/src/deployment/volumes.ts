import { posix } from 'node:path';
import { volumeOf, withoutSlash, type JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import { repeats } from '../check/lists.js';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { straight } from '../names.js';
import type { DeploymentContext } from '../service/context.js';

/** Shell and compose read these. */
const unsafe = /[\u0000-\u001f"'`$;|&<>*?!\\]/;

export const volumeHint = 'Write host:container or host:container:ro, e.g. /mnt/media:/media:ro.';

/** Kinds of mounts without a path of the host or the name of a volume. */
const sourceless = ['tmpfs', 'image', 'cluster', 'npipe'];

const windows = /^[A-Za-z]:[\\/]/;

/** In compose's spelling, short or long as written, with paths completed. */
export function volumes({ deployment, report }: DeploymentContext, installPath: string): Json[] {
  const all = (deployment.volumes ?? []).flatMap((entry, index): Json[] => {
    const field = report.at('deployment', 'volumes', index);
    return typeof entry === 'string' ? short(entry, installPath, field) : long(entry as JsonMap, installPath, field);
  });
  const targetOf = (entry: Json): string => volumeOf(entry).target;
  for (const index of repeats(all, targetOf)) {
    const message = `${targetOf(all[index] ?? null)} is mounted twice`;
    report.at('deployment', 'volumes', index).error('same-mount', message, 'Keep one of them.');
  }
  return all;
}

function short(entry: string, installPath: string, field: Field): Json[] {
  if (windows.test(entry)) {
    field.error('path', `${show(entry)} begins with a path of Windows`, 'Write the path on the host, e.g. /mnt/films:/films.');
    return [];
  }
  const parts = entry.split(':');
  const [host = '', container, options, ...rest] = parts;
  if (parts.length === 1 && host.startsWith('/')) return [containerPath(host, field)];
  if (!host || !container || options === '' || rest.length > 0) {
    field.error('volume', `${show(entry)} is not host:container`, volumeHint);
    return [];
  }
  const unknown = options === undefined ? [] : volumeOf(entry).unknown;
  const hint = 'Write ro, rw, z, Z, nocopy, a propagation such as rslave, or compose’s long form.';
  if (unknown.length > 0) field.warn('no-effect', `compose leaves out ${show(unknown.join(','))}`, hint);
  const mode = options === undefined || options === 'rw' ? '' : `:${options}`;
  return [`${hostPath(host, installPath, field)}:${containerPath(container, field)}${mode}`];
}

/** Our own words, or compose's long form. */
function long({ host, container, ...entry }: JsonMap, installPath: string, field: Field): Json[] {
  const [sourceKey, targetKey] = [host === undefined ? 'source' : 'host', container === undefined ? 'target' : 'container'];
  const [source, target] = [host ?? entry['source'], container ?? entry['target']];
  const { type } = entry;
  tellBoth({ host, source: entry['source'] }, field);
  tellBoth({ container, target: entry['target'] }, field);
  if (target === undefined) field.missing('target', 'Add target: /data, the path in the container.');
  if (source === undefined && !(typeof type === 'string' && [...sourceless, 'volume'].includes(type)))
    field.missing('source', 'Add source: a path of the host such as /mnt/media, or the name of a volume.');
  if (typeof target !== 'string') return [];
  const at = containerPath(target, field.at(targetKey));
  if (typeof source !== 'string') return [{ ...entry, target: at }];
  const from = sourceless.includes(String(type)) ? source : hostPath(source, installPath, field.at(sourceKey));
  const { read_only: readOnly, source: _source, target: _target, ...more } = entry;
  // A path with a colon has the long form only.
  if (Object.keys(more).length === 0 && !`${from}${at}`.includes(':')) return [`${from}:${at}${readOnly === true ? ':ro' : ''}`];
  return [
    {
      type: /^[/.]/.test(from) ? 'bind' : 'volume',
      ...more,
      source: from,
      target: at,
      ...(readOnly === undefined ? {} : { read_only: readOnly }),
    },
  ];
}

/** Two words for one thing. */
export function tellBoth(words: { readonly [key: string]: unknown }, field: Field): void {
  const [ours = '', theirs = ''] = Object.keys(words);
  if (Object.values(words).every((value) => value !== undefined))
    field.at(theirs).key().error('either', `${theirs} is compose’s word for ${ours}, which is there too`, 'Keep one of them.');
}

function hostPath(text: string, installPath: string, field: Field): string {
  const wrong = (why: string, hint: string): string => {
    field.error('path', `${show(text)} ${why}`, hint);
    return text;
  };
  if (unsafe.test(text))
    return wrong('holds a character that a shell or compose would read', 'Write the path out; variables are not replaced.');
  if (windows.test(text)) return wrong('is a path of Windows', 'Write the path on the host, e.g. /mnt/films.');
  if (text.startsWith('~')) return wrong('begins with ~', 'Write the absolute path.');
  if (/^\.\.?(\/|$)/.test(text)) {
    const whole = posix.join(installPath, text).replace(/\/$/, '');
    const inside = whole === installPath || whole.startsWith(`${installPath}/`);
    return inside ? whole : wrong('leaves the install path', `Write the absolute path; ./ is ${installPath}.`);
  }
  if (text === '/') return text;
  if (text.startsWith('/')) return straight(text) ? withoutSlash(text) : wrong('is not a plain path', 'Write it without . and .. parts.');
  return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text)
    ? text
    : wrong('is neither a path nor the name of a volume', `Write ./${text} for a path below ${installPath}, or an absolute path.`);
}

function containerPath(text: string, field: Field): string {
  if (!text.startsWith('/') || text === '/' || unsafe.test(text) || text.includes(':') || !straight(text)) {
    const hint = text.startsWith('.')
      ? `The host comes first: ${text}:/data.`
      : 'Write a path such as /data; the host comes first, host:container.';
    field.error('path', `${show(text)} is not an absolute path in the container`, hint);
  }
  return withoutSlash(text);
}
