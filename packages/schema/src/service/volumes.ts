import { posix } from 'node:path';
import type { Deployment } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';
import { straight } from '../names.js';
import type { Context } from './context.js';

type Volume = Deployment['volumes'][number];

/** Shell and compose read these. */
const unsafe = /[\u0000-\u001f"'`$;|&<>*?!\\]/;

export function volumes({ input, report }: Context, installPath: string): Volume[] {
  const all = (input.deployment.volumes ?? []).flatMap((entry, index) => {
    const path: Path = ['deployment', 'volumes', index];
    const parts =
      typeof entry === 'string'
        ? split(entry, path, report)
        : { host: entry.host, container: entry.container, readOnly: entry.read_only ?? false };
    if (!parts) return [];
    const at = (key: string) => (typeof entry === 'string' ? path : [...path, key]);
    return [
      {
        ...parts,
        host: hostPath(parts.host, installPath, at('host'), report),
        container: containerPath(parts.container, at('container'), report),
      },
    ];
  });
  for (const [index, { container }] of all.entries()) {
    if (all.findIndex((other) => other.container === container) < index) {
      report.error(['deployment', 'volumes', index], 'same-mount', `${container} is mounted twice`, 'Keep one of them.');
    }
  }
  return all;
}

function split(entry: string, path: Path, report: Report): Volume | null {
  const [host = '', container, mode = 'rw', ...rest] = entry.split(':');
  if (container === undefined || rest.length > 0 || host === '' || container === '') {
    report.error(
      path,
      'volume',
      `${show(entry)} is not host:container`,
      'Write host:container or host:container:ro, e.g. /mnt/media:/media:ro.',
    );
    return null;
  }
  const options = mode.split(',');
  const strange = options.filter((option) => option !== 'ro' && option !== 'rw');
  if (strange.length > 0)
    report.warn(
      path,
      'no-effect',
      `${show(strange.join(','))} has no effect on a volume here`,
      'Only ro and rw are known; for others use deployment.compose.',
    );
  return { host, container, readOnly: options.includes('ro') };
}

function hostPath(text: string, installPath: string, path: Path, report: Report): string {
  if (unsafe.test(text))
    report.error(
      path,
      'path',
      `${show(text)} holds a character that a shell or compose would read`,
      'Write the path out; variables are not replaced.',
    );
  else if (text.startsWith('~')) report.error(path, 'path', `${show(text)} begins with ~`, 'Write the absolute path.');
  else if (text === '.' || text.startsWith('./') || text.startsWith('../')) {
    const whole = posix.normalize(posix.join(installPath, text)).replace(/\/$/, '');
    if (whole !== installPath && !whole.startsWith(`${installPath}/`))
      report.error(path, 'path', `${show(text)} leaves the install path`, `Write the absolute path; ./ is ${installPath}.`);
    return whole;
  } else if (text.startsWith('/')) {
    if (text !== '/' && !straight(text))
      report.error(path, 'path', `${show(text)} is not a plain path`, 'Write it without . and .. parts.');
    return text === '/' ? text : text.replace(/\/+$/, '');
  } else if (!/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text)) {
    report.error(
      path,
      'path',
      `${show(text)} is neither a path nor the name of a volume`,
      `Write ./${text} for a path below ${installPath}, or an absolute path.`,
    );
  }
  return text;
}

function containerPath(text: string, path: Path, report: Report): string {
  if (!text.startsWith('/') || text === '/' || unsafe.test(text) || text.includes(':') || !straight(text)) {
    report.error(path, 'path', `${show(text)} is not an absolute path in the container`, 'Write a path such as /data.');
  }
  return text.replace(/(?<=.)\/+$/, '');
}
