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
   * `names` in between; otherwise it does all of it again, so that two jobs lose nothing.
   *
   * @returns what `next` said last
   * @throws HlError HL_STATE_BUSY (`unreachable`) when others keep changing them, HL_STATE (`refused`) when they cannot be written; whatever `next` throws
   */
  swap(names: readonly string[], next: Next): Promise<ReadonlyMap<string, string | null>>;
  /** Seconds since 1970 by that machine's clock: runners' clocks differ. */
  now(): Promise<number>;
}

export type Next = (texts: ReadonlyMap<string, string>) => ReadonlyMap<string, string | null>;

const readState = readFileSync(new URL('../../scripts/read-state.sh', import.meta.url), 'utf8');
const swapState = readFileSync(new URL('../../scripts/swap-state.sh', import.meta.url), 'utf8');

const attempts = 20;
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

  const read: Store['read'] = async (names = []) => {
    const answer = await ask(names.length === 0 ? `packed=1\n${readState}` : readState, names);
    if (!isPacked(answer.stdout)) return textsIn(answer);
    // What was not packed whole (a file was replaced meanwhile, or cannot be read) is read one by one, which tells why.
    return unpacked(answer.stdout) ?? textsIn(await ask(readState, names));
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
      for (let attempt = 0; attempt < attempts; attempt += 1) {
        const texts = await read(names);
        const wanted = next(texts);
        const changed = [...wanted].filter(([name, text]) => text !== (texts.get(name) ?? null));
        if (changed.length === 0) return wanted;
        const lines = changed.map(([name, text]) => {
          const before = texts.get(name);
          return `${name} ${before === undefined ? 'absent' : sha256(before)} ${text === null ? '-' : Buffer.byteLength(text)}\n`;
        });
        const head = `${lines.join('')}\n`;
        const input = head + changed.map(([, text]) => text ?? '').join('');
        const argv = ['sh', '-c', swapState, 'sh', directory, String(head.length + 1)];
        const { code, stderr } = await remote.run(argv, { accept: 'any', stdin: input });
        if (code === 0) return wanted;
        if (code !== 8 && code !== 9) throw fail('written', stderr);
      }
      throw new HlError('HL_STATE_BUSY', `${place} is being written by others all the time`, {
        kind: 'unreachable',
        hint: `Try again; if no other run is going on, delete ${directory}/.mutex there.`,
      });
    },
    now: async () => Number((await remote.run(['date', '+%s'])).stdout.trim()),
  };
}
