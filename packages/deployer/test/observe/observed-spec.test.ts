import type { SecretState } from '../../src/spec.js';
import { asWanted, observedSpec, stub } from '../../src/observe/observed-spec.js';
import { compose, container, holding, place, spec } from './places.js';

const file = { source: 'a', destination: 'app.conf', mode: 0o644, sha256: 'one', size: 3 };
const encrypted = { ...file, destination: 'x.env' };
const manifest = (over: object = {}): string =>
  JSON.stringify({
    version: 1,
    service: 'web',
    project: 'web',
    files: [],
    secrets: {},
    secretsFile: null,
    onFailure: 'keep',
    dependsOnServices: ['db'],
    alwaysPull: false,
    commit: null,
    ...over,
  });
const applied = JSON.stringify({ time: 't', containers: [{ service: 'web', configHash: 'hash', imageId: 'sha256:1' }] });
const ours = (over: Parameters<typeof place>[0] = {}) => place({ records: true, manifest: manifest(), applied, compose, ...over });
const held = { secret: (): SecretState => 'differs', plain: (name: string): boolean => name !== 'CHANGED' };
const observed = (over: Parameters<typeof holding>[0]) => observedSpec(holding(over), held);

test('nothing of ours', () => {
  expect(observed({})).toBeNull();
  expect(observed({ places: [place()], containers: [container({ owner: '' })] })).toBeNull();
});

test('all of it', () => {
  expect(observed({ containers: [container()], places: [ours()] })).toEqual({
    project: 'web',
    installPath: '/opt/web',
    compose,
    files: [],
    secrets: {},
    secretsFile: null,
    onFailure: 'keep',
    dependsOnServices: ['db'],
    running: true,
    leftovers: [],
    imageIds: { web: 'sha256:1' },
  });
});

test('of a compose file of its own: what is merged over it, and the plain variables that stand as they were meant', () => {
  const own = { manifest: manifest({ variables: { DIR: '/d', CHANGED: 'x' } }), overlay: '# hl: x\nservices: {web: {restart: always}}\n' };
  expect(observed({ places: [ours(own)] })).toMatchObject({ overlay: own.overlay, variables: { DIR: '/d' } });
  expect(observed({ places: [ours()] })).not.toHaveProperty('overlay');
  expect(observed({ places: [ours()] })).not.toHaveProperty('variables');
  // A restart policy, as only the second file has it, says what a container that ended is.
  const ended = container({ state: 'exited', status: 'Exited (0) now' });
  const bare = { compose: 'services: {web: {image: "web:1"}}', applied };
  expect(observed({ places: [ours(bare)], containers: [ended] })?.running).toBe(true);
  expect(observed({ places: [ours({ ...bare, ...own })], containers: [ended] })?.running).toBe(false);
});

test.each<[string, ReadonlySet<string> | null, object]>([
  ['nobody asked', null, {}],
  ['it is there', new Set(['other']), { network: 'current' }],
  ['it is gone', new Set(['id']), { network: 'stale' }],
])('the container whose network it uses: %s', (_, stranded, expected) => {
  const { network } = observed({ places: [ours()], containers: [container()], stranded }) ?? {};
  expect(network === undefined ? {} : { network }).toEqual(expected);
});

test('only containers, only records, only a file', () => {
  expect(observed({ containers: [container({ project: 'p', directory: '/d' })] })).toMatchObject({
    project: 'p',
    installPath: '/d',
    running: false,
  });
  expect(observed({ places: [place({ records: true })] })).toMatchObject({
    project: '',
    installPath: '/opt/web',
    compose: '',
    onFailure: 'rollback',
  });
  expect(observed({ places: [place({ compose: 'x' })] })).toMatchObject({ compose: 'x', dependsOnServices: [] });
  expect(observed({ places: [place({ records: true, manifest: '{cut' })] })).toMatchObject({ project: '', secrets: {} });
});

test('it lives where its containers run, else where it was completed, else where it lies; the others are left over', () => {
  const [a, b, c] = [place({ path: '/a', records: true }), place({ path: '/b', records: true }), place({ path: '/c', records: true })];
  expect(observed({ places: [a, b, c], containers: [container({ directory: '/b' })] })).toMatchObject({
    installPath: '/b',
    leftovers: ['/a', '/c'],
  });
  expect(observed({ places: [a, { ...b, applied }] })).toMatchObject({ installPath: '/b', leftovers: ['/a'] });
  expect(observed({ places: [a, b] })).toMatchObject({ installPath: '/a', leftovers: ['/b'] });
});

test('the project is that of the containers where they have another one', () => {
  expect(observed({ places: [ours()], containers: [container(), container({ project: 'new' })] })?.project).toBe('new');
  expect(observed({ places: [ours()], containers: [container()] })?.project).toBe('web');
});

test('files as they are, those that are there', () => {
  const files = new Map([['app.conf', { sha256: 'two', mode: 0o600, size: 9 }]]);
  const lists = manifest({ files: [file, { ...file, destination: 'gone' }] });
  expect(observed({ places: [ours({ manifest: lists, files })] })?.files).toEqual([{ ...file, sha256: 'two', mode: 0o600, size: 9 }]);
});

test('secrets by their state, and what came from an encrypted file', () => {
  const asked: string[] = [];
  const state = { ...held, secret: (name: string, source: string): SecretState => (asked.push(`${name} ${source}`), 'absent') };
  expect(observedSpec(holding({ places: [ours({ manifest: manifest({ secrets: { KEY: 'APP_KEY' } }) })] }), state)?.secrets).toEqual({
    KEY: { source: 'APP_KEY', state: 'absent' },
  });
  expect(asked).toEqual(['KEY APP_KEY']);
  const env = new Map([['KEY', 'digest']]);
  const withFile = (over: object) => observed({ places: [ours({ manifest: manifest({ secretsFile: encrypted }), ...over })] })?.secretsFile;
  expect(withFile({})).toEqual({ ...encrypted, state: 'absent' });
  expect(withFile({ env })).toEqual({ ...encrypted, state: 'current' });
  expect(withFile({ env, tampered: true })).toEqual({ ...encrypted, state: 'differs' });
});

test.each([
  [{ alwaysPull: true }, {}, 'current'],
  [{ alwaysPull: true }, { outdated: true }, 'outdated'],
  [{}, { outdated: true }, undefined],
])('images: %j %j', (written, over, images) => {
  expect(observed({ places: [ours({ manifest: manifest(written), ...over })] })?.images).toBe(images);
});

describe('running', () => {
  test.each<[string, object, object[]]>([
    ['no container', {}, []],
    ['one in another directory', {}, [{ directory: '/d' }]],
    ['one that ended', {}, [{ state: 'exited', status: 'Exited (0) now' }]],
    ['one of another configuration', {}, [{ configHash: 'other' }]],
    ['one of two', {}, [{}, { state: 'created' }]],
    ['one of another compose service', {}, [{ service: 'db' }]],
    ['a one-off container', {}, [{ oneOff: true }]],
    ['a deployment that was not completed', { applied: undefined }, [{}]],
    ['one that is under way', { staged: true }, [{}]],
    ['no compose file', { compose: undefined }, [{}]],
  ])('not with %s', (_, over, containers) => {
    const left = { ...ours(), ...over };
    expect(observed({ places: [left], containers: containers.map((one) => container(one)) })?.running).toBe(false);
  });

  test('a one-shot that ended with 0', () => {
    const once = { compose: compose.replace('restart: always', 'restart: "no"') };
    expect(observed({ places: [ours(once)], containers: [container({ state: 'exited', status: 'Exited (0) now' })] })?.running).toBe(true);
    expect(observed({ places: [ours(once)], containers: [container({ state: 'exited', status: 'Exited (1) now' })] })?.running).toBe(false);
  });
});

describe('made by hand just as it is wanted', () => {
  const theirs = container({ owner: '' });
  const lies = (over: Parameters<typeof place>[0] = {}) => place({ compose, unmarked: new Set(['compose.yml']), ...over });
  const of = (over: Parameters<typeof holding>[0] = {}) =>
    asWanted(holding({ containers: [theirs], places: [lies()], ...over }), 'container x', held);

  test('is as the spec says', () => {
    expect(of()).toEqual({ ...spec, imageIds: { web: 'sha256:1' }, foreign: 'container x' });
    expect(of({ containers: [container({ owner: '', directory: '' })] })?.running).toBe(true);
  });

  test.each<[string, Parameters<typeof holding>[0]]>([
    ['there is no directory', { places: [] }],
    ['there are two', { places: [lies(), lies({ path: '/b' })] }],
    ['we have records there', { places: [lies({ manifest: '{}' })] }],
    ['the file is ours', { places: [lies({ unmarked: new Set() })] }],
    ['another file lies there', { places: [lies({ compose: 'services: {}' })] }],
    ['it lies elsewhere', { places: [lies({ path: '/elsewhere' })] }],
    ['a container has our name in no project', { containers: [theirs, container({ owner: '', name: 'web', project: '' })] }],
    ['the project has one more', { containers: [theirs, container({ owner: '', service: 'db', name: 'web-db-1' })] }],
  ])('not where %s', (_, over) => {
    expect(of(over)).toBeNull();
  });

  test.each<[string, object[]]>([
    ['nothing runs', []],
    ['it is stopped', [{ state: 'exited', status: 'Exited (0) now' }]],
    ['it runs from elsewhere', [{ directory: '/elsewhere' }]],
  ])('is not up where %s', (_, containers) => {
    expect(of({ containers: containers.map((one) => container({ owner: '', ...one })) })?.running).toBe(false);
  });

  test('files and secrets as they are; what belongs to an encrypted file nobody knows', () => {
    const secrets = { KEY: { source: 'APP_KEY', state: 'current' as const } };
    const wanted = { ...spec, files: [file], secrets, secretsFile: { ...encrypted, state: 'current' as const }, leftovers: ['/x'] };
    const files = new Map([['app.conf', { sha256: 'two', mode: 0o600, size: 9 }]]);
    expect(of({ specs: [wanted], places: [lies({ files })] })).toMatchObject({
      files: [{ destination: 'app.conf', sha256: 'two' }],
      secrets: { KEY: { source: 'APP_KEY', state: 'differs' } },
      secretsFile: { destination: 'x.env', state: 'differs' },
      leftovers: [],
    });
  });
});

test.each<[string, Parameters<typeof holding>[0], object]>([
  [
    'a container',
    { containers: [container({ owner: '', project: 'p', name: 'web', directory: '/d' })] },
    { project: 'p', installPath: '/d', running: true },
  ],
  ['one that is stopped', { containers: [container({ owner: '', name: 'web', state: 'exited' })] }, { running: false }],
  [
    'a file',
    { places: [place(), place({ path: '/f', unmarked: new Set(['compose.yml']), compose: 'PASSWORD: x' })] },
    { project: 'web', installPath: '/f' },
  ],
])('of somebody else only enough to tell whose it is: %s', (_, over, expected) => {
  const found = stub(holding(over), 'them');
  expect(found).toMatchObject({ ...expected, compose: '', files: [], secrets: {}, foreign: 'them' });
});
