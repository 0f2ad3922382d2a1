import type { PiholeEmulator } from '@hl/lab/pihole';
import { raw, until, withLab } from './lab.js';

const cname = (line: string): string => `/api/config/dns/cnameRecords/${encodeURIComponent(line)}`;
const isUp = (lab: PiholeEmulator): Promise<boolean> =>
  raw(lab, 'GET', '/api/info/login').then(
    ([status]) => status === 200,
    () => false,
  );

test('it answers, goes away, comes back with its sessions, and only then serves the name; several changes are one restart', () =>
  withLab({ hosts: ['10.0.0.1 t.lab'], restartMs: 300 }, async ({ lab, ask }) => {
    expect((await ask('PUT', cname('a.lab,t.lab')))[0]).toBe(201);
    expect((await ask('PUT', cname('b.lab,t.lab')))[0]).toBe(201);
    expect(await lab.resolve('a.lab')).toEqual([]);
    await until(async () => !(await isUp(lab)));
    await expect(raw(lab, 'GET', '/api/info/login')).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await until(() => isUp(lab));
    await until(async () => (await lab.resolve('a.lab')).length > 0);
    expect([await lab.resolve('b.lab'), lab.restarts]).toEqual([['10.0.0.1'], 1]);
    expect((await ask('GET', '/api/config/dns/cnameRecords'))[0]).toBe(200);
  }));
