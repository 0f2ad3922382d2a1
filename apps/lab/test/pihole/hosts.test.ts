import { bad, clock, error, hosts, until, withLab } from './lab.js';

type Json = { readonly [key: string]: never };

describe('config of hosts', () => {
  const held = ['192.168.1.10 a.lab', '192.168.1.11 UPPER.lab x.lab', '192.168.1.12 c.lab # note'];

  test.each<[string, string, string, number, unknown, string[]?]>([
    ['a new line', 'PUT', '10.0.0.1 n.lab', 201, {}, [...held, '10.0.0.1 n.lab']],
    ['the same line', 'PUT', '192.168.1.10 a.lab', 400, bad('Item already present', 'Uniqueness of items is enforced')],
    ['the same with another blank: a double', 'PUT', '192.168.1.10  a.lab', 201, {}, [...held, '192.168.1.10 a.lab']],
    ['tabs and a comment', 'PUT', '\t10.0.0.1\tn.lab  # a  b', 201, {}, [...held, '10.0.0.1 n.lab # a  b']],
    ['a comment with a blank at its end', 'PUT', '10.0.0.1 n.lab # c  c ', 201, {}, [...held, '10.0.0.1 n.lab # c  c ']],
    [
      'no address',
      'PUT',
      '10.0.0.300 n.lab',
      400,
      bad('Invalid value', 'dns.hosts[3]: neither a valid IPv4 nor IPv6 address ("10.0.0.300")'),
    ],
    ['no name', 'PUT', '10.0.0.1', 400, bad('Invalid value', 'dns.hosts[3]: entry does not have at least one hostname ("10.0.0.1")')],
    ['a wildcard', 'PUT', '10.0.0.1 *.lab', 400, bad('Invalid value', 'dns.hosts[3]: invalid hostname ("*.lab")')],
    ['an empty label', 'PUT', '10.0.0.1 a..lab', 400, bad('Invalid value', 'dns.hosts[3]: invalid hostname ("a..lab")')],
    ['an underscore, a trailing dot, a leading hyphen', 'PUT', '10.0.0.1 _a.-b.lab.', 201, {}, [...held, '10.0.0.1 _a.-b.lab.']],
    ['a comment glued to a name', 'PUT', '10.0.0.1 n.lab#x', 400, bad('Invalid value', 'dns.hosts[3]: invalid hostname ("n.lab#x")')],
    ['a slash', 'PUT', '10.0.0.1 n.lab # a/b', 404, {}],
    ['delete', 'DELETE', '192.168.1.10 a.lab', 204, '', held.slice(1)],
    ['delete in another case', 'DELETE', '192.168.1.11 upper.lab x.lab', 404, {}],
    ['delete without its comment', 'DELETE', '192.168.1.12 c.lab', 404, {}],
  ])('%s: %s', (_, method, line, status, answer, after = held) =>
    withLab({ hosts: held }, async ({ lab, ask }) => {
      expect(await ask(method, hosts(line))).toEqual([status, answer]);
      expect(lab.hosts()).toEqual(after);
    }),
  );

  test('6.0 takes no comment, no tab, no double blank, and checks the whole list each time', async () => {
    await withLab({ profile: '6.0' }, async ({ ask }) => {
      expect(await ask('PUT', hosts('10.0.0.1 n.lab # x'))).toEqual([400, bad('Invalid value', 'dns.hosts[0]: invalid hostname ("#")')]);
      expect(await ask('PUT', hosts('10.0.0.1  n.lab'))).toEqual([400, bad('Invalid value', 'dns.hosts[0]: invalid hostname ("")')]);
      expect(await ask('PUT', hosts('10.0.0.1\tn.lab'))).toEqual([
        400,
        bad('Invalid value', 'dns.hosts[0]: neither a valid IPv4 nor IPv6 address ("10.0.0.1\tn.lab")'),
      ]);
    });
    await withLab({ profile: '6.0', hosts: ['10.0.0.9  old.lab'] }, async ({ ask }) => {
      expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([400, bad('Invalid value', 'dns.hosts[0]: invalid hostname ("")')]);
    });
  });

  test.each<[string, string, number, unknown]>([
    ['GET', '/api/config/dns/nosuch', 200, { config: {} }],
    ['GET', '/api/config/dns/hosts', 200, { config: { dns: { hosts: held } } }],
    ['PUT', '/api/config/dns/hosts', 404, {}],
    ['PUT', '/api/config/dns/port/53', 404, {}],
    ['DELETE', '/api/config/dns/nosuch/x', 404, {}],
    [
      'PUT',
      '/api/config/hosts',
      400,
      bad('Invalid path depth', 'Use, e.g., PUT /api/config/dns/upstreams/127.0.0.1 to add "127.0.0.1" to config.dns.upstreams'),
    ],
    ['PUT', '/api/config/dns/hosts/10.0.0.1+plus.lab', 201, {}],
  ])('%s %s', (method, path, status, answer) =>
    withLab({ hosts: held }, async ({ ask }) => expect(await ask(method, path)).toEqual([status, answer])),
  );

  test('detailed: the value and whether the environment dictates it', () =>
    withLab({ hosts: held, envForced: true }, async ({ ask }) => {
      const [, answer] = await ask('GET', '/api/config/dns/hosts?detailed=true');
      expect(answer).toMatchObject({
        topics: [],
        config: { dns: { hosts: { value: held, flags: { restart_dnsmasq: false, env_var: true } } } },
      });
      const environment = bad('Config items set via environment variables cannot be changed via the API', 'dns.hosts');
      expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([400, environment]);
      expect(await ask('PATCH', '/api/config', { config: { dns: { hosts: [] } } })).toEqual([400, environment]);
      expect((await ask('PATCH', '/api/config', { config: { dns: { hosts: held } } }))[0]).toBe(200);
    }));

  test('PATCH replaces the list, is all or nothing, ignores what it does not know, and shows the whole config', () =>
    withLab({ hosts: held }, async ({ lab, ask }) => {
      const [status, answer] = await ask('PATCH', '/api/config', {
        config: { DNS: { Hosts: ['10.0.0.1 n.lab', '10.0.0.1 n.lab'] }, nosuch: 1 },
      });
      expect([status, lab.hosts()]).toEqual([200, ['10.0.0.1 n.lab', '10.0.0.1 n.lab']]);
      expect(Object.keys((answer as { config: Json }).config)).toEqual(expect.arrayContaining(['dns', 'webserver', 'misc']));
      expect(lab.backups).toBe(1);
      await ask('PATCH', '/api/config', { config: { dns: { hosts: lab.hosts() } } });
      expect(lab.backups).toBe(1);
    }));

  test.each<[string, unknown, number, unknown]>([
    ['no body', '', 400, bad('No request body data')],
    [
      'a body of 64 KiB',
      JSON.stringify({ config: { dns: { hosts: [`10.0.0.1 n.lab #${'x'.repeat(65_536)}`] } } }),
      400,
      bad('No request body data'),
    ],
    ['no config', {}, 400, error('body_error', 'No "config" object in body data')],
    ['no list', { config: { dns: { hosts: 'x' } } }, 400, bad('Config item is invalid', 'dns.hosts: not of type array')],
    ['a number in it', { config: { dns: { hosts: [1] } } }, 400, bad('Config item is invalid', 'dns.hosts: array has invalid elements')],
    [
      'a bad line',
      { config: { dns: { hosts: ['10.0.0.1 a', 'x y'] } } },
      400,
      bad('Config item validation failed', 'dns.hosts[1]: neither a valid IPv4 nor IPv6 address ("x")'),
    ],
    [
      'readOnly',
      { config: { misc: { readOnly: true } } },
      400,
      bad('This config option can only be set in pihole.toml, not via the API', 'misc.readOnly'),
    ],
  ])('PATCH with %s', (_, body, status, answer) =>
    withLab({ hosts: held }, async ({ lab, ask }) => {
      expect(await ask('PATCH', '/api/config', body)).toEqual([status, answer]);
      expect(lab.hosts()).toEqual(held);
    }),
  );

  test('read-only: PATCH is refused, a PUT is taken, served, and lost at the restart; the newest refuses it', async () => {
    const readOnly = error('forbidden', 'The config is currently in read-only mode');
    await withLab({ readOnly: true }, async ({ lab, ask }) => {
      expect(await ask('PATCH', '/api/config', { config: { dns: { hosts: ['10.0.0.1 n.lab'] } } })).toEqual([403, readOnly]);
      expect((await ask('PUT', hosts('10.0.0.1 n.lab')))[0]).toBe(201);
      expect(await lab.resolve('n.lab')).toEqual(['10.0.0.1']);
      expect(await ask('POST', '/api/action/restartdns')).toEqual([200, { status: 'success' }]);
      await until(() => lab.restarts === 1);
      expect(lab.hosts()).toEqual([]);
    });
    await withLab({ readOnly: true, profile: '6.7.1' }, async ({ ask }) =>
      expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([403, readOnly]),
    );
  });

  test.each([
    [
      'app',
      { appPassword: 'other' },
      'The current app session is not allowed to modify Pi-hole config settings (webserver.api.app_sudo is false)',
    ],
    ['CLI', { cliPassword: 'other' }, 'The current CLI session is not allowed to modify Pi-hole config settings'],
  ])('an %s session reads and may not write', (_, options, hint) =>
    withLab(
      options,
      async ({ ask }) => {
        expect((await ask('GET', '/api/config/dns/hosts'))[0]).toBe(200);
        expect(await ask('PUT', hosts('10.0.0.1 n.lab'))).toEqual([
          403,
          error('forbidden', 'Unable to change configuration (read-only)', hint),
        ]);
      },
      'other',
    ),
  );

  test('an app session with app_sudo writes; the newest version takes slashes', () =>
    withLab(
      { appPassword: 'app', appSudo: true, profile: '6.7.1' },
      async ({ ask }) => expect((await ask('PUT', hosts('10.0.0.1 n.lab # a/b')))[0]).toBe(201),
      'app',
    ));
});

test('a record is served a moment after it was written', () => {
  const time = clock();
  return withLab({ liveMs: 30, now: time.now }, async ({ lab, ask }) => {
    await ask('PUT', hosts('10.0.0.1 n.lab'));
    time.pass(29);
    expect(await lab.resolve('n.lab')).toEqual([]);
    time.pass(1);
    expect(await lab.resolve('n.lab')).toEqual(['10.0.0.1']);
  });
});
