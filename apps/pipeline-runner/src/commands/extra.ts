import { readFileSync, writeFileSync } from 'node:fs';
import { exitCodes, HlError } from '@hl/core';
import type { Outcome } from '@hl/core';
import { standing } from '@hl/core/state';
import type { Context } from '../context.js';
import type { PlanFile, PlannedService } from '../artifacts.js';
import { didNotGoThrough, exitCodeOf } from '../exit.js';
import { invalid } from '../repository.js';
import { withLease } from '../lease.js';
import { ledgerWriter } from '../ledger-writer.js';
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
  context.print.text(lines.length > 0 ? lines.join('\n') : entries === null ? 'There is no ledger to read.' : 'The ledger is empty.');
  context.print.data(found);
  return { code: 0 };
}

export interface AdoptArguments {
  /** Only in this system: `pihole`, `traefik`, … */
  readonly system?: string;
  /** Only show what would be taken over. */
  readonly dryRun?: boolean;
}

/** Takes over what somebody else holds under the names of one service: the explicit way in. What will be taken is shown first. */
export async function adopt(context: Context, name: string, { system, dryRun = false }: AdoptArguments = {}): Promise<{ code: number }> {
  if (system !== undefined && !(makeOrder as readonly string[]).includes(baseOf(system)))
    throw new HlError('HL_USAGE', `there is no system ${system}`, { kind: 'input', hint: `One of ${makeOrder.join(', ')}.` });
  return withLease(context, (held) =>
    onlyPlanned(
      held,
      (service) => service.name === name,
      async (file, known) => {
        if (file.services.length === 0) throw unknownService(name);
        const theirs = [...file.conflicts, ...file.foreign].filter(
          (one) => one.wanted !== null && (system === undefined || one.system === system || baseOf(one.system) === system),
        );
        for (const { error } of distinct(file.failures)) context.print.error(new HlError(error.code, error.message, error));
        if (theirs.length === 0) {
          context.print.step(`${name}: nobody else holds any of its names${system === undefined ? '' : ` in ${system}`}`);
          context.print.data([]);
          return { code: 0 };
        }
        for (const one of theirs) context.print.text(takeoverLine(one));
        if (dryRun) return { code: 0 };
        const changes = theirs.map(({ system: where, key, service, found, wanted }) => ({
          system: where,
          key,
          service,
          before: found,
          after: wanted,
        }));
        const services = file.services.map((service) => ({ ...service, action: 'adopt' as const }));
        const outcomes = await applyChanges(held, known, { ...file, services, refusals: [] }, changes, { order: makeOrder, adopt: true });
        await concludeAdoption(held, known, services, outcomes);
        await context.artifacts.writeOutcomes('adopt', { version: 1, stage: 'adopt', commit: context.commit, run: context.run, outcomes });
        context.print.data(outcomes);
        return { code: exitCodeOf(outcomes) };
      },
    ),
  );
}

/** A service that was well stays so; one that is not deployed yet is taken up by the next run. */
async function concludeAdoption(
  context: Context,
  known: Known,
  services: readonly PlannedService[],
  outcomes: readonly Outcome[],
): Promise<void> {
  const { ledger } = await context.fleet();
  const writer = ledgerWriter(context, { ledger, entries: known.entries, services, run: context.run, way: 'on' });
  for (const { name } of services) {
    const wasWell = known.entries?.find((entry) => entry.name === name)?.healthy === true;
    writer.conclude(name, wasWell && !outcomes.some(didNotGoThrough));
  }
  await writer.settled();
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
      print.data(file);
      const [failure] = failures;
      return { code: differing.length > 0 ? 1 : failure ? exitCodes[failure.error.kind] : 0 };
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
