import { isRecord } from '@hl/core';
import type { ListName, Lists } from '../observe/record-syntax.js';
import { errorOf, refusal, refused } from './http-errors.js';
import type { Answer } from './answer.js';
import type { Session } from './session.js';

/** Pi-hole's two lists of local records over its API. */
export interface Client {
  read(): Promise<Lists>;
  /** One element of the configuration, e.g. `misc/readOnly`; `undefined` when this version has none. */
  setting(path: string): Promise<unknown>;
  /** Replaces whole lists: all or nothing. */
  replace(lists: Partial<Lists>): Promise<void>;
  /** One line, by its exact text: there already, or not there any more, is fine. Pi-hole answers before it restarts, when it has to. */
  item(verb: 'add' | 'remove', list: ListName, line: string): Promise<void>;
  /** With which of Pi-hole's passwords the session was opened. */
  password(): Promise<'main' | 'app' | 'cli'>;
}

/**
 * @throws HlError `refused` HL_PIHOLE_FORBIDDEN, HL_PIHOLE_REFUSED; and all of the session.
 * An `unreachable` from a write leaves open whether it took effect: read before repeating.
 */
export function client(session: Session, base: string): Client {
  const list = async (name: ListName): Promise<readonly string[]> => {
    const value = await setting(`dns/${name}`);
    if (Array.isArray(value) && value.every((line) => typeof line === 'string')) return value;
    throw refused('UNKNOWN', `Pi-hole at ${base} has no list dns.${name}`, 'Local DNS records need Pi-hole v6.0 or newer.');
  };

  const setting: Client['setting'] = async (path) => {
    const answer = await session.call('GET', `/config/${path}`);
    const keys = (path.split('?')[0] ?? '').split('/');
    must(`show ${keys.join('.')}`, answer, 200);
    return keys.reduce<unknown>((value, key) => (isRecord(value) ? value[key] : undefined), answer.json['config']);
  };

  const must = (what: string, answer: Answer, accepted: number): void => {
    if (answer.status !== accepted) throw refusal(base, what, answer);
  };

  return {
    // Hosts last: between this answer and a write nothing else is asked.
    read: async () => ({ cnameRecords: await list('cnameRecords'), hosts: await list('hosts') }),
    setting,
    replace: async (lists) => must('take the records', await session.call('PATCH', '/config', { config: { dns: lists } }), 200),

    async item(verb, name, line) {
      const answer = await session.call(verb === 'add' ? 'PUT' : 'DELETE', `/config/dns/${name}/${encodeURIComponent(line)}`);
      if (answer.status === 404 && line.includes('/'))
        throw refused('REFUSED', `Pi-hole at ${base} cannot be asked for the line "${line}": it takes the slash for a path`, slash);
      const error = errorOf(answer);
      const isDone =
        verb === 'add' ? answer.status === 400 && error?.message === 'Item already present' : answer.status === 404 && error === null;
      if (!isDone) must(`${verb === 'add' ? 'take' : 'delete'} the record "${line}"`, answer, verb === 'add' ? 201 : 204);
    },

    async password() {
      if (await session.isApp()) return 'app';
      const { sessions } = (await session.call('GET', '/auth/sessions')).json;
      const own = Array.isArray(sessions) ? sessions.find((one) => isRecord(one) && one['current_session'] === true) : undefined;
      return isRecord(own) && own['cli'] === true ? 'cli' : 'main';
    },
  };
}

const slash =
  'Take the slash out of that line, or delete it, in Pi-hole (Settings › Local DNS records); ' +
  'or let it hold fewer records: a list of over 64 KiB can only be written line by line.';
