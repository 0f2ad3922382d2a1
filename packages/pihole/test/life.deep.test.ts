import { apply, plan } from '@hl/core';
import { creations, many, ours, service, site, traefik, withPihole } from './lab.js';

test('a primary and a secondary are kept alike, and one that is away sinks only its own', () =>
  withPihole({ hosts: ['10.0.0.1 nas.lab'] }, {}, (primary) =>
    withPihole({ profile: '6.0', hosts: [`${traefik} old.lab`] }, { system: 'pihole@second' }, async (secondary) => {
      const old = service({ name: 'old', dns: { hostname: 'old.lab' } });
      const pair = {
        before: [old],
        after: many.map((name) => service({ name: name.split('.')[0] ?? '', dns: { hostname: name } })),
        site,
        ...ours,
      };
      const run = async (): Promise<(string | undefined)[][]> =>
        Promise.all(
          [primary, secondary].map(async ({ dns }) => {
            const changes = await plan(dns, pair).then(
              (found) => found.changes,
              () => creations(...many),
            );
            return (await apply(dns, changes, ours)).map(({ status }) => status);
          }),
        );
      await secondary.lab.refuse(true);
      expect(await run()).toEqual([many.map(() => 'applied'), many.map(() => 'deferred')]);
      await secondary.lab.refuse(false);
      expect(await run()).toEqual([[], [...many.map(() => 'applied'), 'applied']]);
      const records = many.map((name) => `${traefik} ${name}`);
      expect([primary.lab.hosts(), secondary.lab.hosts()]).toEqual([['10.0.0.1 nas.lab', ...records], records]);
    }),
  ));
