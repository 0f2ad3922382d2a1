import { apply } from '@hl/core';
import { hostileServer, tricks } from '@hl/lab/hostile';
import { adguard } from '@hl/adguard';
import { change, quick, resource, spec, traefik, user } from './lab.js';

test('whatever a server does, each run ends, with an error of ours that holds no secret', async () => {
  const codes = await Promise.all(
    tricks.map(async (trick) => {
      await using server = await hostileServer(trick);
      const { name: username, password } = user;
      const dns = adguard({ url: server.url, username, password, insecure: true, timing: { ...quick, requestMs: 300 } });
      const error = await dns.observe([resource('a.lab')]).then(
        () => 'no error',
        (thrown: { code?: string }) => thrown,
      );
      const outcomes = await apply(dns, [change('a.lab', null, spec(traefik))]);
      expect(JSON.stringify([error, outcomes])).not.toContain(password);
      return [trick.title, typeof error === 'string' ? error : error.code?.slice(0, 11), outcomes[0]?.status === 'applied'];
    }),
  );
  expect(codes).toEqual(tricks.map(({ title }) => [title, 'HL_ADGUARD_', false]));
});
