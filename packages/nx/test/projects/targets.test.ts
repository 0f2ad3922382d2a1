import { serviceTargets } from '../../src/projects/targets.js';

const call = { command: 'hl', cached: true };
const targets = serviceTargets('services/a.yml', 'a', call, true);

test.each([
  ['validate', 'hl validate services/a.yml'],
  ['render', 'hl render a'],
  ['plan', 'hl plan --service a --out .hl/nx/a'],
  ['deploy', 'hl run --service a --out .hl/nx/a'],
  ['verify', 'hl verify --service a --out .hl/nx/a'],
])('%s', (name, command) => {
  expect(targets[name]?.options).toEqual({ command });
});

test('what files say is kept, with the version of hl; what systems say never', () => {
  const cached = Object.entries(targets).filter(([, { cache }]) => cache === true);
  expect(cached.map(([name]) => name)).toEqual(['validate', 'render']);
  for (const [, { inputs }] of cached) expect(inputs).toEqual(expect.arrayContaining(['service', { runtime: 'hl --version' }]));
  expect(targets['render']?.inputs).toContain('^service');
});

test('nothing is kept where hl is not known by its version', () => {
  expect(Object.values(serviceTargets('services/a.yml', 'a', { ...call, cached: false }, true)).every(({ cache }) => cache === false)).toBe(
    true,
  );
});

test('one deployment at a time', () => {
  expect(
    Object.entries(targets)
      .filter(([, { parallelism }]) => parallelism === false)
      .map(([name]) => name),
  ).toEqual(['deploy']);
});
