import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, posix, resolve } from 'node:path';
import { HlError } from '@hl/core';
import { crossCheck, loadService } from '@hl/schema';
import type { Context } from '../../context.js';
import { describe, invalid } from '../../repository/diagnostics.js';
import { usageError } from '../../line/usage-error.js';
import { checkTogether, completed, firstFile, type NewArguments } from './arguments.js';
import { standardFolder } from '../schema/refresh.js';
import type { Ask } from './ask.js';
import { serviceText } from './service-text.js';

/**
 * Writes a first service file that is valid as it stands. What is needed and not given is asked for.
 *
 * @param ask null: nobody is there to answer
 * @throws HlError HL_USAGE, HL_INVALID; HL_EXISTS (`conflict`): nothing is ever overwritten
 */
export async function newService(
  context: Context,
  name: string,
  { dryRun, ...given }: NewArguments & { readonly dryRun: boolean },
  ask: Ask | null,
): Promise<{ code: number }> {
  const { repository, site, print, cwd } = context;
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw usageError(`${name} is not the name of a service`, 'Write it in small letters, digits and dashes.');
  checkTogether(given, site);
  const taken = repository.servicePaths().find((path) => posix.basename(path) === `${name}.yml`);
  if (taken !== undefined) throw exists(taken);
  const hosts = repository.load().services.map(({ host }) => host);
  const file = firstFile(name, await completed(name, given, site, mostCommon(hosts.filter((host) => host in site.hosts)), ask));

  const path = posix.join(site.services, file.category, `${name}.yml`);
  const schema = [standardFolder, 'schemas']
    .map((folder) => `${folder}/service.schema.json`)
    .find((file) => repository.readFile(file) !== null);
  const text = serviceText(file, site, schema === undefined ? null : posix.relative(posix.dirname(path), schema));
  check(context, path, text);
  if (repository.readFile(path) !== null) throw exists(path);
  if (dryRun) print.text(text);
  else {
    mkdirSync(resolve(cwd, dirname(path)), { recursive: true });
    writeFileSync(resolve(cwd, path), text, { flag: 'wx' });
    print.step(`${path} is written, and valid: look through it and commit it, then hl plan shows what it would change`);
  }
  print.data({ path, text, written: !dryRun });
  return { code: 0 };
}

const exists = (path: string): HlError =>
  new HlError('HL_EXISTS', `${path} is there already`, { kind: 'conflict', hint: 'Change that file, or choose another name.' });

function mostCommon(all: readonly string[]): string | undefined {
  const count = (one: string): number => all.filter((other) => other === one).length;
  return [...all].sort((a, b) => count(b) - count(a))[0];
}

/** As `hl validate` will, but for what is wrong without it. @throws HlError HL_INVALID */
function check({ repository, site, print }: Context, path: string, text: string): void {
  const { service, diagnostics } = loadService(text, path, site, repository.readFile);
  const others = repository.load().services;
  const before = new Set(crossCheck(others, site).map((one) => JSON.stringify(one)));
  const cross = service === null ? [] : crossCheck([...others, service], site).filter((one) => !before.has(JSON.stringify(one)));
  const found = [...diagnostics, ...cross];
  if (found.some(({ severity }) => severity === 'error')) throw invalid(found);
  for (const one of found) print.warn(`${describe(one)}${one.hint ? `\n  → ${one.hint}` : ''}`);
}
