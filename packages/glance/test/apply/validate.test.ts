import { exampleSite, MemoryRemote } from '@hl/core/testing';
import type { GlanceSite } from '@hl/core';
import { validate } from '../../src/apply/validate.js';

const config = '/opt/glance/glance.yml';
const mounts = [{ Source: '/opt/glance', Destination: '/app/config' }];
const setUp = (over: Partial<GlanceSite>, answer: { code?: number; stdout?: string; stderr?: string } = {}) => {
  const remote = new MemoryRemote();
  remote.onRun = (argv) => (argv[1] === 'inspect' ? { stdout: JSON.stringify([{ Source: '/opt', Destination: '/other' }]) } : answer);
  return { remote, site: { ...(exampleSite().glance as GlanceSite), restart: ['docker', 'restart', 'glance'], validate: null, ...over } };
};

test.each<[string, Partial<GlanceSite>, string, typeof mounts, string[][]]>([
  [
    'the container that shows the file',
    {},
    config,
    mounts,
    [['docker', 'exec', 'glance', '/app/glance', '--config', '/app/config/glance.yml', 'config:validate']],
  ],
  ['no container that shows it', {}, config, [], []],
  ['no container', { restart: ['true'] }, config, mounts, []],
  ['as the site says', { validate: ['check', '{file}'] }, config, [], [['check', config]]],
  [
    'in that container, as the site says',
    { validate: ['docker', 'exec', 'glance', 'check', '{file}'] },
    config,
    mounts,
    [['docker', 'exec', 'glance', 'check', '/app/config/glance.yml']],
  ],
  [
    'in another one, whose mounts are asked for',
    { validate: ['docker', 'exec', 'other', 'check', '{file}'] },
    config,
    mounts,
    [
      ['docker', 'inspect', '--format', '{{json .Mounts}}', 'other'],
      ['docker', 'exec', 'other', 'check', '/other/glance/glance.yml'],
    ],
  ],
])('who is asked: %s', async (_, over, file, mounted, commands) => {
  const { remote, site } = setUp(over);
  expect(await validate(remote, site, file, mounted)).toBeNull();
  expect(remote.commands).toEqual(commands);
});

const own = { validate: ['check', '{file}'] };
test.each<[string, Partial<GlanceSite>, { code?: number; stdout?: string; stderr?: string }, string | null]>([
  ['well', own, { code: 0, stderr: 'a warning' }, null],
  ['the command is not there', own, { code: 127, stderr: 'check: not found' }, 'glance.yml was not validated: check: not found'],
  ['nothing is said', own, { code: 126 }, 'glance.yml was not validated: exit code 126'],
  [
    'the daemon does not answer',
    own,
    { code: 1, stderr: 'a\nb\nError response from daemon: x' },
    'glance.yml was not validated: b / Error response from daemon: x',
  ],
  ['an image without the command', {}, { code: 1, stderr: 'unknown command' }, null],
])('not judged: %s', async (_, over, answer, note) => {
  const { remote, site } = setUp(over, answer);
  expect(await validate(remote, site, config, mounts)).toBe(note);
});

test.each<[string, Partial<GlanceSite>, { code?: number; stdout?: string; stderr?: string }, RegExp]>([
  [
    'in words of its own',
    own,
    { code: 1, stderr: 'page 1 has no name' },
    /^Glance does not accept \/opt\/glance\/glance\.yml: page 1 has no name$/,
  ],
  ['without words', own, { code: 3 }, /: exit code 3$/],
  ['Glance, not asked how', {}, { code: 1, stdout: 'Config file is invalid: x\n' }, /: Config file is invalid: x$/],
  ['Glance, of what is included', {}, { code: 1, stdout: 'Could not parse config file: y\n' }, /: Could not parse config file: y$/],
])('refused %s', async (_, over, answer, message) => {
  const { remote, site } = setUp(over, answer);
  await expect(validate(remote, site, `${config}.hl-new`, mounts)).rejects.toMatchObject({
    code: 'HL_GLANCE_INVALID',
    kind: 'refused',
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
});
