import type { Change, Remote } from '@hl/core';
import { engines } from '../../src/client/engine.js';
import { refusal, refusals } from '../../src/observe/refusals.js';
import { specFrom } from '../../src/spec.js';
import type { ComposeSpec } from '../../src/spec.js';

const web = specFrom({ installPath: '/opt/web', compose: 'services: {web: {ports: ["8080:80", "53:53/udp"]}}' });
const container = (ports: string, owner = '', project = ''): string =>
  ['i', 'grafana', 'running', 'Up', 'g:1', project, '', '', '', '', '', ports, owner].join('\t');

test.each<[string, string, object | null]>([
  ['nothing', '\n', null],
  ['no compose plugin', 'compose\n\n', { code: 'HL_COMPOSE_MISSING', kind: 'refused' }],
  [
    'no right to write',
    'denied\t/opt/web\t/opt\n\n',
    {
      code: 'HL_FILE',
      kind: 'refused',
      message: 'h: the SSH user may not write in /opt, which /opt/web needs',
      hint: expect.stringContaining('sudo: true'),
    },
  ],
  [
    'a file',
    'file\t/opt/web\t/opt/web/.hl\n\n',
    {
      code: 'HL_FILE',
      message: 'h: /opt/web cannot be made: /opt/web/.hl is not a directory',
      hint: expect.stringContaining('install_path'),
    },
  ],
  ['somebody elses directory', 'denied\t/opt/other\t/opt/other\n\n', null],
  ['a file before a missing plugin', 'compose\nfile\t/opt/web\t/opt\n\n', { code: 'HL_FILE' }],
  [
    'a port',
    `\n${container('0.0.0.0:8080->80/tcp')}\n`,
    {
      code: 'HL_PORT_TAKEN',
      kind: 'conflict',
      message: 'h: port 8080 is held by container grafana, which is not ours',
      hint: expect.stringContaining('another port'),
    },
  ],
  ['the second port', `\n${container('0.0.0.0:53->53/udp')}\n`, { message: expect.stringContaining('port 53 is held') }],
  ['a port of another protocol', `\n${container('0.0.0.0:8080->80/udp, 0.0.0.0:53->53/tcp')}\n`, null],
  ['a port of a service of ours', `\n${container('0.0.0.0:8080->80/tcp', 'other')}\n`, null],
])('in the way: %s', (_, printed, expected) => {
  const error = refusal('h', web, printed);
  if (expected === null) expect(error).toBeNull();
  else expect(error).toMatchObject(expected);
});

test('a port of a project of ours, whose containers have no label, is not in the way', () => {
  const printed = `\n${container('0.0.0.0:8080->80/tcp', '', 'stack')}\n`;
  expect(refusal('h', web, printed, new Set(['stack']))).toBeNull();
  expect(refusal('h', web, printed, new Set(['other']))).toMatchObject({ code: 'HL_PORT_TAKEN' });
});

describe('of a plan', () => {
  const change = (service: string, before: number | null, after: number | null): Change<ComposeSpec> => {
    const spec = (port: number | null): ComposeSpec | null =>
      port === null
        ? null
        : specFrom({ project: service, installPath: `/opt/${service}`, compose: `services: {a: {ports: ["${port}:80"]}}` });
    return { system: 'compose', key: `h/${service}`, service, before: spec(before), after: spec(after) };
  };
  const ask = async (printed: string, ...changes: Change<ComposeSpec>[]) => {
    const asked: string[][] = [];
    const run = async (argv: readonly string[]) => (asked.push(argv.slice(4)), { code: 0, stdout: printed, stderr: '' });
    const remote = { name: 'h', run } as unknown as Remote;
    const found = await refusals({ remote, engine: engines.docker }, changes);
    return { asked, found: found.map(({ key, error }) => [key, error.code]) };
  };

  test('removals are not asked about, each directory once', async () => {
    expect(await ask('compose\n\n', change('a', 1, null))).toEqual({ asked: [], found: [] });
    const { asked } = await ask('\n', change('a', 1, 2), change('a', null, 3), change('b', 4, null));
    expect(asked).toEqual([['/opt/a']]);
  });

  test('what is in the way of one is not in the way of another', async () => {
    const printed = `file\t/opt/a\t/opt\n\n${container('0.0.0.0:2->80/tcp')}\n`;
    expect((await ask(printed, change('a', null, 1), change('b', null, 2), change('c', null, 3))).found).toEqual([
      ['h/a', 'HL_FILE'],
      ['h/b', 'HL_PORT_TAKEN'],
    ]);
  });

  test('a swap is refused, whatever else', async () => {
    expect((await ask('\n', change('a', 1, 2), change('b', 2, 1), change('c', null, 3))).found).toEqual([
      ['h/a', 'HL_EXCHANGE'],
      ['h/b', 'HL_EXCHANGE'],
    ]);
  });
});
