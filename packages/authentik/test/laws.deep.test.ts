import { apply, plan } from '@hl/core';
import { jest } from '@jest/globals';
import { deepLaws, exampleService, laws } from '@hl/core/testing';
import { authentik } from '@hl/authentik';
import type { HttpFault } from '@hl/lab';
import { setup } from './support/setup.js';
import { oidc, pages, subject, timing } from './support/subject.js';

jest.setTimeout(240_000); // the crash laws run a fresh subject for each call that can be lost, some hundred of them

const forward = exampleService({ authentik: { groups: ['family'] } });
const empty = [{ name: 'proxy', bystander: null }];

describe.each([
  ['standalone outpost that is empty, 2024.8', { outpost: 'proxy', lab: { version: '2024.8', outposts: empty } }],
  ['OpenID Connect, 2026.5', oidc],
  ['embedded outpost and a service with pages, 2026.5', pages],
] as const)('%s', (_, given) => {
  test.each(deepLaws)('$title', ({ run }) => run(subject(given)));
});

describe.each(['2024.8', '2026.5'] as const)('a change of method, %s', (version) => {
  test.each([...laws, ...deepLaws].filter(({ title }) => title.includes('update')))('$title', ({ run }) =>
    run(subject({ ...oidc, service: forward, lab: { version } })),
  );
});

/** A lost call is a lost call on every release: those laws run above. */
const walks = [...laws, ...deepLaws].filter(({ title }) => !/crash|whatever call/.test(title));

describe.each(['2024.8', '2024.12', '2025.10', '2026.8'] as const)('embedded outpost, %s', (version) => {
  test.each(walks)('$title', ({ run }) => run(subject({ lab: { version } })));
});

describe.each(['2024.12', '2025.10', '2026.5', '2026.8'] as const)('standalone outpost with a bystander, %s', (version) => {
  test.each(walks)('$title', ({ run }) => run(subject({ outpost: 'proxy', lab: { version, outposts: [{ name: 'proxy' }] } })));
});

describe.each(['2024.8', '2026.5'] as const)('OpenID Connect, %s', (version) => {
  test.each(walks)('$title', ({ run }) => run(subject({ ...oidc, lab: { version } })));
});

test.each(['2024.8', '2026.5'] as const)(
  'a provider of our name that turns up after a run of ours was killed stays, wherever that was, %s',
  async (version) => {
    for (let killed = 1, fired = true; fired; killed += 1) {
      fired = false;
      const { lab, options, site } = await setup({ version, strict: false });
      let count = 0;
      const cut: HttpFault = { match: ({ method }) => method !== 'GET' && (count += 1) >= killed && (fired = true), drop: 'request' };
      lab.faults.push(cut);
      const run = async (after: readonly (typeof forward)[]): Promise<void> => {
        const integration = authentik({ ...options, timing });
        const { changes } = await plan(integration, { before: [forward], after, site });
        await apply(integration, changes);
      };
      await run([forward]);
      lab.faults.length = 0;
      const taken = lab.providers().some(({ name }) => name === 'hl-metube');
      const theirs = taken ? null : lab.addForeign({ provider: 'hl-metube', externalHost: 'https://theirs.example.org' });
      await run([forward]);
      await run([]);
      expect(lab.providers().map(({ name }) => name)).toEqual(theirs === null ? ['grafana'] : ['grafana', 'hl-metube']);
      expect(lab.applications().map(({ slug }) => slug)).toEqual(['grafana']);
    }
  },
);
