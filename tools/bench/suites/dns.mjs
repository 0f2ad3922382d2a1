import { apply } from '@hl/core';
import { piholeEmulator } from '@hl/lab/pihole';
import { pihole } from '@hl/pihole';
import { median } from '../measure/median.mjs';

/** 500 records beside 500 of somebody else in one go, read back and asked from the DNS server, on the emulated Pi-hole. Floor: the bare PATCH. */
export async function run() {
  const names = Array.from({ length: 500 }, (_, n) => `s${n}.example.org`);
  const foreign = Array.from({ length: 500 }, (_, n) => `10.0.${n >> 8}.${n & 255} theirs-${n}.lab`);
  const fresh = () => piholeEmulator({ password: 'p', hosts: foreign });
  const ours = await median(3, async () => {
    const server = await fresh();
    const dns = pihole({ url: server.url, password: 'p', dns: server.dns });
    const changes = names.map((key) => ({
      system: 'pihole',
      key,
      service: key,
      before: null,
      after: { addresses: ['192.0.2.1'], cname: null },
    }));
    const outcomes = await apply(dns, changes);
    if (outcomes.some(({ status }) => status !== 'applied')) throw new Error('not applied');
    await dns.close();
    await server.close();
  });
  const floor = await median(3, async () => {
    const server = await fresh();
    const { session } = /** @type {any} */ (
      await (await fetch(`${server.url}/api/auth`, { method: 'POST', body: '{"password":"p"}' })).json()
    );
    const body = JSON.stringify({ config: { dns: { hosts: [...foreign, ...names.map((name) => `192.0.2.1 ${name}`)] } } });
    await (await fetch(`${server.url}/api/config`, { method: 'PATCH', body, headers: { 'X-FTL-SID': session.sid } })).text();
    await server.close();
  });
  return [{ name: 'dns-500', unit: 'ms', ours, floor }];
}
