import { HlError } from '@hl/core';
import type { ListName, Lists } from './records.js';
import { errorOf, refusal } from './refusal.js';
import type { Session } from './session.js';
import type { Answer } from './transport.js';

/** Pi-hole's two lists of local records over its API: reading, writing, and whether writing is possible. */
export interface Client {
  read(): Promise<Lists>;
  /** Whether the environment of Pi-hole's container dictates the list. */
  isForced(list: ListName): Promise<boolean>;
  /** Replaces whole lists: all or nothing. */
  replace(lists: Partial<Lists>): Promise<void>;
  /** One line; there already is fine. Pi-hole answers before it restarts, when it has to. */
  add(list: ListName, line: string): Promise<void>;
  /** One line, by its exact text; not there is fine. */
  remove(list: ListName, line: string): Promise<void>;
  /** @throws HlError `refused` with the remedy when Pi-hole is read-only, or the password may not write */
  writable(): Promise<void>;
}

/**
 * @throws HlError `refused` HL_PIHOLE_FORBIDDEN, HL_PIHOLE_REFUSED, HL_PIHOLE_READ_ONLY, HL_PIHOLE_APP; and all of the session.
 * An `unreachable` from a write leaves open whether it took effect: read before repeating.
 */
export function client(session: Session, base: string): Client {
  const list = async (name: ListName): Promise<readonly string[]> => {
    const value = await element(`dns/${name}`);
    if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value;
    throw new HlError('HL_PIHOLE_UNKNOWN', `Pi-hole at ${base} has no list dns.${name}`, {
      kind: 'refused',
      hint: 'Local DNS records need Pi-hole v6.0 or newer.',
    });
  };

  /** Value of one element, or `undefined` when this version has none. */
  const element = async (path: string, query = ''): Promise<unknown> => {
    const answer = await session.call('GET', `/config/${path}${query}`);
    if (answer.status !== 200) throw refusal(base, `show ${path.replaceAll('/', '.')}`, answer);
    return path.split('/').reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), answer.json['config']);
  };

  const item = async (method: 'PUT' | 'DELETE', name: ListName, line: string): Promise<Answer> => {
    const answer = await session.call(method, `/config/dns/${name}/${encodeURIComponent(line)}`);
    if (answer.status !== 404 || !line.includes('/')) return answer;
    throw new HlError('HL_PIHOLE_REFUSED', `Pi-hole at ${base} cannot be asked for the line "${line}": it takes the slash for a path`, {
      kind: 'refused',
      hint: 'Take the slash out of that line, or delete it, in Pi-hole (Settings › Local DNS records); or let it hold fewer records: a list of over 64 KiB can only be written line by line.',
    });
  };

  const must = (what: string, answer: Answer, accepted: number): void => {
    if (answer.status !== accepted) throw refusal(base, what, answer);
  };

  return {
    // Hosts last: between this answer and a write nothing else is asked.
    read: async () => ({ cnameRecords: await list('cnameRecords'), hosts: await list('hosts') }),

    async isForced(name) {
      const found = await element(`dns/${name}`, '?detailed=true');
      return isRecord(found) && isRecord(found['flags']) && found['flags']['env_var'] === true;
    },

    replace: async (lists) => must('take the records', await session.call('PATCH', '/config', { config: { dns: lists } }), 200),

    async add(name, line) {
      const answer = await item('PUT', name, line);
      if (answer.status === 400 && errorOf(answer)?.message === 'Item already present') return;
      must(`take the record "${line}"`, answer, 201);
    },

    async remove(name, line) {
      const answer = await item('DELETE', name, line);
      if (answer.status === 404 && errorOf(answer) === null) return;
      must(`delete the record "${line}"`, answer, 204);
    },

    async writable() {
      if ((await element('misc/readOnly')) === true) {
        throw new HlError('HL_PIHOLE_READ_ONLY', `Pi-hole at ${base} is read-only (misc.readOnly)`, {
          kind: 'refused',
          hint: 'Set misc.readOnly = false in pihole.toml there.',
        });
      }
      const kind = await session.kind();
      if (kind === 'app' && (await element('webserver/api/app_sudo')) === false) {
        throw new HlError('HL_PIHOLE_APP', `The app password may not change Pi-hole at ${base} (webserver.api.app_sudo is off)`, {
          kind: 'refused',
          hint: "Let app passwords write: pihole-FTL --config webserver.api.app_sudo true, or use Pi-hole's main password.",
        });
      }
      if (kind === 'cli') {
        throw new HlError(
          'HL_PIHOLE_FORBIDDEN',
          `The password of Pi-hole's command line may not change Pi-hole at ${base} (a CLI session)`,
          {
            kind: 'refused',
            hint: "Use Pi-hole's main password, or an app password with webserver.api.app_sudo = true.",
          },
        );
      }
    },
  };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
