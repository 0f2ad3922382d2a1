import { readFileSync } from 'node:fs';
import { HlError } from '../error.js';
import type { Remote, RunResult } from '../remote/remote.js';
import { sha256 } from '../values/sha256.js';
import { isPacked, unpacked } from './packed.js';

/** Small text files of one directory, read together and written by compare-and-swap. */
export interface Store {
  /** Where it is, for messages. */
  readonly place: string;
  /** Texts by name (`services/metube.json`): of `names`, or all. @throws HlError when they cannot be read whole: never a part */
  read(names?: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Reads `names`, lets `next` say what some of them shall be (null: deleted), and writes that only if nobody changed one of
   * `names` in between; otherwise it does all of it again, so that two jobs lose nothing. What was read or written before is not read
   * again first: when it is another by now, nothing is written by it.
   *
   * @returns what `next` said last
   * @throws HlError HL_STATE_BUSY (`unreachable`) when others keep changing them, HL_STATE (`refused`) when they cannot be written; whatever `next` throws
   */
  swap(names: readonly string[], next: Next): Promise<ReadonlyMap<string, string | null>>;
  /** Seconds since 1970 by that machine's clock: runners' clocks differ. `names`: read as well, for the `swap` that follows. */
  now(names?: readonly string[]): Promise<number>;
}

export type Next = (texts: ReadonlyMap<string, string>) => ReadonlyMap<string, string | null>;

const readState = readFileSync(new URL('../../scripts/read-state.sh', import.meta.url), 'utf8');
const swapState = readFileSync(new URL('../../scripts/swap-state.sh', import.meta.url), 'utf8');

const attempts = 20;
/** Files that are kept in mind: all of a large ledger would fill it. */
const few = 500;
/** Of a ledger: some kilobytes a service, and there are fleets with 10 000 of them. */
const maxBytes = 512 * 1024 * 1024;

/** A store in a directory of one machine. What arrives cut on its way there changes nothing. */
export function remoteStore(remote: Remote, directory: string): Store {
  const place = `${directory} on ${remote.name}`;
  const fail = (what: string, stderr: string): HlError =>
    new HlError('HL_STATE', `${place} cannot be ${what}: ${stderr.trim().split('\n').at(-1) || 'no reason given'}`, {
      kind: 'refused',
      hint: /No space/i.test(stderr)
        ? 'The disk is full: free some space there.'
        : `Give the SSH user the right to read and write ${directory} there, or another directory with ledger.directory in hl.yml.`,
    });

  const ask = (script: string, names: readonly string[]): Promise<RunResult> =>
    remote.run(['sh', '-c', script, 'sh', directory, ...names], { accept: 'any', maxBytes });

  /** Texts as they were seen last: absent ones, too. Nothing is decided by them alone. */
  const seen = new Map<string, string | null>();
  const keep = (texts: ReadonlyMap<string, string>, names: readonly string[]): ReadonlyMap<string, string> => {
    if (texts.size <= few) for (const name of names.length === 0 ? texts.keys() : names) seen.set(name, texts.get(name) ?? null);
    return texts;
  };

  const read: Store['read'] = async (names = []) => {
    const answer = await ask(names.length === 0 ? `packed=1\n${readState}` : readState, names);
    if (!isPacked(answer.stdout)) return keep(textsIn(answer), names);
    // What was not packed whole (a file was replaced meanwhile, or cannot be read) is read one by one, which tells why.
    return keep(unpacked(answer.stdout) ?? textsIn(await ask(readState, names)), names);
  };

  /** What `next` makes of what was seen; null: it makes nothing of it, and so wants to know how it is now. */
  const made = (names: readonly string[], next: Next) => {
    if (!names.every((name) => seen.has(name))) return null;
    const texts = new Map(names.flatMap((name) => (seen.get(name) == null ? [] : [[name, seen.get(name) as string] as const])));
    try {
      const wanted = next(texts);
      return changes(texts, wanted).length > 0 ? { texts, wanted } : null;
    } catch {
      return null;
    }
  };

  const textsIn = ({ code, stdout, stderr }: RunResult): Map<string, string> => {
    const words = stdout.split('\0');
    if (code !== 0) throw fail('read', stderr);
    if (words.at(-2) !== 'end' || words.length % 2 !== 0) throw fail('read', 'the answer came cut');
    return new Map(Array.from({ length: words.length / 2 - 1 }, (_, index) => [words[2 * index] ?? '', words[2 * index + 1] ?? '']));
  };

  return {
    place,
    read,
    async swap(names, next) {
      for (let known = made(names, next), tries = 0; tries < attempts; tries += 1, known = null) {
        const texts = known?.texts ?? (await read(names));
        const wanted = known?.wanted ?? next(texts);
        // What was not read just now is held against what is there, changed or not.
        const same = known ? names.filter((name) => (wanted.get(name) ?? null) === (texts.get(name) ?? null) || !wanted.has(name)) : [];
        const changed = [...changes(texts, wanted), ...same.map((name) => [name, texts.get(name) ?? null] as const)];
        if (changed.length === 0) return wanted;
        const lines = changed.map(([name, text]) => {
          const before = texts.get(name);
          return `${name} ${before === undefined ? 'absent' : sha256(before)} ${text === null ? '-' : Buffer.byteLength(text)}\n`;
        });
        const head = `${lines.join('')}\n`;
        const input = head + changed.map(([, text]) => text ?? '').join('');
        const argv = ['sh', '-c', swapState, 'sh', directory, String(head.length + 1)];
        const { code, stderr } = await remote.run(argv, { accept: 'any', stdin: input });
        if (code === 0) {
          for (const [name, text] of changed) seen.set(name, text);
          return wanted;
        }
        if (code !== 8 && code !== 9) throw fail('written', stderr);
      }
      throw new HlError('HL_STATE_BUSY', `${place} is being written by others all the time`, {
        kind: 'unreachable',
        hint: `Try again; if no other run is going on, delete ${directory}/.mutex there.`,
      });
    },
    async now(names = []) {
      if (names.length === 0) return Number((await remote.run(['date', '+%s'])).stdout.trim());
      const texts = textsIn(await ask(`clock=1\n${readState}`, names));
      keep(texts, names);
      return Number(texts.get('now'));
    },
  };
}

const changes = (texts: ReadonlyMap<string, string>, wanted: ReadonlyMap<string, string | null>): (readonly [string, string | null])[] =>
  [...wanted].filter(([name, text]) => text !== (texts.get(name) ?? null));
