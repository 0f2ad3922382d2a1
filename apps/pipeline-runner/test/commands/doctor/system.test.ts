import { HlError, type Integration, type Refusal } from '@hl/core';
import { exampleService, exampleSite, memorySystem } from '@hl/core/testing';
import { examineSystem } from '../../../src/commands/doctor/system.js';
import { pass, type Finding } from '../../../src/systems/finding.js';

const site = exampleSite();
const about = { site, remote: () => ({}) as never, need: () => ({}) as never };
const sample = exampleService();

async function examined(over: Partial<Integration>, system = 'fake'): Promise<string[]> {
  const found: Finding[] = [];
  const desired = ({ name }: { readonly name: string }) => [{ system, key: name, service: name, spec: {} }];
  const integration = { ...memorySystem({ system, desired, world: {} }), ...over } as never;
  await examineSystem({ integration, system }, { examine: async () => [pass('version', '3')] }, sample, about, (finding) =>
    found.push(finding),
  );
  return found.map(({ status, check, message, kind = '-' }) => `${status} ${check}: ${message} ${kind}`);
}
const refusing =
  (...errors: Refusal['error'][]) =>
  async () =>
    errors.map((error) => ({ key: 'metube', error }));

test.each<[string, Partial<Integration>, string[]]>([
  ['that is well', {}, ['pass access: answers, and lets us in -', 'pass new service: would be taken -', 'pass version: 3 -']],
  [
    'that lets nobody in',
    { observe: async () => Promise.reject(new HlError('HL_X', 'no such password', { kind: 'refused' })) },
    ['fail access: no such password refused'],
  ],
  [
    'that takes nothing',
    { refusals: refusing({ code: 'HL_X', kind: 'refused', message: 'read-only' }) },
    ['pass access: answers, and lets us in -', 'fail new service: read-only refused', 'pass version: 3 -'],
  ],
  [
    'in which somebody holds the very name of the sample',
    { refusals: refusing({ code: 'HL_X', kind: 'conflict', message: 'taken' }) },
    ['pass access: answers, and lets us in -', 'pass new service: would be taken -', 'pass version: 3 -'],
  ],
  [
    'in which something is wrong, or may be',
    {
      faults: async () => [
        { message: 'one', sure: true },
        { message: 'two', sure: false },
      ],
    },
    [
      'pass access: answers, and lets us in -',
      'pass new service: would be taken -',
      'fail health: one refused',
      'warn health: two -',
      'pass version: 3 -',
    ],
  ],
])('a system %s', async (_, over, expected) => {
  expect(await examined(over)).toEqual(expected);
});

test('of a host it is docker that answers', async () => {
  expect((await examined({}, 'compose'))[0]).toBe('pass docker: answers, and lets us in -');
});
