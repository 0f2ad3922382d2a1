import { exampleService } from '@hl/core/testing';
import type { PlanFile } from '../src/artifacts.js';
import { planMarkdown } from '../src/text/markdown.js';
import { planText } from '../src/text/plan-text.js';

const service = exampleService();
const plan: PlanFile = {
  version: 1,
  commit: 'c',
  run: 'r',
  mode: 'incremental',
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

test('nothing to do is said', () => {
  expect(planText({ ...plan, services: [], changes: [], conflicts: [] })).toContain('Nothing to do');
});

test('a merge request gets a table and a diff', () => {
  expect(planMarkdown(plan)).toMatch(/\| metube \| add \| docker-media \|[^]*```diff\n\+ compose/);
});
