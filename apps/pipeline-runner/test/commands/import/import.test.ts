import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folder } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

const hl = (cwd: string, ...argv: string[]): Promise<Said> => hlIn(cwd, argv);

const site = 'domain: example.org\nhosts: { box: 192.0.2.1 }\ncategories: [media, home]\n';
const compose = 'services:\n  tube:\n    image: x/tube:1 # pinned\n    ports: ["8082:8081"]\n    environment:\n      API_TOKEN: abcdef12\n';

test('a file becomes a service file that is valid, and the next command is told', async () => {
  const cwd = folder({ 'hl.yml': site, 'old/media/tube/docker-compose.yml': compose });
  const { code, out, err } = await hl(cwd, 'import', 'old/media/tube/docker-compose.yml');
  expect(code).toBe(0);
  expect(out).toContain('services/media/tube.yml  from old/media/tube/docker-compose.yml\n');
  expect(out).toContain('CI variables to set: TUBE_API_TOKEN\n');
  expect(out).toContain('Next: hl validate\n');
  expect(err).toContain('old/media/tube/docker-compose.yml:6: API_TOKEN is a secret: its value was not copied');
  expect(out + err).not.toContain('abcdef12');
  expect(readFileSync(join(cwd, 'services/media/tube.yml'), 'utf8')).toContain('image: x/tube:1 # pinned\n');
  const checked = await hl(cwd, 'validate');
  expect([checked.code, checked.err]).toEqual([0, expect.not.stringContaining('✖')]);
});

test('what is there already is left alone, told, and ends with 3', async () => {
  const cwd = folder({ 'hl.yml': site, 'tube/compose.yaml': compose, 'services/media/tube.yml': 'mine' });
  const { code, err } = await hl(cwd, 'import', 'tube', '--category', 'media');
  expect(code).toBe(3);
  expect(err).toContain('services/media/tube.yml is there already: nothing was written for tube/compose.yaml');
  expect(readFileSync(join(cwd, 'services/media/tube.yml'), 'utf8')).toBe('mine');
});

test('every project below a folder, an override merged into its file; what begins with a dot is passed over', async () => {
  const cwd = folder({
    'hl.yml': site,
    'all/one/compose.yaml': compose,
    'all/one/compose.override.yaml': 'services:\n  tube: { image: x/tube:2, environment: { B: c } }\n',
    'all/deep/er/two/docker-compose.yml': 'services:\n  two: { image: y:1 }\n',
    'all/.git/compose.yml': 'services:\n  hidden: { image: z }\n',
  });
  const { code, out, err } = await hl(cwd, 'import', 'all', '--category', 'home', '--target-host', 'nas');
  expect(code).toBe(0);
  expect(out + err).toContain('all/one/compose.yaml: compose.override.yaml is merged into it');
  const one = readFileSync(join(cwd, 'services/home/one.yml'), 'utf8');
  expect(one).toMatch(/target_host: nas\n[^]*image: "?x\/tube:2"?\n[^]*B: "?c"?\n/);
  expect(existsSync(join(cwd, 'services/home/two.yml'))).toBe(true);
  expect(existsSync(join(cwd, 'services/home/hidden.yml'))).toBe(false);
});

test('of many projects, one that cannot be read is told and the others are written', async () => {
  const cwd = folder({ 'hl.yml': site, 'all/bad/compose.yml': 'services: [', 'all/tube/compose.yml': compose });
  const { code, out, err } = await hl(cwd, 'import', 'all', '--category', 'home');
  expect(code).toBe(2);
  expect(err).toContain('all/bad/compose.yml:1: ');
  expect(out).toMatch(/^services\/home\/tube\.yml {2}from all\/tube\/compose\.yml\n/);
  expect(existsSync(join(cwd, 'services/home/tube.yml'))).toBe(true);
});

test('--dry-run prints and writes nothing; --json has it as data', async () => {
  const cwd = folder({ 'hl.yml': site, 'tube/compose.yml': compose });
  const { out } = await hl(cwd, 'import', 'tube', '--dry-run');
  expect(out).toMatch(/^# services\/media\/tube\.yml\n# From compose\.yml, by hl import\.\n/);
  const data = JSON.parse((await hl(cwd, 'import', 'tube', '--dry-run', '--json')).out) as object;
  expect(data).toMatchObject({
    written: [],
    services: [{ from: 'tube/compose.yml', there: null, secrets: [{ name: 'API_TOKEN', source: 'TUBE_API_TOKEN' }] }],
  });
  expect(existsSync(join(cwd, 'services'))).toBe(false);
});

test('--keep-compose brings the file along; validate and render take both', async () => {
  const text = compose.replace('abcdef12', '${API_TOKEN}');
  const cwd = folder({ 'hl.yml': site, 'tube/compose.yml': text, 'tube/.env': 'API_TOKEN=abcdef12\n' });
  expect((await hl(cwd, 'import', 'tube', '--keep-compose')).code).toBe(0);
  expect(readFileSync(join(cwd, 'services/media/tube.compose.yaml'), 'utf8')).toBe(text);
  expect((await hl(cwd, 'validate')).code).toBe(0);
  expect((await hl(cwd, 'render', 'tube')).out).toContain(text);
});

test('a docker run without hl.yml: placeholders are told', async () => {
  const cwd = folder({});
  const { code, out } = await hl(
    cwd,
    'import',
    '--',
    'docker',
    'run',
    '-d',
    '--name',
    'tube',
    '-p',
    '8082:8081',
    '-v',
    '/opt/tube:/data',
    'x/tube:1',
    '--flag',
  );
  expect(code).toBe(0);
  expect(out).toContain('There is no hl.yml here: the host is called my-host');
  expect(readFileSync(join(cwd, 'services/utility/tube.yml'), 'utf8')).toMatch(
    /target_host: my-host\n\s+port: 8082\n\s+container_port: 8081\n\s+image: x\/tube:1\n/,
  );
});

test.each([
  [['docker', 'run', '-d', '--name', 'web', '-v', 'a:/b', 'nginx']],
  [['--category', 'media', 'sudo', 'docker', 'container', 'run', '--name=web', 'nginx']],
  [['docker run -d --name web -v a:/b nginx', '--category', 'media']],
])('a docker run needs nothing before it: %j', async (words) => {
  const cwd = folder({ 'hl.yml': site });
  expect((await hl(cwd, 'import', '--dry-run', ...words)).out).toContain('image: nginx');
});

test.each([
  ['nothing', [], 'there is nothing to import'],
  ['a path that is not there', ['nowhere'], 'nowhere is not there'],
  ['a folder without compose files', ['empty'], 'there is no compose file in empty'],
  ['a file that is none', ['hl.yml'], 'hl.yml: there are no services in it'],
  ['a host that is none', ['--host', 'nas'], 'nas is not a host of hl.yml'],
])('%s is an input error', async (_, words, message) => {
  const cwd = folder({ 'hl.yml': site, 'empty/x': '' });
  const { code, err } = await hl(cwd, 'import', ...words);
  expect(code).toBe(2);
  expect(err).toContain(message);
  expect(err).toContain('→');
});
