import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

/** A configuration that Glance refuses, in its own words. */
export class ConfigError extends Error {}

const include = /^([ \t]*)(?:-[ \t]*)?(?:!|\$)include:[ \t]*(.+)$/gm;
const variable = /(^|.)\$\{(?:([a-zA-Z]+):)?([a-zA-Z0-9_-]+)\}/g;

export interface RawConfig {
  readonly text: string;
  /** Paths of all files that went into it, the main one first. */
  readonly files: readonly string[];
}

/** Reads the file and puts what it includes in place: text for text, each line indented as the include was. The dash of the include goes. */
export function readConfig(main: string, readMain: () => string, depth = 0): RawConfig {
  if (depth > 20) throw new ConfigError('recursion depth limit of 20 reached');
  const files = [main];
  const text = readMain().replace(include, (_, indent: string, target: string) => {
    const path = isAbsolute(target.trim()) ? target.trim() : join(dirname(main), target.trim());
    const inner = readConfig(path, () => read(path), depth + 1);
    files.push(...inner.files);
    return inner.text
      .split('\n')
      .map((line) => indent + line)
      .join('\n');
  });
  return { text, files };
}

export function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`reading ${path}: ${(error as Error).message}`);
  }
}

/** Replaces `${NAME}`, `${secret:name}` and `${readFileFromEnv:NAME}` in the raw text, comments included; `\${NAME}` loses its backslash. */
export function replaceVariables(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(variable, (whole, before: string, kind: string | undefined, name: string) => {
    if (before === '\\') return whole.slice(1);
    const value = valueOf(kind, name, env);
    return value === null ? whole : before + value;
  });
}

function valueOf(kind: string | undefined, name: string, env: Readonly<Record<string, string>>): string | null {
  if (kind === undefined || kind === 'env') return /^[A-Z0-9_]+$/.test(name) ? fromEnv(name, env) : null;
  if (kind === 'secret') return readTrimmed(`/run/secrets/${name}`, 'reading secret file');
  if (kind !== 'readFileFromEnv' || !/^[A-Z0-9_]+$/.test(name)) return null;
  const path = fromEnv(name, env, 'readFileFromEnv: ');
  if (!isAbsolute(path)) throw new ConfigError(`parsing variable: readFileFromEnv: file path ${path} is not absolute`);
  return readTrimmed(path, `readFileFromEnv: reading file from ${name}`);
}

function fromEnv(name: string, env: Readonly<Record<string, string>>, who = ''): string {
  const value = env[name];
  if (value === undefined) throw new ConfigError(`parsing variable: ${who}environment variable ${name} not found`);
  return value;
}

function readTrimmed(path: string, what: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new ConfigError(`parsing variable: ${what}: ${(error as Error).message}`);
  }
}
