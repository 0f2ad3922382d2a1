import { posix } from 'node:path';
import { HlError, printable, type Site } from '@hl/core';
import type { Context } from '../../context.js';
import { exitCodeOf } from '../../exit.js';
import { fail, type Finding } from '../../systems/finding.js';
import { needed } from '../../systems/opening.js';
import { systems as registry } from '../../systems/registry.js';
import { count } from '../../text/count.js';
import { examineHere } from './here.js';
import { examineHost, type Place } from './host.js';
import { examineLedger } from './ledger.js';
import { examineResolver, systemResolver, type Resolve } from './resolver.js';
import { samples } from './sample.js';
import { examineSystem } from './system.js';

export interface DoctorOptions {
  /** For each host and system. */
  readonly seconds: number;
  readonly resolve?: Resolve;
}

/** One host, one system, or this machine: looked at by itself. */
interface Examination {
  readonly target: string;
  run(report: (finding: Finding) => void): Promise<void>;
}

/** Looks at all that a deployment needs, side by side; what hangs stops nothing else. Writes nothing. */
export async function doctor(context: Context, { seconds, resolve = systemResolver }: DoctorOptions): Promise<{ code: number }> {
  const { print } = context;
  if (!(seconds > 0)) throw new HlError('HL_USAGE', '--timeout is a number of seconds', { kind: 'input', hint: 'hl doctor --timeout 60' });
  const examinations = await examinationsOf(context, resolve);
  print.step(`looking at ${examinations.map(({ target }) => target).join(', ')}`);
  const groups = await Promise.all(
    examinations.map(async (examination) => ({ target: examination.target, findings: await inTime(examination, seconds) })),
  );
  print.text(groups.flatMap(({ target, findings }) => (findings.length === 0 ? [] : [target, ...findings.flatMap(linesOf)])));
  const all = groups.flatMap(({ target, findings }) => findings.map((finding) => ({ target, ...finding })));
  const failed = all.filter(({ status }) => status === 'fail');
  const warned = all.filter(({ status }) => status === 'warn').length;
  print.step(`${all.length - failed.length - warned} passed, ${count(warned, 'warning')}, ${failed.length} failed`);
  print.data({ findings: all, failed: failed.length, warned });
  return {
    code: exitCodeOf(
      failed.map(({ target, message, kind = 'bug' }) => ({ service: target, status: 'failed', error: { code: '', message, kind } })),
    ),
  };
}

const signs = { pass: '✔', warn: '!', fail: '✖' } as const;

const linesOf = ({ check, status, message, hint }: Finding): string[] =>
  [`  ${signs[status]} ${check}: ${message}`, ...(hint === undefined ? [] : [`    → ${hint}`])].map((line) => printable(line));

/** What was found until the time was over. */
async function inTime({ run }: Examination, seconds: number): Promise<Finding[]> {
  const found: Finding[] = [];
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((done) => {
    timer = setTimeout(() => {
      found.push(
        fail('answer', {
          kind: 'unreachable',
          message: `no answer within ${seconds} s`,
          hint: 'Look at it there, or give it longer with --timeout.',
        }),
      );
      done();
    }, seconds * 1_000);
  });
  const all = run((finding) => found.push(finding)).catch((thrown: unknown) => void found.push(fail('answer', HlError.from(thrown))));
  await Promise.race([all, late]);
  clearTimeout(timer);
  return [...found]; // what comes later is not waited for
}

async function examinationsOf(context: Context, resolve: Resolve): Promise<Examination[]> {
  const { site, environment, repository } = context;
  const wanted = samples(site);
  const { instances, closed } = await context.systems({ services: wanted, onlyRead: true });
  const { remote } = await context.fleet();
  const about = { site, remote, need: (name: string, what: string) => needed(environment.secret(name), name, what) };
  const endpoints = registry.flatMap(({ endpoints: of }) => of(site));
  const used = new Set(repository.load().services.flatMap(({ deployment, host }) => (deployment === null ? [] : host)));

  const systems = instances.flatMap((instance) => {
    const endpoint = endpoints.find(({ label }) => label === instance.label);
    const sample = wanted.find((service) => endpoint?.concerns(service));
    if (endpoint === undefined || sample === undefined) return [];
    const examine = (report: (finding: Finding) => void): Promise<void> => examineSystem(instance, endpoint, sample, about, report);
    return [{ target: instance.label, base: instance.system, examine }];
  });
  const hosts = Object.entries(site.hosts).map(([name, host]): Examination => ({
    target: name,
    async run(report) {
      const installRoot = posix.dirname(wanted.find((service) => service.host === name)?.deployment?.installPath ?? '/opt/x');
      const needs = { installRoot, places: placesOn(name, site) };
      const found = await examineHost(remote(name), host, needs, Date.now).catch((thrown: unknown) => [
        fail('login', HlError.from(thrown)),
      ]);
      found.forEach(report);
      if (found.some(({ check, status }) => check === 'login' && status === 'fail')) return;
      // Where nothing is deployed to, nothing has to be.
      const spared = used.size > 0 && !used.has(name);
      const docker = systems.find(({ target, base }) => base === 'compose' && target === name);
      await docker?.examine((finding) => report(spared && finding.status === 'fail' ? spare(finding) : finding));
    },
  }));
  return [
    { target: 'this machine', run: (report) => examineHere(context, report) },
    ...hosts,
    { target: 'ledger', run: (report) => examineLedger(context, report) },
    ...systems.filter(({ base }) => base !== 'compose').map(({ target, examine }): Examination => ({ target, run: examine })),
    ...closed.map(({ system, error }): Examination => ({ target: system, run: async (report) => report(fail('access', error)) })),
    ...(Object.keys(site.dns).length > 0
      ? [{ target: 'names', run: (report) => examineResolver(context, resolve, report) } satisfies Examination]
      : []),
  ];
}

const spare = ({ check, message }: Finding): Finding => ({
  check,
  status: 'warn',
  message: `${message} (no service file names this host)`,
});

function placesOn(host: string, { traefik, ledger }: Site): Place[] {
  return [
    ...(traefik?.host === host ? [{ path: traefik.directory, what: "the directory of Traefik's file provider", whole: true }] : []),
    ...(ledger?.host === host ? [{ path: ledger.directory, what: 'the ledger', whole: false }] : []),
  ];
}
