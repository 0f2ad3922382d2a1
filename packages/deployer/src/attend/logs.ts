import { HlError } from '@hl/core';
import type { Container } from '../client/containers.js';
import { dockerError } from '../client/docker-error.js';
import { engines } from '../client/engine.js';
import { shell } from '../client/scripts.js';
import { longOutput, minutes } from '../apply/target.js';
import type { Attended } from './running.js';

/** One line that a container printed, on either output. */
export interface LogLine {
  readonly container: string;
  /** RFC 3339 with nanoseconds. */
  readonly time: string;
  readonly text: string;
}

export interface LogOptions {
  /** Lines of each container, the newest. */
  readonly tail: number | 'all';
  /** As docker takes it: `10m`, `2026-08-15T12:00:00Z`. */
  readonly since?: string;
}

export interface Logs {
  /** By time. */
  readonly lines: readonly LogLine[];
  /** The host's clock ahead of the look. */
  readonly now: string;
}

/**
 * What containers have printed. Nothing goes on on the host afterwards: who follows them asks again.
 *
 * @throws HlError HL_LOGS: they cannot be read, e.g. for their log driver
 */
export async function logs(
  { remote, kind = 'docker' }: Attended,
  containers: readonly Pick<Container, 'id' | 'name'>[],
  { tail, since = '' }: LogOptions,
): Promise<Logs> {
  const argv = shell(
    { tail, since },
    [engines[kind].script, 'read_logs "$@"'],
    containers.flatMap(({ id, name }) => [id, name]),
  );
  const { code, stdout, stderr } = await remote.run(argv, { accept: 'any', timeoutMs: minutes(2), maxBytes: longOutput, what: 'the logs' });
  if (code !== 0) throw dockerError(remote.name, stderr);
  return parseLogs(stdout, remote.name);
}

/** Reads what the function `read_logs` prints. */
export function parseLogs(printed: string, host: string): Logs {
  const [now = '', ...rest] = printed.split('\n');
  const lines: LogLine[] = [];
  let said = '';
  for (const line of rest) {
    const [, container = '', text = ''] = /^([^\t]*)\t(.*)$/s.exec(line) ?? [];
    const [, time, message = ''] = /^(\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+))(?: (.*))?$/s.exec(text) ?? [];
    if (time !== undefined) lines.push({ container, time, text: message.replace(/\r$/, '') });
    else if (/^!\d+$/.test(text)) throw unreadable(host, container, said);
    else if (text !== '') said = text;
  }
  return { now, lines: lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0)) };
}

const unreadable = (host: string, container: string, said: string): HlError =>
  new HlError('HL_LOGS', `${host}: the logs of ${container} cannot be read: ${said}`, {
    kind: 'refused',
    hint: 'Look at it there with docker inspect: is it gone, or does its log driver keep nothing here?',
  });
