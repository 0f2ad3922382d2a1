import type { Engine } from '../engine/engine.js';
import { flags } from './flags.js';
import { fail, ok } from './output.js';
import type { Output } from './output.js';
import { format } from './template.js';

/** `docker image`. */
export function image(engine: Engine, [verb = '', ...args]: readonly string[]): Output {
  if (verb === 'ls')
    return ok(
      Object.entries(engine.images.all())
        .map(([reference, id]) => `${reference}   ${id}\n`)
        .join(''),
    );
  if (verb !== 'inspect') return fail(`docker: 'image ${verb}' is not a docker command.`);
  const options = flags(args, ['--format', '-f'], []);
  const found = options.words.map((reference) => ({ reference, id: engine.images.local(reference) }));
  const missing = found.filter(({ id }) => id === null);
  const there = found
    .filter(({ id }) => id !== null)
    .map(({ reference, id }) => ({
      Id: id,
      RepoTags: [reference],
      RepoDigests: [`${reference.split(':')[0]}@${engine.images.digest(reference)}`],
      Architecture: 'amd64',
      Os: 'linux',
    }));
  const wanted = options.value('--format', '-f');
  const stdout = wanted === undefined ? `${JSON.stringify(there, null, 4)}\n` : there.map((one) => `${format(wanted, one)}\n`).join('');
  return missing.length === 0
    ? ok(stdout)
    : fail(missing.map(({ reference }) => `Error: No such image: ${reference}`).join('\n'), 1, stdout);
}

/** `docker manifest`: what the registry holds. */
export function manifest(engine: Engine, [verb = '', ...args]: readonly string[]): Output {
  const { words } = flags(args, [], ['--verbose', '-v', '--insecure']);
  const [reference = ''] = words;
  if (verb !== 'inspect') return fail(`docker: 'manifest ${verb}' is not a docker command.`);
  if (engine.images.rule(reference).missing) return fail(`no such manifest: ${reference}`);
  return ok(`${JSON.stringify({ Ref: reference, SchemaV2Manifest: { config: { digest: engine.images.remote(reference) } } }, null, 2)}\n`);
}

/** `docker network` and `docker volume`. */
export function named(engine: Engine, kind: 'network' | 'volume', [verb = '', ...args]: readonly string[]): Output {
  const held = kind === 'network' ? engine.networks : engine.volumes;
  const options = flags(
    args,
    ['--format', '-f', '--filter', '--label', '--driver', '-d', '--subnet'],
    ['--quiet', '-q', '--force', '--attachable', '--internal'],
  );
  const [name = ''] = options.words;
  if (verb === 'create') {
    if (held.has(name) && kind === 'network') return fail(`Error response from daemon: network with name ${name} already exists`);
    held.set(name, { labels: Object.fromEntries(options.all('--label').map((label) => label.split('=') as [string, string])) });
    engine.events.push(`create ${kind} ${name}`);
    return ok(`${name}\n`);
  }
  if (verb === 'inspect')
    return held.has(name)
      ? ok(`${JSON.stringify([{ Name: name, Labels: held.get(name)?.labels }], null, 4)}\n`)
      : fail(`Error response from daemon: ${kind === 'network' ? `network ${name} not found` : `get ${name}: no such volume`}`, 1, '[]\n');
  if (verb === 'rm') {
    if (!held.delete(name)) return fail(`Error response from daemon: ${kind} ${name} not found`);
    return ok(`${name}\n`);
  }
  if (verb !== 'ls') return fail(`docker: '${kind} ${verb}' is not a docker command.`);
  const filters = options
    .all('--filter', '-f')
    .filter((filter) => filter.startsWith('label='))
    .map((filter) => filter.slice(6).split('='));
  const names = [...held]
    .filter(([, { labels }]) => filters.every(([label = '', value]) => label in labels && (value === undefined || labels[label] === value)))
    .map(([each]) => each);
  return ok(names.map((each) => `${options.has('--quiet', '-q') ? each : `local     ${each}`}\n`).join(''));
}
