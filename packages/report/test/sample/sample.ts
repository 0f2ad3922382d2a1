import type { CheckResult, LedgerRun } from '@hl/core';
import type { ReportData, ServiceFacts } from '@hl/report';
import { everyday } from './services.js';

const pipeline = (number: number): string => `https://gitlab.example.org/me/homelab/-/pipelines/${number}`;
const day = (number: number): string => `2026-08-${String(number).padStart(2, '0')}T09:41:00Z`;
const commitOf = (number: number): string => ((number + 11) * 2_654_435_761 * 4_096).toString(16).slice(0, 12).padEnd(40, '0');

/** A healthy fleet of so many services after a run that touched none; deterministic, from loopback and TEST-NET. */
export function healthy(count: number): ReportData {
  const services = Array.from({ length: count }, (_, index) => service(index, count));
  return {
    name: 'example.org',
    made: '2026-08-22T09:46:30Z',
    services,
    run: run(services),
    drift: { seen: day(22), items: [] },
    notes: [],
  };
}

function service(index: number, count: number): ServiceFacts {
  const [base, baseTitle, category, host, image] = everyday[index % everyday.length] ?? everyday[0]!;
  const round = Math.floor(index / everyday.length);
  const [name, title] = round === 0 ? [base, baseTitle] : [`${base}-${round}`, `${baseTitle} ${round}`];
  const history: LedgerRun[] = Array.from({ length: count > 100 ? 20 : 3 + (index % 5) }, (_, run) => ({
    time: day(22 - run - (index % 3)),
    commit: commitOf(run),
    action: 'modify',
    healthy: true,
    pipelineUrl: pipeline(5_120 - run),
    by: run % 3 === 0 ? 'Sam' : 'Kim',
  }));
  return {
    name,
    title,
    category,
    host: count > 12 ? `${host}-${(round % 12) + 1}` : host,
    path: `services/${category}/${name}.yml`,
    state: 'ok',
    says: '8 checks passed',
    seen: '2026-08-22T09:45:52Z',
    url: `https://${name}.example.org`,
    image,
    version: commitOf(index % 3).slice(0, 8),
    deployed: history[0]?.time ?? null,
    pages: [],
    checks: checks(name, index),
    changes: [],
    problems: [],
    history,
    revisions: [3, 2, 1].map((number) => ({
      number,
      time: day(18 - 3 + number),
      commit: commitOf(number),
      back: {
        command: `hl rollback ${name} --to ${number}`,
        job: { name: 'rollback', url: pipeline(5_120), variables: { SERVICE: name, TO: String(number) } },
      },
    })),
    back: {
      command: `hl rollback ${name}`,
      job: { name: 'rollback', url: pipeline(5_120), variables: { SERVICE: name } },
    },
  };
}

function checks(name: string, index: number): CheckResult[] {
  const pass = (check: string, actual: string, ms: number, evidence?: CheckResult['evidence']): CheckResult => ({
    service: name,
    name: check,
    status: 'pass',
    expected: actual,
    actual,
    attempts: 1,
    ms,
    ...(evidence === undefined ? {} : { evidence }),
  });
  return [
    pass('container', 'running, healthy', 40 + (index % 7), { containers: `${name}: running (healthy)` }),
    pass('port', 'open', 3),
    pass('health', '200', 22 + (index % 9), { status: '200', url: `http://192.0.2.20:${8000 + (index % 900)}/`, server: 'nginx' }),
    pass('dns', '192.0.2.20', 6, { addresses: '192.0.2.20', ttl: '300', resolver: '192.0.2.53' }),
    pass('tls', 'valid', 31, { certificate: `CN=${name}.example.org`, issuer: "R11, Let's Encrypt", until: '2026-10-22', days: '61' }),
    pass('route', '302 to the login', 48, { status: '302', location: 'https://auth.example.org/application/o/authorize/' }),
    pass('sso', 'back at the application', 210, { login: 'https://auth.example.org', client: name }),
    pass('tile', 'on the page', 12),
  ];
}

const run = (services: readonly ServiceFacts[]): ReportData['run'] => ({
  id: '5120',
  commit: commitOf(0),
  branch: 'main',
  title: 'feat(metube): download to the new disk',
  pipelineUrl: pipeline(5_120),
  planOnly: false,
  rolledBack: [],
  stages: [
    stage('detect', 0, 420, '2 services'),
    stage('validate', 2, 610, 'no mistakes'),
    stage('plan', 5, 2_900, '5 changes'),
    { ...stage('deploy', 11, 38_400, '2 of 2'), services: times(services, 19_000) },
    { ...stage('traefik', 52, 3_100, '1 of 1'), services: times(services.slice(0, 1), 2_900) },
    { ...stage('dns', 52, 1_700, '1 of 1'), services: times(services.slice(0, 1), 1_500) },
    { ...stage('authentik', 58, 4_300, '1 of 1'), services: times(services.slice(0, 1), 4_100) },
    { ...stage('glance', 64, 2_200, '1 of 1'), services: times(services.slice(0, 1), 2_000) },
    stage('verify', 68, 16_500, '16 of 16 checks'),
  ],
});

type Stage = NonNullable<ReportData['run']>['stages'][number];

const stage = (name: string, second: number, ms: number, says: string): Stage => ({
  name,
  state: 'ok',
  says,
  started: new Date(Date.parse('2026-08-22T09:44:30Z') + second * 1_000).toISOString(),
  ms,
  services: [],
});

const times = (services: readonly ServiceFacts[], ms: number): Stage['services'] =>
  (services.length > 12 ? services : services.slice(0, 2)).map(({ name }, index) => ({ name, state: 'ok', ms: ms - ((index * 137) % ms) }));
