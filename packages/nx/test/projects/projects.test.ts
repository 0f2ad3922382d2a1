import type { Project } from '../../src/projects/project.js';
import { factsOf } from '../../src/read/facts.js';
import { projectsOf } from '../../src/projects/projects.js';

interface Given {
  readonly files?: Readonly<Record<string, string>>;
  readonly there?: readonly string[];
  readonly root?: string;
  readonly needs?: Readonly<Record<string, readonly string[]>>;
  readonly prefix?: string;
  readonly targetPrefix?: string;
}

function projects({ files = {}, there = [], root = '.', needs = {}, prefix = '', targetPrefix = '' }: Given): Record<string, Project> {
  const known = Object.entries(files).map(([path, text]) => ({ path, facts: factsOf(text, path) }));
  const exists = (path: string): boolean => there.includes(path);
  const homelab = { root, config: 'hl.yml', folder: 'services', files: known, needs: new Map(Object.entries(needs)), exists };
  const all = projectsOf(homelab, { command: 'hl', cached: true }, { prefix, targetPrefix, homelab: 'homelab' });
  return Object.fromEntries(all.map((project) => [project.name, project]));
}

const a = 'services/media/a.yml';
const service = (name: string, more = ''): string => `service: { name: ${name}, category: media }\ndeployment: { target_host: box${more} }`;

test('a service is a project at its file, with tags', () => {
  expect(projects({ files: { [a]: service('a') } })['a']).toMatchObject({
    root: a,
    tags: ['hl:service', 'category:media', 'host:box'],
    implicitDependencies: [],
    namedInputs: { service: [`{workspaceRoot}/${a}`, '{workspaceRoot}/hl.yml'] },
  });
});

test('what is not known of a broken file is left out; it has its targets', () => {
  const { a: broken } = projects({ files: { [a]: '{[' } });
  expect(broken).toMatchObject({ root: a, tags: ['hl:service'] });
  expect(broken?.targets?.['validate']?.options).toEqual({ command: `hl validate ${a}` });
});

test('edges are to services that are there: a name that nobody has, and its own, are none', () => {
  const files = { [a]: service('a'), 'services/b.yml': service('b') };
  expect(projects({ files, needs: { [a]: ['b', 'none', 'a', 'b'] } })['a']?.implicitDependencies).toEqual(['b']);
  expect(projects({ files, needs: { [a]: ['b'] }, prefix: 'x-' })['x-a']?.implicitDependencies).toEqual(['x-b']);
});

test('an edge to a name that two files have is to the first', () => {
  const files = { [a]: service('a'), 'services/b.yml': service('b'), 'services/c.yml': service('b') };
  expect(projects({ files, needs: { [a]: ['b'] } })['a']?.implicitDependencies).toEqual(['b']);
});

test('a file that two services travel with is a project, and an edge of both; one that a single one has is an input', () => {
  const files = {
    [a]: service('a', ', secrets_file: secret.env, extra_files: [{ source: own.ini }]'),
    'services/b.yml': service('b', ', secrets_file: services/media/secret.env'),
  };
  const all = projects({ files, there: ['services/media/secret.env', 'services/media/own.ini'] });
  expect(all['services/media/secret.env']).toMatchObject({ root: 'services/media/secret.env', tags: ['hl:file'], targets: {} });
  for (const name of ['a', 'b']) expect(all[name]?.implicitDependencies).toEqual(['services/media/secret.env']);
  expect(all['services/media/own.ini']).toBe(undefined);
  expect(all['a']?.namedInputs?.['service']).toContain('{workspaceRoot}/services/media/own.ini');
  expect(all['homelab']?.targets?.['validate']?.inputs).not.toContain('{workspaceRoot}/services/media/own.ini'); // it is in the folder
});

test.each([
  ['with its neighbours', 'own/a.yaml', ['own/a.yaml', 'own/**/*', 'services/media/own/a.yaml', 'services/media/own/**/*']],
  ['alone, where service files lie beside it', 'a.yaml', ['a.yaml', 'services/media/a.yaml']],
  ['not, when it is outside', '../../../x.yaml', []],
])('a compose file counts %s', (_, path, inputs) => {
  const project = projects({ files: { [a]: service('a', `, compose_file: ${path}`) } })['a'];
  expect(project?.namedInputs?.['service']).toEqual([a, 'hl.yml', ...inputs].map((one) => `{workspaceRoot}/${one}`));
});

test('in a folder of the workspace, all paths are from its root', () => {
  const { a: one, homelab } = projects({ root: 'lab', files: { [a]: service('a', ', secrets_file: ../x.env') } });
  expect(one).toMatchObject({ root: `lab/${a}` });
  expect(one?.namedInputs?.['service']).toEqual([
    `{workspaceRoot}/lab/${a}`,
    '{workspaceRoot}/lab/hl.yml',
    '{workspaceRoot}/lab/services/x.env',
  ]);
  expect(homelab).toMatchObject({ root: 'lab/hl.yml' });
});

test('what services say of each other is checked by the whole: by every file that counts', () => {
  const files = { [a]: service('a', ', secrets_file: secrets/a.env') };
  expect(projects({ files })['homelab']?.targets).toEqual({
    validate: expect.objectContaining({
      cache: true,
      inputs: expect.arrayContaining([
        '{workspaceRoot}/services/**/*',
        '{workspaceRoot}/hl.yml',
        '{workspaceRoot}/secrets/a.env',
        { env: 'CI' },
      ]),
      options: { command: 'hl validate' },
    }),
  });
});

test('targets may have a prefix', () => {
  const { a: one, homelab } = projects({ files: { [a]: service('a') }, targetPrefix: 'hl-' });
  expect(Object.keys(one?.targets ?? {})).toEqual(['hl-validate', 'hl-render', 'hl-plan', 'hl-deploy', 'hl-verify']);
  expect(Object.keys(homelab?.targets ?? {})).toEqual(['hl-validate']);
});

test('a path that Nx would read as a pattern is not cached', () => {
  const { a: one } = projects({ files: { 'services/[x]/a.yml': service('a') } });
  expect(one?.targets?.['validate']).toMatchObject({ cache: false, options: { command: "hl validate 'services/[x]/a.yml'" } });
});
