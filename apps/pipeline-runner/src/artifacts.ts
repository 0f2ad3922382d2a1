import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HlError } from '@hl/core';
import type { Change, Conflict, ErrorReport, Fault, Outcome, Plan } from '@hl/core';
import type { Place, ServiceChange } from '@hl/core/state';
import type { Changes } from '@hl/detect';
import type { CheckResult } from '@hl/verify';

/** changes.json: what detection found, and in front of what. */
export interface ChangesFile extends Changes {
  /** Fingerprint of the ledger that it was compared with; null: none. When the ledger has moved since, the plan job detects again. */
  readonly ledger: string | null;
  /** What the command line asked for. */
  readonly asked: { readonly base?: string; readonly head?: string; readonly all?: boolean };
}

export interface PlannedService extends ServiceChange {
  readonly reason?: string;
}

/** A change and when it is its turn. */
export interface PlannedChange extends Change {
  /** Held back until the service is verified: the old half of a move. */
  readonly hold?: 'verify';
  /** The system could not be read when planning: `before` is what was deployed last, apply finds out what is there. */
  readonly blind?: boolean;
  /** Must stand before the first resource of any service. */
  readonly foundation?: boolean;
}

export interface PlanFile {
  readonly version: 1;
  readonly commit: string;
  readonly run: string;
  /** In the order of runs; null: not taken yet, for a plan by hand takes it with its first write. */
  readonly place: Place | null;
  /** Place of the newest run when this was planned. */
  readonly seen: Place | null;
  readonly mode: 'incremental' | 'full';
  /** Made by `hl drift`: to be read, never applied. */
  readonly drift?: boolean;
  readonly services: readonly PlannedService[];
  readonly changes: readonly PlannedChange[];
  readonly conflicts: readonly Conflict[];
  /** Somebody else's, and in nobody's way: left alone. */
  readonly foreign: readonly Conflict[];
  /** Changes that would be refused for certain. */
  readonly refusals: Plan['refusals'];
  /** What is wrong in the systems themselves. */
  readonly faults: readonly (Fault & { readonly system: string })[];
  readonly failures: readonly { readonly system: string; readonly services: readonly string[]; readonly error: ErrorReport }[];
}

export interface OutcomesFile {
  readonly version: 1;
  readonly stage: string;
  readonly commit: string;
  readonly run: string;
  readonly outcomes: readonly Outcome[];
}

export interface VerificationFile {
  readonly version: 1;
  readonly commit: string;
  readonly run: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly checks: readonly CheckResult[];
}

interface Files {
  changes: ChangesFile;
  plan: PlanFile;
  verification: VerificationFile;
}

/** Names of outcomes files, one a job. */
export type OutcomesName = 'compose' | 'remove' | 'traefik' | 'pihole' | 'authentik' | 'glance' | 'retire' | 'rollback' | 'adopt';

/** The artifacts folder: the API between stages. Everything is checked against its schema on write and on read. */
export interface Artifacts {
  readonly directory: string;
  /** @throws HlError HL_ARTIFACT_MISSING or HL_ARTIFACT_INVALID; HL_ARTIFACT_WRITE from all that write */
  read<K extends keyof Files>(name: K): Promise<Files[K]>;
  find<K extends keyof Files>(name: K): Promise<Files[K] | null>;
  write<K extends keyof Files>(name: K, value: Files[K]): Promise<void>;
  outcomes(): Promise<OutcomesFile[]>;
  writeOutcomes(name: OutcomesName, value: OutcomesFile): Promise<void>;
  writeText(name: string, text: string): void;
  /** Deletes what earlier runs left, so that no stage reads yesterday's plan. */
  clear(): void;
}

const writers: Record<keyof Files, string> = { changes: 'hl detect', plan: 'hl plan', verification: 'hl verify' };

export function artifacts(directory: string, redact: (text: string) => string = (text) => text): Artifacts {
  const check = async (schema: string, value: unknown, file: string): Promise<void> => {
    const { checkArtifact } = await import('@hl/schema');
    const [first] = checkArtifact(schema, value);
    if (first) {
      throw new HlError('HL_ARTIFACT_INVALID', `${file} is not what its schema says: ${first.pointer || '/'}: ${first.message}`, {
        kind: 'input',
        hint: 'It was made by another version of hl or edited by hand: run the earlier stages again.',
      });
    }
  };
  const load = async (schema: string, file: string): Promise<unknown> => {
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
  };
  const save = (file: string, text: string): void => {
    try {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.tmp`, redact(text));
      renameSync(`${file}.tmp`, file);
    } catch (cause) {
      throw new HlError('HL_ARTIFACT_WRITE', `${file} cannot be written: ${(cause as Error).message}`, {
        kind: 'input',
        hint: 'Make room and give write access there, or give another folder with --out.',
        cause,
      });
    }
  };
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  const path = (name: string): string => join(directory, `${name}.json`);

  const find = async <K extends keyof Files>(name: K): Promise<Files[K] | null> => (await load(name, path(name))) as Files[K] | null;
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
    async write(name, value) {
      await check(name, value, path(name));
      save(path(name), name === 'changes' ? `${JSON.stringify(value)}\n` : json(value));
    },
    async outcomes() {
      const folder = join(directory, 'outcomes');
      const names = await Promise.resolve()
        .then(() => readdirSync(folder))
        .catch(() => []);
      const files = await Promise.all(names.filter((name) => name.endsWith('.json')).map((name) => load('outcomes', join(folder, name))));
      return files as OutcomesFile[];
    },
    async writeOutcomes(name, value) {
      await check('outcomes', value, path(`outcomes/${name}`));
      save(path(`outcomes/${name}`), json(value));
    },
    writeText: (name, text) => save(join(directory, name), text),
    clear() {
      for (const name of ['outcomes', 'plan.json', 'plan.md', 'plan.txt', 'plan-terraform.json', 'verification.json', 'verification.xml'])
        rmSync(join(directory, name), { recursive: true, force: true });
    },
  };
}
