import type { Container } from '../../src/client/containers.js';
import { foreignContainers, holderOf, lostItsHeader, sameFile, withOwners } from '../../src/observe/ownership.js';
import { specFrom } from '../../src/spec.js';
import { compose, container, holding, place, spec } from './places.js';

const theirs = (over: Partial<Container>): Container => container({ owner: '', project: '', name: 'x', service: '', ...over });

test.each<[string, Container, boolean]>([
  ['has the name of the service', theirs({ name: 'web' }), true],
  ['has the name of one of its containers', theirs({ name: 'web-web-1' }), true],
  ['is in its project', theirs({ project: 'web' }), true],
  ['has another name and project', theirs({ name: 'web-2', project: 'other' }), false],
  ['is ours', container(), false],
  ['is of another service of ours, under our name', container({ owner: 'other', name: 'web' }), true],
  ['is of another service of ours, in our project', container({ owner: 'other', name: 'x', project: 'web' }), true],
  ['is of another service of ours', container({ owner: 'other', name: 'web-web-1', project: 'other' }), false],
])('a container that %s: %s', (_, one, foreign) => {
  expect(foreignContainers(holding({ containers: [one] }))).toEqual(foreign ? [one] : []);
});

test('what the service was and shall be counts, in the words of the engine', () => {
  const specs = [spec, specFrom({ project: 'old', compose: 'services: {app: {container_name: mine}, db: {}}' })];
  const containers = [theirs({ name: 'mine' }), theirs({ name: 'old-db-1' }), theirs({ name: 'old_db' }), theirs({ project: 'old' })];
  expect(foreignContainers(holding({ specs, containers })).map((one) => containers.indexOf(one))).toEqual([0, 1, 3]);
  expect(foreignContainers(holding({ specs, containers, separator: '_' })).map((one) => containers.indexOf(one))).toEqual([0, 2, 3]);
});

describe('who holds it', () => {
  const secrets = { KEY: { source: 'KEY', state: 'current' as const } };
  const file = { source: 'a', destination: 'b', mode: 0o600, sha256: 'c', size: 1, state: 'current' as const };

  test.each<[string, Parameters<typeof holding>[0], unknown]>([
    ['nobody', { containers: [container()], places: [place()] }, null],
    ['a container', { containers: [theirs({ name: 'web', image: 'wiki:1' })] }, { holder: 'container web (image wiki:1)' }],
    [
      'a container of a project',
      { containers: [theirs({ name: 'a', image: 'b', project: 'web' })] },
      { holder: 'container a of project web (image b)' },
    ],
    ['a service of a Swarm', { containers: [theirs({ name: 'web', image: 'b' })], separator: '_' }, { holder: 'service web (image b)' }],
    [
      'another service of ours',
      { containers: [container({ owner: 'other', name: 'web', project: 'other' })] },
      {
        holder: 'container web of project other (image web:1)',
        hint: 'It belongs to other, which hl deployed too: rename one of the two.',
      },
    ],
    ['a file', { places: [place({ unmarked: new Set(['docker-compose.yml']) })] }, { holder: '/opt/web/docker-compose.yml' }],
    ['variables that nobody needs', { places: [place({ unmarked: new Set(['.env']) })] }, null],
    [
      'variables where ours shall be',
      { specs: [{ ...spec, secrets }], places: [place({ unmarked: new Set(['.env']) })] },
      { holder: '/opt/web/.env' },
    ],
    [
      'variables where those of an encrypted file shall be',
      { specs: [{ ...spec, secretsFile: file }], places: [place({ unmarked: new Set(['.env']) })] },
      { holder: '/opt/web/.env' },
    ],
    [
      'variables where plain ones go',
      { specs: [{ ...spec, variables: { A: 'b' } }], places: [place({ unmarked: new Set(['.env']) })] },
      { holder: '/opt/web/.env' },
    ],
    ['variables over ours', { specs: [{ ...spec, secrets }], places: [place({ unmarked: new Set(['.env']), manifest: '{}' })] }, null],
    [
      'a container before a file',
      { containers: [theirs({ name: 'web', image: 'b' })], places: [place({ unmarked: new Set(['compose.yml']) })] },
      { holder: 'container web (image b)' },
    ],
  ])('%s', (_, over, holder) => {
    expect(holderOf(holding(over))).toEqual(holder);
  });
});

describe('the same compose file but for our marks', () => {
  test.each([
    ['itself', compose],
    ['without our label', compose.replace(', labels: {hl.service: web}', '')],
    [
      'written otherwise',
      JSON.stringify({ name: 'web', services: { web: { restart: 'always', image: 'web:1', labels: ['hl.files=x'] } } }),
    ],
    ['with labels of a stack', 'name: web\nservices: {web: {image: "web:1", restart: always, deploy: {labels: {hl.directory: x}}}}'],
  ])('%s', (title, text) => {
    const specs = [specFrom({}), title.includes('stack') ? { ...spec, compose: text.replace('{hl.directory: x}', '{}') } : spec];
    expect(sameFile(specs, text)).toBe(specs[1]);
  });

  test.each([
    ['another image', compose.replace('web:1', 'web:2')],
    ['another label', compose.replace('{hl.service: web}', '{hl.service: web, mine: x}')],
    ['another name', compose.replace('name: web', 'name: app')],
    ['one more service', `${compose}  db: {image: db}\n`],
    ['no services', 'name: web\n'],
    ['no YAML', 'services: ['],
    ['nothing', ''],
    ['no file', undefined],
  ])('%s is another one', (_, text) => {
    expect(sameFile([specFrom({}), spec], text)).toBeUndefined();
  });

  test('labels are compared as they count: list or map, in any order', () => {
    const labelled = (labels: string): string => `services: {a: {image: a, labels: ${labels}}}`;
    const wanted = { ...spec, compose: labelled('{a: 1, b: x, hl.service: web}') };
    expect(sameFile([wanted], labelled('["b=x", "a=1"]'))).toBe(wanted);
    expect(sameFile([wanted], labelled('["b=x"]'))).toBeUndefined();
  });
});

describe('whose a container is', () => {
  const manifest = JSON.stringify({ project: 'web' });
  const bare = { service: 'web', project: 'web', directory: '/home/x' };
  const ofWeb = theirs({ ...bare, owner: 'web', directory: '/opt/web' });
  test.each<[string, Parameters<typeof place>[0], Parameters<typeof theirs>[0], boolean]>([
    ['taken over as it was', { manifest, kept: ['web'] }, {}, true],
    ['out of a file that is included', { manifest, compose: 'include: [b.yml]\n' }, {}, true],
    ['of another compose service', { manifest, kept: ['db'] }, {}, false],
    ['of another project', { manifest: JSON.stringify({ project: 'other' }), kept: ['web'] }, {}, false],
    ['of a place without records', { kept: ['web'] }, {}, false],
    ['of `docker compose run`', { manifest, kept: ['web'] }, { oneOff: true }, false],
    ['with a label', { manifest, kept: ['web'] }, { owner: 'app' }, false],
  ])('%s: %#', (_, where, over, ours) => {
    const one = theirs({ ...bare, ...over });
    expect(withOwners([one], [place(where)])).toEqual([ours ? ofWeb : one]);
  });
});

describe('a header that was taken away', () => {
  const stripped = (...names: string[]) => place({ manifest: '{}', unmarked: new Set(names) });

  test.each<[string, Parameters<typeof holding>[0], boolean]>([
    ['from our compose file', { places: [stripped('compose.yml')] }, true],
    ['from both', { places: [stripped('compose.yml', '.env'), place({ path: '/opt/other' })] }, true],
    ['from none', { places: [stripped()] }, false],
    ['where we have no records', { places: [place({ unmarked: new Set(['compose.yml']) })] }, false],
    ['in two places', { places: [stripped('compose.yml'), stripped('compose.yml')] }, false],
    ['a compose file that is not ours', { places: [stripped('compose.yml', 'docker-compose.yml')] }, false],
    ['and somebody holds the name', { places: [stripped('compose.yml')], containers: [theirs({ name: 'web' })] }, false],
  ])('%s: %s', (_, over, lost) => {
    const where = holding(over);
    expect(lostItsHeader(where)).toBe(lost ? where.places[0] : undefined);
  });
});
