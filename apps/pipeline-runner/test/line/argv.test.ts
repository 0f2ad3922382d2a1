import { asTyped, ofDocker, ofHelp, verbatim } from '../../src/line/argv.js';

test.each([
  ['hl help', ['help'], ['--help']],
  ['hl help plan', ['help', 'plan'], ['plan', '--help']],
  ['hl help help', ['help', 'help'], ['--help']],
  ['a service that is called help', ['status', 'help'], ['status', 'help']],
])('%s', (_, argv, expected) => expect(ofHelp(argv)).toEqual(expected));

test.each([
  ['a line of Docker', ['import', 'docker', 'run', '-d', 'nginx'], ['import', '--', 'docker', 'run', '-d', 'nginx']],
  ['in one word', ['import', 'docker run -d nginx', '--dry-run'], ['import', '--dry-run', '--', 'docker run -d nginx']],
  ['behind -- already', ['import', '--', 'docker', 'run', 'nginx'], ['import', '--', 'docker', 'run', 'nginx']],
  ['of another command', ['status', 'docker', 'run'], ['status', 'docker', 'run']],
])('import: %s', (_, argv, expected) => expect(ofDocker(argv)).toEqual(expected));

test('commits stay as they were typed', () =>
  expect(verbatim(['detect', '--base', '0123456', '--head=1e5'])).toEqual({ base: '0123456', head: '1e5' }));

test('options are told as they were typed', () => expect(asTyped('Unknown option `--allowMass`')).toBe('Unknown option `--allow-mass`'));
