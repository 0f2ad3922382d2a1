import type { Change } from '@hl/core';
import { parseContainers } from '../../src/client/containers.js';
import { refusal, refusals, type InTheWay } from '../../src/observe/refusals.js';
import { specFrom } from '../../src/spec.js';
import type { ComposeSpec } from '../../src/spec.js';

const web = specFrom({ installPath: '/opt/web', compose: 'services: {web: {ports: ["8080:80", "53:53/udp"]}}' });
const container = (ports: string, owner = '', project = ''): string =>
  ['i', 'grafana', 'running', 'Up', 'g:1', project, '', '', '', '', '', ports, owner].join('\t');
const nothing: InTheWay = { obstacles: [], unplugged: false, publishing: [] };
const obstacle = (kind: 'denied' | 'file', path: string, place: string): Partial<InTheWay> => ({ obstacles: [{ kind, path, place }] });
const runs = (...rows: string[]): Partial<InTheWay> => ({ publishing: parseContainers(rows) });

test.each<[string, Partial<InTheWay>, object | null]>([
  ['nothing', {}, null],
  ['no compose plugin', { unplugged: true }, { code: 'HL_COMPOSE_MISSING', kind: 'refused' }],
  [
    'no right to write',
    obstacle('denied', '/opt/web', '/opt'),
    {
      code: 'HL_FILE',
      kind: 'refused',
      message: 'h: the SSH user may not write in /opt, which /opt/web needs',
      hint: expect.stringContaining('sudo: true'),
    },
  ],
  [
    'a file',
    obstacle('file', '/opt/web', '/opt/web/.hl'),
    {
      code: 'HL_FILE',
      message: 'h: /opt/web cannot be made: /opt/web/.hl is not a directory',
      hint: expect.stringContaining('install_path'),
    },
  ],
  ['somebody elses directory', obstacle('denied', '/opt/other', '/opt/other'), null],
  ['a file before a missing plugin', { unplugged: true, ...obstacle('file', '/opt/web', '/opt') }, { code: 'HL_FILE' }],
  [
    'a port',
    runs(container('0.0.0.0:8080->80/tcp')),
    {
      code: 'HL_PORT_TAKEN',
      kind: 'conflict',
      message: 'h: port 8080 is held by container grafana, which is not ours',
      hint: expect.stringContaining('another port'),
    },
  ],
  ['the second port', runs(container('0.0.0.0:53->53/udp')), { message: expect.stringContaining('port 53 is held') }],
  ['a port of another protocol', runs(container('0.0.0.0:8080->80/udp, 0.0.0.0:53->53/tcp')), null],
  ['a port of a service of ours', runs(container('0.0.0.0:8080->80/tcp', 'other')), null],
])('in the way: %s', (_, look, expected) => {
  const error = refusal('h', web, { ...nothing, ...look });
  if (expected === null) expect(error).toBeNull();
  else expect(error).toMatchObject(expected);
});

test('a port of a project of ours, whose containers have no label, is not in the way', () => {
  const look = { ...nothing, ...runs(container('0.0.0.0:8080->80/tcp', '', 'stack')) };
  expect(refusal('h', web, look, new Set(['stack']))).toBeNull();
  expect(refusal('h', web, look, new Set(['other']))).toMatchObject({ code: 'HL_PORT_TAKEN' });
});

describe('of a plan', () => {
  const change = (service: string, before: number | null, after: number | null): Change<ComposeSpec> => {
    const spec = (port: number | null): ComposeSpec | null =>
      port === null
        ? null
        : specFrom({ project: service, installPath: `/opt/${service}`, compose: `services: {a: {ports: ["${port}:80"]}}` });
    return { system: 'compose', key: `h/${service}`, service, before: spec(before), after: spec(after) };
  };
  const ask = (look: Partial<InTheWay>, ...changes: Change<ComposeSpec>[]): string[][] =>
    refusals('h', { ...nothing, ...look }, changes).map(({ key, error }) => [key, error.code]);

  test('a removal is not', () => {
    expect(ask({ unplugged: true }, change('a', 1, null), change('b', 1, 2))).toEqual([['h/b', 'HL_COMPOSE_MISSING']]);
  });

  test('what is in the way of one is not in the way of another', () => {
    const look = { ...obstacle('file', '/opt/a', '/opt'), ...runs(container('0.0.0.0:2->80/tcp')) };
    expect(ask(look, change('a', null, 1), change('b', null, 2), change('c', null, 3))).toEqual([
      ['h/a', 'HL_FILE'],
      ['h/b', 'HL_PORT_TAKEN'],
    ]);
  });

  test('a swap is refused, whatever else', () => {
    expect(ask({}, change('a', 1, 2), change('b', 2, 1), change('c', null, 3))).toEqual([
      ['h/a', 'HL_EXCHANGE'],
      ['h/b', 'HL_EXCHANGE'],
    ]);
  });
});
