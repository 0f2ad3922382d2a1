import { setTimeout as sleep } from 'node:timers/promises';
import { bad, error, restarted, until, withLab } from './lab.js';

describe('CNAMEs and restarts', () => {
  const cname = (line: string): string => `/api/config/dns/cnameRecords/${encodeURIComponent(line)}`;
  test('a restart, after which the name is served', () =>
    withLab({ hosts: ['10.0.0.1 t.lab'] }, async ({ lab, ask }) => {
      expect((await ask('PUT', cname('a.lab,t.lab')))[0]).toBe(201);
      await restarted(lab);
      expect(await lab.resolve('a.lab')).toEqual(['10.0.0.1']);
    }));

  test('?restart=false stores it only; 6.0 does not know that and restarts', async () => {
    await withLab({ hosts: ['10.0.0.1 t.lab'] }, async ({ lab, ask }) => {
      await ask('PUT', `${cname('a.lab,t.lab')}?restart=false`);
      await sleep(20);
      expect([lab.restarts, lab.cnameRecords(), await lab.resolve('a.lab')]).toEqual([0, ['a.lab,t.lab'], []]);
    });
    await withLab({ profile: '6.0' }, async ({ lab, ask }) => {
      await ask('PUT', `${cname('a.lab,t.lab')}?restart=false`);
      await until(() => lab.restarts === 1);
    });
  });

  test.each([
    ['one field', 'a.lab', 'Invalid value', 'dns.cnameRecords[1]: not a valid CNAME definition (too few elements)'],
    ['an empty field', 'a.lab,,t.lab', 'Invalid value', 'dns.cnameRecords[1]: contains an empty string at position 1'],
    [
      'a double',
      'svc.lab,x.lab',
      'Invalid configuration',
      'uplicate CNAME at line 87 of /etc/pihole/dnsmasq.conf.temp: "cname=svc.lab,x.lab"',
    ],
    ['a loop', 'self.lab,self.lab', 'Invalid configuration', 'NAME loop involving self.lab'],
    ['a loop of two, which goes by its last name', 'l1.lab,l2.lab', 'Invalid configuration', 'NAME loop involving l1.lab'],
    [
      'a hint of more than 255 bytes',
      `svc.lab,${'x'.repeat(300)}.lab`,
      'Invalid configuration',
      `uplicate CNAME at line 87 of /etc/pihole/dnsmasq.conf.temp: "cname=svc.lab,${'x'.repeat(300)}`.slice(0, 255),
    ],
  ])('refuses %s', (_, line, message, hint) =>
    withLab({ cnameRecords: line.startsWith('l1') ? ['l2.lab,l1.lab'] : ['svc.lab,other.lab'] }, async ({ lab, ask }) => {
      const before = lab.cnameRecords();
      expect(await ask('PUT', cname(line))).toEqual([400, bad(message, hint)]);
      expect(lab.cnameRecords()).toEqual(before);
    }),
  );
});

test('restarting is refused when that is set so', () =>
  withLab({}, async ({ lab, ask }) => {
    await ask('PATCH', '/api/config', { config: { webserver: { api: { allow_destructive: false } } } });
    const refused = error('forbidden', 'Restarting DNS is not allowed', 'Check setting webserver.api.allow_destructive');
    expect(await ask('POST', '/api/action/restartdns')).toEqual([403, refused]);
    expect(lab.restarts).toBe(0);
  }));
