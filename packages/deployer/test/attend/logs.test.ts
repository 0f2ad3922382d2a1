import { engines } from '../../src/client/engine.js';
import { parseLogs } from '../../src/attend/logs.js';
import { logs, running } from '@hl/deployer';
import { good, go, host, service, useHost } from '../life/life.js';

const at = (second: number): string => `2026-08-15T12:00:${String(second).padStart(2, '0')}.000000000Z`;

test('lines of several containers come in the order of time, with whatever they hold', () => {
  const printed = [
    '2026-08-15T12:00:09Z',
    `b\t${at(2)} two`,
    `b\t${at(4)} `,
    `a\t${at(1)} one\ttab \u001b[31mred`,
    `a\t${at(3)} three\r`,
    '',
  ].join('\n');
  expect(parseLogs(printed, 'web')).toEqual({
    now: '2026-08-15T12:00:09Z',
    lines: [
      { container: 'a', time: at(1), text: 'one\ttab \u001b[31mred' },
      { container: 'b', time: at(2), text: 'two' },
      { container: 'a', time: at(3), text: 'three' },
      { container: 'b', time: at(4), text: '' },
    ],
  });
});

test('a container whose log driver keeps nothing is an error, in the words of docker', () => {
  const printed = '2026-08-15T12:00:09Z\na\tError response from daemon: configured logging driver does not support reading\na\t\na\t!1\n';
  expect(() => parseLogs(printed, 'web')).toThrow(
    'web: the logs of a cannot be read: Error response from daemon: configured logging driver does not support reading',
  );
});

describe.each(['docker', 'swarm'] as const)('on a host of kind %s', (kind) => {
  useHost({ swarm: kind === 'swarm' });
  const attended = () => ({ remote: host.remote, kind });

  test('the lines of a service, only the newest, only the ones since then', async () => {
    const metube = service();
    good(await go([], [metube]));
    const { containers } = await running(attended(), metube);
    const all = await logs(attended(), containers, { tail: 'all' });
    expect(all.lines.map(({ text }) => text)).toEqual([expect.stringMatching(/^metube\S* started$/)]);
    expect(all.lines[0]?.container).toBe(engines[kind].separator === '_' ? 'metube_metube' : 'metube');
    expect((await logs(attended(), containers, { tail: 0 })).lines).toEqual([]);
    expect((await logs(attended(), containers, { tail: 'all', since: all.lines[0]?.time ?? '' })).lines).toEqual(all.lines);
    expect((await logs(attended(), containers, { tail: 'all', since: '2100-01-01T00:00:00Z' })).lines).toEqual([]);
  });

  test('a container that is gone meanwhile is an error', async () => {
    await expect(logs(attended(), [{ id: 'nosuch', name: 'gone' }], { tail: 10 })).rejects.toMatchObject({
      code: 'HL_LOGS',
      kind: 'refused',
    });
  });
});
