import { refusal } from '../../src/observe/refusals.js';
import { specFrom } from '../../src/spec.js';

const web = specFrom({ installPath: '/opt/web', compose: 'services: {web: {ports: ["8080:80", "53:53/udp"]}}' });
const container = (ports: string, owner = ''): string =>
  ['i', 'grafana', 'running', 'Up', 'g:1', '', '', '', '', '', '', ports, owner].join('\t');

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
