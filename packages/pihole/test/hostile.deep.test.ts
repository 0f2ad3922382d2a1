import { apply } from '@hl/core';
import { hostileServer, tricks } from '@hl/lab/hostile';
import { pihole } from '@hl/pihole';
import { creations, password, quick, resources } from './lab.js';

const timing = { ...quick, requestMs: 300, logoutMs: 100, retries: 1, lostMs: 10 };

test('whatever a server does, each run ends, with an error of ours that holds no secret', async () => {
  const codes = await Promise.all(
    tricks.map(async (trick) => {
      const server = await hostileServer(trick);
      const dns = pihole({ url: server.url, password, timing, insecure: true });
      const error = await dns.observe(resources('a.lab')).then(
        () => 'no error',
        (thrown: { code?: string }) => thrown,
      );
      const outcomes = await apply(dns, creations('a.lab'));
      await dns.close();
      await server.close();
      expect(JSON.stringify([error, outcomes])).not.toContain(password);
      return [trick.title, typeof error === 'string' ? error : error.code?.slice(0, 10), outcomes[0]?.status === 'applied'];
    }),
  );
  expect(codes).toEqual(tricks.map(({ title }) => [title, 'HL_PIHOLE_', false]));
}, 60_000);
