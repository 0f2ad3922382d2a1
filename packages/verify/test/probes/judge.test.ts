import { containerJudge } from '../../src/probes/container.js';
import { next } from '../../src/probes/health.js';
import { fromService } from '../../src/probes/route.js';

const container = (uptime: number | null, over: object = {}) =>
  ({
    id: 'a',
    name: 'metube',
    project: 'metube',
    part: 'metube',
    oneOff: false,
    service: 'metube',
    state: 'running',
    health: null,
    exitCode: null,
    uptime,
    ...over,
  }) as const;
const check = {
  kind: 'container',
  service: 'metube',
  name: 'container',
  graceMs: 0,
  host: 'h',
  swarm: false,
  project: 'metube',
  oneShot: false,
  main: 'metube',
  sides: [],
} as const;
const sample = (seconds: number, uptime: number | null, over = {}) => ({
  asked: seconds * 1000,
  answered: seconds * 1000 + 10,
  containers: [container(uptime, over)],
});

describe('a container over several looks', () => {
  const judged = (...samples: ReturnType<typeof sample>[]) =>
    samples.map(containerJudge(check)).map(({ pass, actual }) => (pass ? 'pass' : actual));

  test.each([
    ['three good ones', [sample(0, 100), sample(1, 101), sample(2, 102)], 'pass'],
    ['docker that counts in minutes', [sample(0, 120), sample(30, 120), sample(59, 120)], 'pass'],
    ['no uptime told', [sample(0, null), sample(1, null), sample(2, null)], 'pass'],
    ['a second lost by rounding', [sample(0, 5), sample(1, 5), sample(1.9, 6)], 'pass'],
    ['less uptime than before', [sample(0, 100), sample(1, 99)], 'metube restarts; restarted 1 times while watched'],
    [
      'less uptime than the time it was watched',
      [sample(0, 0), sample(1, 0), sample(2, 0)],
      'metube restarts; restarted 1 times while watched',
    ],
    ['another id', [sample(0, 9), sample(1, 10, { id: 'b' })], 'metube restarts; restarted 1 times while watched'],
    ['another container', [sample(0, 9), sample(1, 1, { name: 'other' }), sample(2, 2, { name: 'other' })], 'pass'],
    ['two restarts', [sample(0, 9), sample(1, 1), sample(2, 0)], 'metube restarts; restarted 2 times while watched'],
  ])('%s', (_, samples, last) => {
    expect(judged(...samples).at(-1)).toBe(last);
  });

  test.each([
    ['ours, whatever project it is in', { project: 'other' }, true],
    ['without our label, in the project', { service: '', project: 'stack' }, true],
    ['without our label, in a project called as the service', { service: '' }, false],
  ])('%s', (_, over, found) => {
    const { actual } = containerJudge({ ...check, project: 'stack' })(sample(0, 9, over));
    expect(actual).toBe(found ? 'running, seen 1 times' : 'no container of metube on h');
  });

  test('one more look is wanted while all were good', () => {
    const judge = containerJudge(check);
    expect([judge(sample(0, 9)), judge(sample(1, 10)), judge(sample(2, 0))].map(({ more }) => more)).toEqual([true, true, false]);
  });
});

test.each([
  [200, null, true],
  [302, null, true],
  [399, null, true],
  [400, null, false],
  [401, null, true],
  [403, null, true],
  [404, null, false],
  [404, [404], true],
  [200, [204], false],
])('%i of the service, where %j is expected: %s', (status, expected, pass) => {
  expect(fromService({ status, headers: {}, body: '' }, expected)).toMatchObject({ pass, actual: String(status) });
});

test('a certificate that Traefik does not trust looks like an error of the service', () => {
  expect(fromService({ status: 500, headers: {}, body: 'Internal Server Error' }, null).hint).toContain('insecure_skip_verify');
  expect(fromService({ status: 500, headers: {}, body: 'oh' }, null).hint).not.toContain('insecure_skip_verify');
});

test('a login that nobody asked for is told', () => {
  const headers = { location: 'https://auth/application/o/authorize/?state=hush' };
  expect(fromService({ status: 302, headers, body: '' }, [200])).toMatchObject({
    actual: '302 to https://auth/application/o/authorize/',
    hint: expect.stringContaining('A login stands'),
  });
  expect(fromService({ status: 302, headers: {}, body: '' }, [200]).hint).toContain('trusted proxies');
});

describe('where a redirect leads', () => {
  const headers = { 'x-key': 'hush' };
  const from = (url: string, host: string | null, location: string) => {
    const at = next({ url, host, headers, timeoutMs: 1 }, location);
    return [at.url, at.host, at.headers === headers];
  };

  test.each([
    ['a path', 'http://192.0.2.1:8080/a', null, '/b?c', ['http://192.0.2.1:8080/b?c', null, true]],
    ['a relative path', 'http://192.0.2.1:8080/a/b', null, 'c', ['http://192.0.2.1:8080/a/c', null, true]],
    ['its own name', 'http://192.0.2.1:8080/a', 'cloud.test', 'http://cloud.test/b', ['http://192.0.2.1:8080/b', 'cloud.test', true]],
    [
      'its own name, by https',
      'http://192.0.2.1:8080/a',
      'cloud.test',
      'https://cloud.test/b',
      ['https://192.0.2.1/b', 'cloud.test', true],
    ],
    ['another port', 'http://192.0.2.1:8080/a', null, 'http://192.0.2.1:9090/', ['http://192.0.2.1:9090/', null, false]],
    ['another server', 'http://192.0.2.1:8080/a', 'cloud.test', 'http://192.0.2.2/', ['http://192.0.2.2/', null, false]],
    ['an address of IPv6', 'http://[2001:db8::1]:80/a', null, '/b', ['http://[2001:db8::1]/b', null, true]],
  ])('%s', (_, url, host, location, expected) => {
    expect(from(url, host, location)).toEqual(expected);
  });
});
