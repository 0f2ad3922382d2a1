import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HlError, type ChangesFile, type MessagesFile, type OutcomesFile, type PlanFile, type VerificationFile } from '@hl/core';

interface Files {
  changes: ChangesFile;
  plan: PlanFile;
  verification: VerificationFile;
}

/** The artifacts folder: the API between jobs. Everything is checked against its schema on write and on read. */
export interface Artifacts {
  readonly directory: string;
  /** @throws HlError HL_ARTIFACT_MISSING or HL_ARTIFACT_INVALID; HL_ARTIFACT_WRITE from all that write */
  read<K extends keyof Files>(name: K): Promise<Files[K]>;
  find<K extends keyof Files>(name: K): Promise<Files[K] | null>;
  write<K extends keyof Files>(name: K, value: Files[K]): Promise<void>;
  outcomes(): Promise<OutcomesFile[]>;
  /** @param name of its file: jobs side by side share none */
  writeOutcomes(name: string, value: OutcomesFile): Promise<void>;
  /** Of this run's message in each channel. */
  messages(): Promise<MessagesFile[]>;
  writeMessages(name: string, value: MessagesFile): Promise<void>;
  writeText(name: string, text: string): void;
  /** Whether a job left this file. */
  has(name: string): boolean;
  /** Deletes what earlier runs left, so that no stage reads yesterday's plan. */
  clear(): void;
}

const stale = [
  ...['report', 'outcomes', 'messages', 'plan.json', 'plan.md', 'plan.txt', 'plan-terraform.json', 'fan-out.yml'],
  ...['verification.json', 'verification.xml', 'gl-annotations.json'],
];

const writers: Record<keyof Files, string> = { changes: 'hl detect', plan: 'hl plan', verification: 'hl verify' };

export function artifacts(directory: string, redact: (text: string) => string = (text) => text): Artifacts {
  /** What this process wrote is not read again. */
  const written = new Map<string, unknown>();
  const path = (name: string): string => join(directory, `${name}.json`);
  const known = async (schema: string, file: string): Promise<unknown> => written.get(file) ?? load(schema, file);
  const find = async <K extends keyof Files>(name: K): Promise<Files[K] | null> => (await known(name, path(name))) as Files[K] | null;
  /** One file a job, in a folder of their own. */
  const all = async <T>(schema: string): Promise<T[]> =>
    (await Promise.all(jsonIn(join(directory, schema)).map((file) => known(schema, file)))) as T[];
  const save = (file: string, texts: Iterable<string>): void => {
    ignoreItself(directory);
    replace(file, texts, redact);
  };
  const saveChecked = async (schema: string, file: string, value: unknown): Promise<void> => {
    await check(schema, value, file);
    save(file, schema === 'changes' ? [`${JSON.stringify(value)}\n`] : inLines(value as object));
    written.set(file, value);
  };
  return {
    directory,
    find,
    async read(name) {
      const found = await find(name);
      if (found) return found;
      throw new HlError('HL_ARTIFACT_MISSING', `${path(name)} is not there`, {
        kind: 'input',
        hint: `Run ${writers[name]} first, or give its folder with --out.`,
      });
    },
    write: (name, value) => saveChecked(name, path(name), value),
    outcomes: () => all<OutcomesFile>('outcomes'),
    writeOutcomes: (name, value) => saveChecked('outcomes', path(`outcomes/${name}`), value),
    messages: () => all<MessagesFile>('messages'),
    writeMessages: (name, value) => saveChecked('messages', path(`messages/${name}`), value),
    writeText: (name, text) => save(join(directory, name), [text]),
    has: (name) => existsSync(join(directory, name)),
    clear() {
      written.clear();
      for (const name of stale) rmSync(join(directory, name), { recursive: true, force: true });
    },
  };
}

async function check(schema: string, value: unknown, file: string): Promise<void> {
  const { checkArtifact } = await import('@hl/schema/artifact');
  const [first] = checkArtifact(schema, value);
  if (first === undefined) return;
  throw new HlError('HL_ARTIFACT_INVALID', `${file} is not what its schema says: ${first.pointer || '/'}: ${first.message}`, {
    kind: 'input',
    hint: 'It was made by another version of hl or edited by hand: run the earlier stages again.',
  });
}

async function load(schema: string, file: string): Promise<unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new HlError('HL_ARTIFACT_INVALID', `${file} cannot be read: ${(cause as Error).message}`, {
      kind: 'input',
      hint: 'Run the earlier stages again.',
      cause,
    });
  }
  await check(schema, value, file);
  return value;
}

/** What is made by a run is not for git; whoever thinks otherwise empties that file. Best effort: what is written next tells of a folder that cannot be. */
export function ignoreItself(directory: string): void {
  try {
    if (mkdirSync(directory, { recursive: true }) !== undefined) writeFileSync(join(directory, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // told there
  }
}

/** JSON with a line for each field and each item of a list. In pieces: the plan of a large fleet as one text would be more than all else that is held. */
function* inLines(value: object): Generator<string> {
  let before = '{';
  for (const [name, field] of Object.entries(value)) {
    if (field === undefined) continue;
    yield `${before}\n${JSON.stringify(name)}: `;
    before = ',';
    if (!Array.isArray(field) || field.length === 0) yield JSON.stringify(field);
    else for (const [index, item] of field.entries()) yield `${index === 0 ? '[' : ','}\n${JSON.stringify(item)}`;
    if (Array.isArray(field) && field.length > 0) yield '\n]';
  }
  yield '\n}\n';
}

/** Characters that are written at once, to the end of what was yielded, so that no secret is cut in two: larger texts stay until all of the memory is swept. */
const batch = 1 << 16;

/** Whole or not at all: a job that is killed leaves no half of a file. */
function replace(file: string, texts: Iterable<string>, redact: (text: string) => string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    const open = openSync(`${file}.tmp`, 'w');
    try {
      let waiting = '';
      for (const text of texts) {
        waiting += text;
        if (waiting.length < batch) continue;
        writeFileSync(open, redact(waiting));
        waiting = '';
      }
      writeFileSync(open, redact(waiting));
    } finally {
      closeSync(open);
    }
    renameSync(`${file}.tmp`, file);
  } catch (cause) {
    throw new HlError('HL_ARTIFACT_WRITE', `${file} cannot be written: ${(cause as Error).message}`, {
      kind: 'input',
      hint: 'Make room and give write access there, or give another folder with --out.',
      cause,
    });
  }
}

/** Paths of the JSON files in a folder, sorted; none when there is no such folder. */
export function jsonIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
