import { posix } from 'node:path';
import type { Deployment } from '@hl/core';
import { repeats } from '../check/lists.js';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { straight } from '../names.js';
import type { Context } from '../service/context.js';
import { shortVolume, volumeHint } from './docker.js';

type Volume = Deployment['volumes'][number];

/** Shell and compose read these. */
const unsafe = /[\u0000-\u001f"'`$;|&<>*?!\\]/;

export function volumes({ input, report }: Context, installPath: string): Volume[] {
  const all = (input.deployment.volumes ?? []).flatMap((entry, index) => {
    const field = report.at('deployment', 'volumes', index);
    const short = typeof entry === 'string' ? shortVolume(entry) : null;
    if (typeof entry === 'string' && !short) field.error('volume', `${show(entry)} is not host:container`, volumeHint);
    const odd = short?.options.filter((option) => option !== 'ro' && option !== 'rw') ?? [];
    const hint = 'Only ro and rw are known; for others use deployment.compose.';
    if (odd.length > 0) field.warn('no-effect', `${show(odd.join(','))} has no effect on a volume here`, hint);
    const parts = typeof entry === 'string' ? short && { ...short, read_only: short.options.includes('ro') } : entry;
    const at = (key: string) => (typeof entry === 'string' ? field : field.at(key));
    return parts
      ? {
          host: hostPath(parts.host, installPath, at('host')),
          container: containerPath(parts.container, at('container')),
          readOnly: parts.read_only ?? false,
        }
      : [];
  });
  for (const index of repeats(all, ({ container }) => container))
    report.at('deployment', 'volumes', index).error('same-mount', `${all[index]?.container} is mounted twice`, 'Keep one of them.');
  return all;
}

function hostPath(text: string, installPath: string, field: Field): string {
  const wrong = (why: string, hint: string): string => {
    field.error('path', `${show(text)} ${why}`, hint);
    return text;
  };
  if (unsafe.test(text))
    return wrong('holds a character that a shell or compose would read', 'Write the path out; variables are not replaced.');
  if (text.startsWith('~')) return wrong('begins with ~', 'Write the absolute path.');
  if (/^\.\.?(\/|$)/.test(text)) {
    const whole = posix.join(installPath, text).replace(/\/$/, '');
    const inside = whole === installPath || whole.startsWith(`${installPath}/`);
    return inside ? whole : wrong('leaves the install path', `Write the absolute path; ./ is ${installPath}.`);
  }
  if (text === '/') return text;
  if (text.startsWith('/'))
    return straight(text) ? text.replace(/\/+$/, '') : wrong('is not a plain path', 'Write it without . and .. parts.');
  return /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text)
    ? text
    : wrong('is neither a path nor the name of a volume', `Write ./${text} for a path below ${installPath}, or an absolute path.`);
}

function containerPath(text: string, field: Field): string {
  if (!text.startsWith('/') || text === '/' || unsafe.test(text) || text.includes(':') || !straight(text))
    field.error('path', `${show(text)} is not an absolute path in the container`, 'Write a path such as /data.');
  return text.replace(/(?<=.)\/+$/, '');
}
