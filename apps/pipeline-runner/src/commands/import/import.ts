import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { exitCodes, HlError } from '@hl/core';
import { composeOfRun, importCompose, type Imported } from '@hl/import';
import type { Context } from '../../context.js';
import type { Printer } from '../../printer.js';
import { readerIn, sourcesIn, type Source } from './sources.js';

export interface ImportArguments {
  readonly paths: readonly string[];
  /** What is written behind `--`: a `docker run`. */
  readonly words: readonly string[];
  /** Read what runs on this host. */
  readonly host?: string;
  readonly category?: string;
  readonly targetHost?: string;
  readonly dryRun: boolean;
  readonly keepCompose: boolean;
  readonly split: boolean;
}

interface Written extends Imported {
  readonly source: Source;
  /** Path of a service file that was there already, and so was not written. */
  readonly there: string | null;
}

/**
 * Compose files, a `docker run` or what runs on a host, as service files. What is there already is left alone.
 *
 * @param context null: there is no hl.yml yet
 * @param cwd the repository
 */
export async function importFiles(context: Context | null, cwd: string, print: Printer, args: ImportArguments): Promise<{ code: number }> {
  const { sources, problems: unread } = await sourcesOf(context, cwd, args);
  const problems = [...unread];
  const taken = new Set<string>();
  const one = (source: Source): Written => {
    const imported = importCompose({ text: source.text, path: source.path, options: optionsFor(source, context, args) });
    const there = imported.files.map(({ path }) => path).find((path) => taken.has(path) || existsSync(resolve(cwd, path))) ?? null;
    for (const { path } of imported.files) taken.add(path);
    if (there === null && !args.dryRun) for (const { path, text } of imported.files) write(resolve(cwd, path), text);
    return { ...imported, source, there };
  };
  const results = sources.flatMap((source) => {
    try {
      return [one(source)];
    } catch (error) {
      // Of many, one that cannot be read holds nobody up.
      if (sources.length === 1 || !(error instanceof HlError)) throw error;
      problems.push({ message: error.message, hint: error.hint ?? '' });
      return [];
    }
  });
  if (sources.length + problems.length === 0) print.step(`nothing runs on ${args.host} that hl has not made`);
  for (const { message, hint } of problems) print.warn(`${message}\n  → ${hint}`);
  if (results.length > 0) print.text(args.dryRun ? results.flatMap(textOf) : tableOf(results));
  for (const result of results) tell(result, print);
  const fresh = results.filter(({ there }) => there === null).flatMap(({ files }) => files.map(({ path }) => path));
  if (fresh.length > 0) print.text(nextSteps(context, args, results));
  print.data({
    written: args.dryRun ? [] : fresh,
    services: results.map(({ source, ...result }) => ({ from: source.path, ...result })),
    problems,
  });
  return { code: results.some(({ there }) => there !== null) ? exitCodes.conflict : problems.length > 0 ? exitCodes.input : 0 };
}

async function sourcesOf(
  context: Context | null,
  cwd: string,
  { paths, words, host }: ImportArguments,
): Promise<{ sources: readonly Source[]; problems: readonly { message: string; hint: string }[] }> {
  if (words.length > 0)
    return { sources: [{ text: composeOfRun(words), path: 'docker run', lines: false, read: readerIn(cwd) }], problems: [] };
  if (host === undefined) {
    if (paths.length === 0)
      throw new HlError('HL_USAGE', 'there is nothing to import', {
        kind: 'input',
        hint: 'hl import docker-compose.yml, a folder, --host box, or -- docker run …',
      });
    return { sources: sourcesIn(paths, cwd), problems: [] };
  }
  const known = Object.keys(context?.site.hosts ?? {});
  if (context === null || !known.includes(host))
    throw new HlError('HL_HOST', `${host} is not a host of hl.yml`, {
      kind: 'input',
      hint: known.length > 0 ? `It has ${known.join(', ')}.` : 'Make hl.yml with that host under hosts first.',
    });
  const { sourcesOn } = await import('./host.js');
  return sourcesOn((await context.fleet()).remote(host));
}

/** Without hl.yml there is neither a host nor a domain: what stands for them is told at the end. */
function optionsFor(source: Source, context: Context | null, args: ImportArguments) {
  const site = context?.site;
  const folders = source.path.split('/').slice(0, -1);
  const categories = site?.categories ?? [];
  const category =
    args.category ??
    categories.find((one) => folders.includes(one)) ??
    (categories.includes('utility') ? 'utility' : (categories[0] ?? 'utility'));
  return {
    category,
    targetHost: args.targetHost ?? args.host ?? Object.keys(site?.hosts ?? {})[0] ?? placeholder,
    domain: site?.domain ?? null,
    keepCompose: args.keepCompose,
    split: args.split,
    read: source.read,
    ...(site && { folder: site.services }),
    ...(source.project !== undefined && { project: source.project }),
    ...(source.installPath !== undefined && { installPath: source.installPath }),
  };
}

const placeholder = 'my-host';

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { flag: 'wx' });
}

const textOf = ({ files, there }: Written): string[] =>
  there === null ? files.flatMap(({ path, text }) => [`# ${path}`, ...text.trimEnd().split('\n'), '']) : [];

function tableOf(results: readonly Written[]): string[] {
  const rows = results.flatMap(({ source, files, there }) => (there === null ? files.map(({ path }) => [path, source.path] as const) : []));
  const width = Math.max(...rows.map(([path]) => path.length));
  return rows.map(([path, from]) => `${path.padEnd(width)}  from ${from}`);
}

function tell({ source, remarks, there }: Written, print: Printer): void {
  const hint = 'Move it away, or import with another --category.';
  if (there !== null) print.warn(`${there} is there already: nothing was written for ${source.path}\n  → ${hint}`);
  if (source.note !== undefined) print.step(`${source.path}: ${source.note}`);
  for (const { severity, line, message, hint } of [...remarks].sort((a, b) => a.line - b.line)) {
    const what = `${source.path}${source.lines ? `:${line}` : ''}: ${message}`;
    if (severity === 'error') print.error(new HlError('HL_IMPORT', what, { kind: 'input', hint }));
    else print[severity === 'info' ? 'step' : 'warn'](`${what}\n  → ${hint}`);
  }
}

function nextSteps(context: Context | null, args: ImportArguments, results: readonly Written[]): string[] {
  const names = results
    .filter(({ there }) => there === null)
    .flatMap(({ files }) => files.flatMap(({ path }) => (path.endsWith('.yml') ? [/([^/]+)\.yml$/.exec(path)?.[1] ?? ''] : [])));
  const secrets = results.flatMap((result) => result.secrets.map(({ source }) => source));
  return [
    ...(secrets.length > 0 ? ['', `CI variables to set: ${[...new Set(secrets)].join(', ')}`] : []),
    ...(context === null
      ? [
          '',
          `There is no hl.yml here: the host is called ${placeholder} and host names are written in full. Make hl.yml, then write the host's name as target_host.`,
        ]
      : []),
    '',
    args.dryRun
      ? 'Nothing was written. Next: the same without --dry-run'
      : `Next: hl validate${args.host === undefined ? '' : `, then hl adopt ${names.join(' ')}`}`,
  ];
}
