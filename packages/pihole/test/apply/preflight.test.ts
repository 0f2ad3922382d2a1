import { apply, plan } from '@hl/core';
import type { PiholeEmulatorOptions } from '@hl/lab/pihole';
import { change, creations, password, resources, service, site, withPihole } from '../lab.js';

describe('what Pi-hole would refuse is known before the first write', () => {
  const cname = change('alias.lab', null, { addresses: [], cname: 'one.lab' });
  const address = creations('one.lab')[0] ?? cname;

  test.each<[string, PiholeEmulatorOptions, string, string | null]>([
    ['an app password that may not write', { appPassword: 'other' }, 'other', 'HL_PIHOLE_APP'],
    ['an app password that may', { appPassword: 'other', appSudo: true }, 'other', null],
    ['the CLI password', { cliPassword: 'other' }, 'other', 'HL_PIHOLE_FORBIDDEN'],
    ['a read-only Pi-hole', { readOnly: true }, password, 'HL_PIHOLE_READ_ONLY'],
    ['records dictated by the environment', { envForced: true }, password, 'HL_PIHOLE_FORCED'],
    ['the main password', {}, password, null],
  ])('%s', (_, lab, given, code) =>
    withPihole(lab, { password: given }, async ({ lab: server, dns }) => {
      const found = (await dns.refusals?.([cname, address])) ?? [];
      expect(found.map(({ key, error }) => [key, error.code, error.kind]).sort()).toEqual(
        code === null ? [] : ['alias.lab', 'one.lab'].map((key) => [key, code, 'refused']),
      );
      const asked = server.requests.filter(({ path }) => !path.startsWith('/api/auth')).map(({ method }) => method);
      expect(new Set(asked)).toEqual(new Set(['GET']));
    }),
  );

  test('who does not answer has refused nothing', () =>
    withPihole({}, {}, async ({ lab, dns }) => {
      await dns.observe(resources('one.lab'));
      lab.faults.push({ match: ({ path }) => path.startsWith('/api/config'), drop: 'request' });
      expect(await dns.refusals?.([address])).toEqual([]);
      lab.faults.length = 0;
    }));

  test('the plan shows it', () =>
    withPihole({ readOnly: true }, {}, async ({ dns }) => {
      const found = await plan(dns, { before: [], after: [service()], site });
      expect(found.refusals).toMatchObject([{ system: 'pihole', key: 'metube.example.org', error: { code: 'HL_PIHOLE_READ_ONLY' } }]);
    }));
});

test('an app password with app_sudo writes', () =>
  withPihole({ appPassword: 'open sesame', appSudo: true }, { password: 'open sesame' }, async ({ dns }) => {
    expect(await apply(dns, creations('one.lab'))).toMatchObject([{ status: 'applied' }]);
  }));
