import { exampleService, laws } from '@hl/core/testing';
import { oidc, subject } from './support/subject.js';

const empty = [{ name: 'proxy', bystander: null }];

describe.each([
  ['embedded outpost, 2026.5', {}],
  ['standalone outpost that is empty, 2024.8', { outpost: 'proxy', lab: { version: '2024.8', outposts: empty } }],
  ['OpenID Connect, 2026.5', oidc],
] as const)('%s', (_, given) => {
  test.each(laws)('$title', ({ run }) => run(subject(given)));
});

describe('a change of method, 2026.5', () => {
  const forward = exampleService({ authentik: { groups: ['family'] } });
  test.each(laws.filter(({ title }) => title.includes('update')))('$title', ({ run }) => run(subject({ ...oidc, service: forward })));
});
