import { readFileSync, writeFileSync } from 'node:fs';
import { exitCodes, HlError } from '@hl/core';
import type { Outcome } from '@hl/core';
import { adopted, standing } from '@hl/core/state';
import type { Context } from '../context.js';
import { runRecord } from '../context.js';
import type { PlanFile, PlannedService } from '../artifacts.js';
import { didNotGoThrough, exitCodeOf } from '../exit.js';
import { invalid } from '../repository.js';
import { withLease } from '../lease.js';
import { memoryOf, readState } from '../state.js';
import type { Known } from '../state.js';
import { makeOrder } from '../systems.js';
import { applyChanges } from '../stages/apply.js';
import { baseOf } from '../stages/batches.js';
import { definitions, distinct, planAll } from '../stages/plan.js';
import { planText, takeoverLine } from '../text/plan-text.js';

const unknownService = (name: string): HlError =>
  new HlError('HL_SERVICE', `there is no service ${name} in this repository`, {
    kind: 'input',
    hint: 'Give the name that its file has under service.name.',
  });

/** Prints exactly the compose.yml that would be written. */
export async function renderService({ repository, site, print }: Context, name: string): Promise<{ code: number }> {
  const { services, diagnostics } = repository.load();
  const service = services.find((candidate) => candidate.name === name);
  if (!service) throw diagnostics.some(({ severity }) => severity === 'error') ? invalid(diagnostics) : unknownService(name);
  const { render } = await import('@hl/deployer');
  const compose = render(service, site.hosts[service.host]?.kind === 'swarm' ? 'swarm' : 'docker');
  print.text(compose);
  print.data({ service, compose });
  return { code: 0 };
}

/** What the ledger knows: one line a run. */
export async function history(context: Context, name?: string): Promise<{ code: number }> {
  const { entries, warning } = await readState(context);
  if (warning !== null) context.print.warn(warning);
  const found = (entries ?? []).filter((entry) => name === undefined || entry.name === name);
  if (name !== undefined && entries !== null && found.length === 0)
    throw new HlError('HL_SERVICE', `the ledger knows no service ${name}`, { kind: 'input', hint: 'hl history lists all that it knows.' });
  const lines = found
    .flatMap((entry) => entry.history.map((line) => ({ name: entry.name, ...line })))
    .sort((a, b) => a.time.localeCompare(b.time))
    .map(({ time, name: service, action, commit, healthy, pipelineUrl }) =>
      `${time}  ${healthy ? '✔' : '✖'} ${action.padEnd(8)} ${service.padEnd(20)} ${commit.slice(0, 8)} ${pipelineUrl ?? ''}`.trimEnd(),
    );
  context.print.text(lines.length > 0 ? lines : entries === null ? 'There is no ledger to read.' : 'The ledger is empty.');
  context.print.data(found);
  return { code: 0 };
}

export interface AdoptArguments {
  /** Only in this system: `pihole`, `traefik`, … */
  readonly system?: string;
  /** Only show what would be taken over. */
  readonly dryRun?: boolean;
}

/** Takes over what somebody else holds under the names of services: the explicit way in. What will be taken is shown first. */
export async function adopt(
  context: Context,
  names: readonly string[],
  { system, dryRun = false }: AdoptArguments = {},
): Promise<{ code: number }> {
  const { print } = context;
  if (system !== undefined && !(makeOrder as readonly string[]).includes(baseOf(system)))
    throw new HlError('HL_USAGE', `there is no system ${system}`, { kind: 'input', hint: `One of ${makeOrder.join(', ')}.` });
  const take = async (held: Context, file: PlanFile, known: Known): Promise<{ code: number }> => {
    for (const name of names) if (!file.services.some((service) => service.name === name)) throw unknownService(name);
    for (const { error } of distinct(file.failures)) print.error(new HlError(error.code, error.message, error));
    const gone = new Set(file.services.filter(({ action }) => action === 'delete').map(({ name }) => name));
    const theirs = [...file.conflicts, ...file.foreign]
      .filter((one) => system === undefined || one.system === system || baseOf(one.system) === system)
      // What a service that stands does not want is nobody's business; what one that is gone has left behind is taken to be removed.
      .filter((one) => one.wanted !== null || gone.has(one.service));
    for (const one of theirs) print.text(takeoverLine(one));
    if (theirs.length === 0)
      print.step(`${names.join(', ')}: nobody else holds any of its names${system === undefined ? '' : ` in ${system}`}`);
    if (theirs.length === 0 || dryRun) {
      print.data(theirs);
      return { code: 0 };
    }
    const changes = theirs.map(({ system: where, key, service, found, wanted }) => {
      return { system: where, key, service, before: found, after: wanted ?? found };
    });
    const outcomes = await applyChanges(held, known, { ...file, refusals: [] }, changes, { order: makeOrder, adopt: true, way: 'aside' });
    await remember(held, file.services, outcomes);
    await context.artifacts.writeOutcomes('adopt', { version: 1, stage: 'adopt', commit: context.commit, run: context.run, outcomes });
    print.data(outcomes);
    return { code: exitCodeOf(outcomes) };
  };
  return withLease(context, (held) =>
    onlyPlanned(
      held,
      ({ name }) => names.includes(name),
      (file, known) => take(held, file, known),
    ),
  );
}

async function remember(context: Context, services: readonly PlannedService[], outcomes: readonly Outcome[]): Promise<void> {
  const { ledger } = await context.fleet();
  const touched = services.filter(({ name }) => outcomes.some(({ service }) => service === name));
  const well = (name: string): boolean => !outcomes.some((outcome) => outcome.service === name && didNotGoThrough(outcome));
  await ledger?.update(
    touched.map(({ name }) => name),
    (name, entry) => {
      const service = touched.find((one) => one.name === name);
      return service ? adopted(entry, service, runRecord(context), well(name)) : entry;
    },
  );
}

/** A plan of the whole tree that is not applied: exit 1 when the systems are not what git says. What cannot be read is told, and is no drift. */
export async function drift(context: Context): Promise<{ code: number }> {
  return onlyPlanned(
    context,
    () => true,
    async (file) => {
      const { artifacts, print } = context;
      await artifacts.write('plan', { ...file, drift: true });
      const seen = [...file.changes.filter(({ blind }) => blind !== true), ...file.conflicts];
      const differing = file.services.filter(({ name }) => seen.some(({ service }) => service === name));
      const failures = distinct(file.failures);
      if (differing.length > 0) print.text(planText({ ...file, services: differing }));
      else print.text(failures.length > 0 ? 'No drift in what could be read.' : 'No drift: every system holds what git says.');
      for (const { error } of failures) print.error(new HlError(error.code, error.message, error));
      for (const { message } of file.faults) print.warn(message);
      print.data(file);
      const [failure] = failures;
      return { code: differing.length > 0 || file.faults.some(({ sure }) => sure) ? 1 : failure ? exitCodes[failure.error.kind] : 0 };
    },
  );
}

async function onlyPlanned(
  context: Context,
  choose: (service: { name: string }) => boolean,
  use: (file: PlanFile, known: Known) => Promise<{ code: number }>,
): Promise<{ code: number }> {
  const state = await readState(context);
  const { entries } = state;
  if (state.warning !== null) context.print.warn(state.warning);
  const { services, diagnostics } = context.repository.load();
  if (diagnostics.some(({ severity }) => severity === 'error')) throw invalid(diagnostics); // a file that cannot be read is not one that is gone
  const known = new Map((entries ?? []).map((entry) => [entry.name, entry]));
  const planned = services.filter(choose).map((after): PlannedService => {
    const entry = known.get(after.name);
    return {
      name: after.name,
      path: after.path,
      action: 'modify',
      before: entry ? standing(entry) : null,
      after,
      hash: context.repository.hash(after.path),
      previousHash: entry?.hash ?? null,
      leftovers: [],
    };
  });
  const gone = [...known.values()].filter(
    (entry) => standing(entry) !== null && !services.some((present) => present.name === entry.name) && choose(entry),
  );
  const removed = gone.map(({ name, path, hash, ...entry }): PlannedService => ({
    name,
    path,
    action: 'delete',
    before: standing({ name, path, hash, ...entry }),
    after: null,
    hash: '',
    previousHash: hash,
    leftovers: [],
  }));
  const all = [...planned, ...removed];
  const systems = await context.systems({ services: definitions(all) });
  return use(await planAll(context, systems, all, 'full', await memoryOf(context, state)), state);
}

/** Records a host's keys in known_hosts after showing their fingerprints. */
export async function trustHosts(context: Context, names: readonly string[]): Promise<{ code: number }> {
  const { trustHost } = await import('@hl/ssh');
  const fleet = await context.fleet();
  const { site, environment, print } = context;
  const trusted: Record<string, unknown> = {};
  const path = environment.knownHosts ?? `${context.cwd}/known_hosts`;
  for (const name of names.length > 0 ? names : Object.keys(site.hosts)) {
    const host = site.hosts[name];
    if (!host)
      throw new HlError('HL_HOST', `${name} is not a host of ${context.configPath}`, {
        kind: 'input',
        hint: `It has ${Object.keys(site.hosts).join(', ')}.`,
      });
    const keys = await fleet.hostKeys(name);
    const file = host.knownHosts ?? path;
    try {
      writeFileSync(file, trustHost(readOr(file), host.address, host.port, keys));
    } catch (cause) {
      throw new HlError('HL_KNOWN_HOSTS', `${file} cannot be written: ${(cause as Error).message}`, {
        kind: 'input',
        hint: `Name a file that can be with SSH_KNOWN_HOSTS, or with known_hosts of ${name} in ${context.configPath}.`,
        cause,
      });
    }
    for (const { type, fingerprint } of keys) print.text(`${name} (${host.address}:${host.port}) ${type} ${fingerprint}`);
    trusted[name] = keys;
    print.step(`${name}: recorded in ${file}; compare the fingerprints with the host's own`);
  }
  print.data(trusted);
  return { code: 0 };
}

const readOr = (path: string): string => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
