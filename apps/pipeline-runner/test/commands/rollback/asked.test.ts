import { asked, type Typed } from '../../../src/commands/rollback/asked.js';

const typed = (service?: string, to?: string, dryRun?: string): Typed => ({ service, to, dryRun });
const nothing = { containers: false, dryRun: false };

test.each<[string, Record<string, unknown>, string[], Typed | null, object]>([
  ['nothing: the last run', {}, [], null, nothing],
  ['a service', {}, ['metube'], null, { ...nothing, service: 'metube' }],
  ['a service as an option', { service: 'metube', to: 3 }, [], null, { ...nothing, service: 'metube', to: '3' }],
  ['both, and the same', { service: 'metube' }, ['metube'], null, { ...nothing, service: 'metube' }],
  ['a number for a name', { service: 7 }, [], null, { ...nothing, service: '7' }],
  ['of a run', { of: 'last', dryRun: true }, [], null, { ...nothing, of: 'last', dryRun: true }],
  ['variables of a job', {}, [], typed('metube', '3', 'true'), { service: 'metube', to: '3', containers: false, dryRun: true }],
  ['the command line goes first', { to: 2 }, ['web'], typed('metube', '3'), { ...nothing, service: 'web', to: '2' }],
  ['a job that is told to do it', {}, [], typed(undefined, undefined, 'False'), nothing],
])('%s', (_, options, args, variables, expected) => expect(asked(options, args, variables)).toEqual(expected));

test.each([
  ['$(touch /tmp/x)'],
  ['metube; reboot'],
  ['metube reboot'],
  ['metube\nweb'],
  ['--of=last'],
  ['`id`'],
  ['../metube'],
  [' metube'],
  ['\u001b[31mmetube'],
  ['x'.repeat(5000)],
])('%j is no name, and is shown on one short line', (service) => {
  const told = (): unknown => asked({}, [], typed(service));
  if (/^[\w.-]{1,100}$/.test(service)) throw new Error('a name after all');
  expect(told).toThrow(
    expect.objectContaining({ code: 'HL_USAGE', message: expect.stringMatching(/^[\x20-\x7e…]{1,120} is no name of a service$/) }),
  );
});

test('a word that is neither true nor false does nothing', () => {
  expect(() => asked({}, [], typed('metube', '3', 'ture'))).toThrow(/DRY_RUN is "ture"/);
});

test('two services are one too many', () => {
  expect(() => asked({ service: 'a' }, ['b'], null)).toThrow(/two services are named: "b" and "a"/);
});
