import { logs, restart, running } from '@hl/deployer';
import { good, go, host, service, useHost } from '../life/life.js';

const quick = { stableMs: 0, intervalMs: 1, restartingMs: 20, deadlineMs: 500 };

describe.each(['docker', 'swarm'] as const)('on a host of kind %s', (kind) => {
  useHost({ swarm: kind === 'swarm' });

  test('containers start again, and nothing of what is deployed changes', async () => {
    const attended = { remote: host.remote, kind };
    const metube = service();
    good(await go([], [metube]));
    const before = await running(attended, metube);
    expect(await restart(attended, before, quick)).toEqual([]);
    const after = await running(attended, metube);
    expect(after.spec).toEqual(before.spec);
    const { lines } = await logs(attended, after.containers, { tail: 'all' });
    expect(lines.length).toBeGreaterThanOrEqual(kind === 'docker' ? 2 : 1);
    expect(await go([metube], [metube])).toEqual([]);
  });
});

describe('on one engine', () => {
  useHost();

  test('one that does not come back is told', async () => {
    const sick = service({ image: 'broken:sick', onFailure: 'keep' });
    await go([], [sick]);
    const attended = { remote: host.remote };
    await expect(restart(attended, await running(attended, sick), quick)).rejects.toMatchObject({
      code: 'HL_UNHEALTHY',
      message: expect.stringMatching(/unhealthy after the restart/),
    });
  });

  test('what compose does not know is told in its words', async () => {
    const metube = service();
    good(await go([], [metube]));
    const attended = { remote: host.remote };
    const { spec, containers } = await running(attended, metube);
    const other = containers.map((one) => ({ ...one, service: 'nosuch' }));
    await expect(restart(attended, { spec, containers: other }, quick)).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringContaining('no such service: nosuch'),
    });
  });
});
