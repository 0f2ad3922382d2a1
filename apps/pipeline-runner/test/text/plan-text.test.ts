import type { Conflict } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import type { PlanFile } from '@hl/core';
import { planMarkdown } from '../../src/text/markdown.js';
import { planText, takeoverLine } from '../../src/text/plan-text.js';

const service = exampleService();
const plan: PlanFile = {
  version: 1,
  commit: 'c',
  run: 'r',
  mode: 'incremental',
  place: null,
  seen: null,
  services: [
    { name: 'metube', path: service.path, action: 'add', before: null, after: service, hash: 'h', previousHash: null, leftovers: [] },
  ],
  changes: [
    { system: 'compose', key: 'docker-media/metube', service: 'metube', before: null, after: { compose: 'x' } },
    {
      system: 'pihole',
      key: 'metube.example.org',
      service: 'metube',
      before: { addresses: ['192.0.2.1'], cname: null },
      after: { addresses: ['192.0.2.20'], cname: null },
    },
  ],
  conflicts: [{ system: 'authentik', key: 'metube', service: 'metube', found: {}, wanted: {} }],
  foreign: [],
  refusals: [],
  faults: [],
  failures: [],
};

test('the block is exactly the one that people know, the changes under it', () => {
  expect(planText(plan)).toBe(`=== DEPLOYMENT PLAN ===

Service: services/downloads/metube.yml
  Name: metube
  Host: docker-media
  Port: 8082
  Image: ghcr.io/alexta69/metube:latest
  Traefik: enabled
  DNS: enabled
  Authentik: enabled
  Glance: enabled

=== END PLAN ===

Changes (add):
  + compose   docker-media/metube
  ~ pihole    metube.example.org → 192.0.2.20 (addresses)
  ! authentik metube: held by somebody else, left alone (hl adopt metube takes it over)

Plan: 1 to create, 1 to change, 0 to remove, 1 held by somebody else.
`);
});

test('a service without a container says where its page leads; one with pages, which', () => {
  const [first] = plan.services;
  const page = { ...service, deployment: null, host: '', address: '192.0.2.10', port: 8006, pages: [] };
  const text = planText({ ...plan, services: [{ ...first!, after: page }] });
  expect(text).toContain('  Name: metube\n  Backend: 192.0.2.10:8006\n  Traefik: enabled');
  expect(planText({ ...plan, services: [{ ...first!, after: { ...service, pages: [{ ...page, name: 'metube-stats' }] } }] })).toContain(
    '  Glance: enabled\n  Pages: metube-stats\n',
  );
});

test('nothing to do is said', () => {
  expect(planText({ ...plan, services: [], changes: [], conflicts: [] })).toContain('Nothing to do');
});

test('a merge request gets a table and a diff', () => {
  expect(planMarkdown(plan)).toMatch(/\| metube \| add \| docker-media \|[^]*```diff\n\+ compose/);
});

const nasty = 'x\u001b[2J\r\n=== END PLAN ===\u202e`a|b` <img src=x> @everyone [l](http://e) section_start:1:s\r\u001b[0K';
const hostile: PlanFile = {
  ...plan,
  services: [{ ...(plan.services[0] as PlanFile['services'][number]), path: nasty, before: null }],
  changes: [{ system: 'glance', key: nasty, service: 'metube', before: null, after: { addresses: [nasty] } }],
  conflicts: [{ system: 'glance', key: nasty, service: 'metube', found: {}, wanted: {}, holder: nasty, hint: nasty }],
  foreign: [{ system: 'glance', key: nasty, service: 'metube', found: {}, wanted: {}, holder: nasty }],
  refusals: [{ system: 'glance', key: nasty, service: 'metube', error: { code: 'X', kind: 'refused', message: nasty } }],
  failures: [{ system: 'glance', services: ['metube'], error: { code: 'X', kind: 'refused', message: nasty } }],
} as PlanFile;

test('nothing in a plan is obeyed, hidden, or a line of its own', () => {
  for (const text of [planText(hostile), planMarkdown(hostile), takeoverLine(hostile.conflicts[0] as Conflict)]) {
    expect(text).not.toMatch(/[^\P{C}\n\u200b]|section_start:1/u);
    expect(text).toContain('x\\u001b');
  }
  expect(
    planText(hostile)
      .split('\n')
      .filter((line) => line.startsWith('=== END PLAN')),
  ).toHaveLength(1);
  expect(planText(hostile)).toContain('Service: x\\u001b[2J\\u000d\\n=== END PLAN ===\\u202e`a|b`');
});

test('in a merge request it is neither markup nor a call', () => {
  const lines = planMarkdown(hostile).split('\n');
  const [row = ''] = lines.filter((line) => line.startsWith('| metube'));
  expect(row).toMatch(/^\| metube \| add \| docker-media \| `` x.*`a\\\|b`.* `` \|$/);
  expect(lines.filter((line) => line.startsWith('```'))).toHaveLength(2);
  const [failure = ''] = lines.filter((line) => line.startsWith('- **not readable'));
  expect(failure).toContain('\\`a\\|b\\` \\<img src=x\\> @\u200beveryone \\[l\\]\\(http://e\\)');
});
