import { posix } from 'node:path';
import { HlError, type Site } from '@hl/core';
import type { Context } from '../../context.js';
import { failed, warn, type Finding } from '../../systems/finding.js';
import { needed } from '../../systems/opening.js';
import { baseOf, systems as registry } from '../../systems/registry.js';
import { examineHere } from './here.js';
import { examineHost, type Place } from './host.js';
import { examineLedger } from './ledger.js';
import { examineResolver, type Resolve } from './resolver.js';
import { samples } from './sample.js';
import { examineSystem } from './system.js';

type Report = (finding: Finding) => void;

/** One host, one system, or this machine: looked at by itself. */
export interface Examination {
  readonly target: string;
  run(report: Report): Promise<void>;
}

/** All that the site names. Opens no connection yet. */
export async function examinationsOf(context: Context, resolve: Resolve): Promise<Examination[]> {
  const { site, environment, repository } = context;
  const wanted = samples(site);
  const { instances, closed } = await context.systems({ services: wanted, onlyRead: true });
  const { remote } = await context.fleet();
  const about = { site, remote, need: (name: string, what: string) => needed(environment.secret(name), name, what) };
  const endpoints = registry.flatMap(({ endpoints: of }) => of(site));
  const systems = instances.flatMap((instance): (Examination & { readonly base: string })[] => {
    const endpoint = endpoints.find(({ label }) => label === instance.label);
    const sample = wanted.find((service) => endpoint?.concerns(service));
    if (endpoint === undefined || sample === undefined) return [];
    return [{ target: instance.label, base: instance.system, run: (report) => examineSystem(instance, endpoint, sample, about, report) }];
  });

  // Where nothing is deployed to, nothing has to be.
  const used = new Set(repository.load().services.flatMap(({ deployment, host }) => (deployment === null ? [] : host)));
  const hosts = Object.entries(site.hosts).map(([name, host]): Examination => {
    const { installPath = '/opt/x' } = wanted.find((service) => service.host === name)?.deployment ?? {};
    const needs = { installRoot: posix.dirname(installPath), places: placesOn(name, site) };
    return {
      target: name,
      async run(report) {
        const found = await examineHost(remote(name), host, needs, Date.now).catch((thrown: unknown) => failed('login', thrown));
        if (!Array.isArray(found)) return report(found);
        found.forEach(report);
        const docker = systems.find(({ target, base }) => base === 'compose' && target === name);
        await docker?.run(used.size > 0 && !used.has(name) ? (finding) => report(spared(finding)) : report);
      },
    };
  });
  return [
    { target: 'this machine', run: (report) => examineHere(context, report) },
    ...hosts,
    { target: 'ledger', run: (report) => examineLedger(context, report) },
    ...systems.filter(({ base }) => base !== 'compose'),
    ...closed.map(({ system, error }) => ({
      target: system,
      run: async (report: Report) => report(failed('access', new HlError(error.code, error.message, error))),
    })),
    ...endpoints
      .filter(({ label }) => !systems.some(({ target }) => target === label) && !closed.some(({ system }) => system === baseOf(label)))
      .map(({ label }) => ({ target: label, run: async (report: Report) => report(warn('access', notSeen)) })),
    { target: 'names', run: (report) => examineResolver(context, resolve, report) },
  ];
}

const notSeen = 'not looked at: without a Traefik in hl.yml nothing of a first service goes there';

const spared = (finding: Finding): Finding =>
  finding.status === 'fail' ? warn(finding.check, `${finding.message} (no service file names this host)`) : finding;

const placesOn = (host: string, { traefik, ledger }: Site): Place[] => [
  ...(traefik?.host === host ? [{ path: traefik.directory, what: "the directory of Traefik's file provider", whole: true }] : []),
  ...(ledger?.host === host ? [{ path: ledger.directory, what: 'the ledger', whole: false }] : []),
];
