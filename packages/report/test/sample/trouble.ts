import type { ChangeFacts, ReportData, ServiceFacts } from '@hl/report';
import { healthy } from './sample.js';

const compose = (image: string, volume: string): string =>
  [
    'services:',
    '  metube:',
    `    image: ${image}`,
    '    restart: unless-stopped',
    '    ports:',
    '      - "8082:8081"',
    '    volumes:',
    `      - ${volume}:/downloads`,
    '    labels:',
    '      hl.service: metube',
    '',
  ].join('\n');

const changes: ChangeFacts[] = [
  {
    system: 'compose',
    key: 'docker-media/metube',
    service: 'metube',
    before: { compose: compose('ghcr.io/alexta69/metube:2026.07.02', '/opt/metube/downloads'), running: true },
    after: { compose: compose('ghcr.io/alexta69/metube:2026.08.15', '/srv/disk2/downloads'), running: true },
    status: 'applied',
    ms: 19_000,
  },
  {
    system: 'traefik',
    key: 'metube',
    service: 'metube',
    before: { rule: 'Host(`metube.example.org`)', url: 'http://192.0.2.20:8081', middlewares: ['authentik'] },
    after: { rule: 'Host(`metube.example.org`)', url: 'http://192.0.2.20:8082', middlewares: ['authentik'] },
    status: 'applied',
    ms: 2_900,
  },
  {
    system: 'pihole',
    key: 'tube.example.org',
    service: 'metube',
    before: null,
    after: { addresses: ['192.0.2.20'], cname: null },
    status: 'applied',
    ms: 1_500,
  },
];

/** The same fleet after a run in which one service does not answer, one was taken back, one waits for its host; with drift. */
export function troubled(count = 12): ReportData {
  const data = healthy(count);
  const services = data.services.map((service): ServiceFacts => {
    if (service.name === 'metube') return failing(service);
    if (service.name === 'sonarr') return { ...service, state: 'back', says: 'the new version did not answer', version: 'revision 3' };
    if (service.name === 'vaultwarden')
      return {
        ...service,
        state: 'waiting',
        says: 'docker-apps did not answer',
        problems: [{ message: 'docker-apps (192.0.2.21): connection refused', hint: 'Is sshd running there? The next run takes it up.' }],
      };
    return service.name === 'it-tools'
      ? {
          ...service,
          state: 'absent',
          says: '',
          deployed: null,
          version: null,
          url: null,
          checks: [],
          history: [],
          revisions: null,
          back: null,
        }
      : service;
  });
  const run = data.run && {
    ...data.run,
    rolledBack: [{ service: 'sonarr', healthy: true, reason: 'health: expected 200, got 502 after 30 s' }],
    stages: data.run.stages.map((stage) =>
      stage.name === 'verify' ? { ...stage, state: 'failing' as const, says: '14 of 16 checks' } : stage,
    ),
  };
  const drift = {
    seen: '2026-08-22T04:17:00Z',
    items: [
      {
        service: 'gitea',
        says: 'changed by hand',
        change: {
          system: 'pihole',
          key: 'gitea.example.org',
          service: 'gitea',
          before: { addresses: ['192.0.2.99'] },
          after: { addresses: ['192.0.2.20'] },
        },
        command: 'hl drift --heal',
      },
    ],
  };
  return {
    ...data,
    services,
    run,
    drift,
    notes: [{ message: 'Traefik: two routers claim files.example.org', hint: 'Remove one of them from dynamic/hand.yml.' }],
  };
}

const failing = (service: ServiceFacts): ServiceFacts => ({
  ...service,
  state: 'failing',
  says: 'fails: route, health',
  changes,
  checks: service.checks.map((check) =>
    check.name === 'health'
      ? {
          ...check,
          status: 'fail',
          actual: '502',
          attempts: 6,
          ms: 30_120,
          hint: 'Is container_port the one that the program listens on? hl logs metube shows what it says.',
          evidence: {
            status: '502',
            title: '502 Bad Gateway',
            server: 'nginx',
            body: '<html>\n<head><title>502 Bad Gateway</title></head>',
          },
        }
      : check.name === 'route'
        ? {
            ...check,
            status: 'fail',
            actual: '502',
            attempts: 6,
            ms: 30_004,
            evidence: { status: '502', url: 'https://metube.example.org/', title: 'Bad Gateway' },
          }
        : check,
  ),
});
