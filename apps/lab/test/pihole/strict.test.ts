import { Resolver } from 'node:dns/promises';
import type { PiholeEmulator } from '@hl/lab/pihole';
import { hosts, withLab } from './lab.js';
import type { Client } from './lab.js';

describe('strict mode tells', () => {
  const watched = async (body: (client: Client) => Promise<unknown>): Promise<readonly string[]> => {
    let found: readonly string[] = [];
    await withLab({ strict: true, writeMs: 5 }, async (client) => {
      await body(client);
      await client.ask('DELETE', '/api/auth');
      found = client.lab.violations;
    });
    return found;
  };
  const put = ({ ask }: Client, n: number): Promise<unknown> => ask('PUT', hosts(`10.0.0.1 n${n}.lab`));
  const look = ({ ask }: Client): Promise<unknown> => ask('GET', '/api/config/dns/hosts');

  test.each<[string, (client: Client) => Promise<unknown>, RegExp[]]>([
    ['nothing of one write after the other', async (client) => (await put(client, 1), await look(client), await put(client, 2)), []],
    ['two writes at once', (client) => Promise.all([put(client, 1), put(client, 2)]), [/two writes at once/, /one PATCH would do/]],
    ['a second single line', async (client) => (await put(client, 1), await put(client, 2)), [/one PATCH would do/]],
    [
      'a write repeated blindly',
      async (client) => (await put(client, 1), await put(client, 1)),
      [/without a read-back/, /one PATCH would do/],
    ],
    ['nothing of one repeated after a look', async (client) => (await put(client, 1), await look(client), await put(client, 1)), []],
  ])('%s', async (_, body, expected) => expect(await watched(body)).toEqual(expected.map((pattern) => expect.stringMatching(pattern))));

  test('a session that is open at the end, only then, and only in strict mode', async () => {
    for (const strict of [true, false]) {
      let lab: PiholeEmulator | undefined;
      await withLab({ strict }, async (client) => expect((lab = client.lab).violations).toEqual([]));
      expect(lab?.violations).toEqual(strict ? [expect.stringMatching(/not logged out/)] : []);
    }
  });
});

describe('two writers', () => {
  const long = Array.from({ length: 500 }, (_, index) => `10.1.${index >> 8}.${index & 255} n${index}.lab`);
  const theirs = (lab: PiholeEmulator, n: number): void => lab.setHosts([...lab.hosts(), `10.0.0.9 theirs-${n}.lab`]);

  test.each<[string, readonly string[], (client: Client) => Promise<unknown>, boolean]>([
    [
      'single lines by turns on a long list kill it',
      long,
      async ({ lab, ask }) => {
        for (let n = 0; n < 6 && !lab.dead; n += 1) {
          theirs(lab, n);
          await ask('PUT', hosts(`10.0.0.1 ours-${n}.lab`)).catch(() => undefined);
        }
      },
      true,
    ],
    [
      'on a short list they do not',
      [],
      async ({ lab, ask }) => {
        for (let n = 0; n < 6; n += 1) {
          theirs(lab, n);
          await ask('PUT', hosts(`10.0.0.1 ours-${n}.lab`));
        }
      },
      false,
    ],
    [
      'one PATCH between single lines does not',
      long,
      async ({ lab, ask }) => {
        theirs(lab, 0);
        await ask('PATCH', '/api/config', { config: { dns: { hosts: [...lab.hosts(), '10.0.0.1 ours.lab'] } } });
        theirs(lab, 1);
      },
      false,
    ],
  ])('%s', (_, lines, body, dies) =>
    withLab({ hosts: lines, crashes: true }, async (client) => {
      await body(client);
      expect(client.lab.dead).toBe(dies);
      const dns = new Resolver({ timeout: dies ? 50 : 2_000, tries: 1 });
      dns.setServers([`${client.lab.dns.address}:${client.lab.dns.port}`]);
      expect(await dns.resolve4('pi.hole').catch(({ code }: { code: string }) => code)).toEqual(dies ? 'ETIMEOUT' : ['127.0.0.1']);
    }),
  );
});
