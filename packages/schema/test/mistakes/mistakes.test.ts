import { crossCheck, floatingImages } from '@hl/schema';
import { load, site } from '../read.js';
import { containerMistakes } from './container.js';
import { keysMistakes } from './keys.js';
import { changed, more, unmarked } from './mistake.js';
import { reachMistakes } from './reach.js';
import { textMistakes } from './text.js';

const files = (path: string) => (path.endsWith('ok.conf') ? new Uint8Array() : null);
const all = [...textMistakes, ...keysMistakes, ...containerMistakes, ...reachMistakes];

/** Everything that is said about a file, with the way out. */
const said = ({ line, column, severity, message, hint }: ReturnType<typeof load>['diagnostics'][number]) =>
  `${line}:${column} ${severity === 'warning' ? 'warning: ' : ''}${message}. ${hint}`;

test.each(all)('%s', (_, marked, message, hint) => {
  const { text, line, column } = unmarked(marked);
  expect(load(text, files).diagnostics.map(said)).toEqual([`${line}:${column} ${message}. ${hint}`]);
});

test('each says what to write instead, in one or two sentences', () => {
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(([, , message, hint]) => /undefined|NONE|\n/.test(message + hint) || hint.length < 8)).toEqual([]);
});

test.each([
  ['line ends of Windows, and a byte order mark', `\ufeff${more('').replaceAll('\n', '\r\n')}`],
  ['what older YAML takes for a number of base 60', more('  ports:\n    - 2222:22\n')],
  ['what older YAML takes for false', more('  restart: no\n')],
  ['upper case in a host name', more('traefik: { subdomain: MeTube }\n')],
  ['a number for a variable', more('  environment: { PUID: 1000, DEBUG: true }\n')],
  ['a comment behind a variable', more('  environment:\n    PUID: 1000 # of the user media\n')],
  [
    'a path, a switch or a hash where a password could stand',
    more('  environment: { DB_PASSWORD: /run/secrets/db, USE_TOKEN: "true", ADMIN_TOKEN: "$argon2id$v=19$x" }\n'),
  ],
  ['a mode as octal number', more('  extra_files: [{ source: ok.conf, destination: a, mode: 0644 }]\n')],
  ['a key without a value', more('  environment:\n  privileged:\ndns:\n')],
])('%s is no mistake', (_, text) => expect(load(text, files).diagnostics).toEqual([]));

describe('images that become others without a change in git', () => {
  const told = (text: string) => floatingImages([load(text).service].filter((one) => one !== null)).map(said);

  test.each([
    [
      'without a tag',
      changed('image: ghcr.io/alexta69/metube:2026.08.15', 'image: ‸ghcr.io/alexta69/metube'),
      'ghcr.io/alexta69/metube has no tag, which means latest',
    ],
    [
      'the tag latest',
      changed('image: ghcr.io/alexta69/metube:2026.08.15', 'image: ‸ghcr.io/alexta69/metube:latest'),
      'ghcr.io/alexta69/metube:latest is whatever was pulled last',
    ],
  ])('%s', (_, marked, message) => {
    const { text, line, column } = unmarked(marked);
    expect(told(text)).toEqual([
      `${line}:${column} warning: ${message}. Write the version, e.g. ghcr.io/alexta69/metube:1.2.3, so that git says what runs; or pull_policy: always to follow it.`,
    ]);
  });

  test('a side container is told, too', () => {
    const { text, line, column } = unmarked(more('  services: { db: { image: ‸postgres } }\n'));
    expect(told(text)).toEqual([expect.stringContaining(`${line}:${column} warning: postgres has no tag`)]);
  });

  test.each([
    changed('2026.08.15', 'latest') + '  pull_policy: always\n',
    changed('2026.08.15', `latest@sha256:${'a'.repeat(64)}`),
    changed('ghcr.io/alexta69/metube:2026.08.15', 'localhost:5000/metube:1'),
    more('  services: { db: { image: postgres, pull_policy: always }, built: { build: . } }\n'),
  ])('not where it is wanted, or exact', (text) => expect(told(text)).toEqual([]));
});

test('two services on one port of a host are told in the later one, at the port', () => {
  const other = more('').replace('name: metube', 'name: films');
  const services = [more(''), other].flatMap((text) => load(text).service ?? []);
  expect(crossCheck(services, site()).map(said)).toContain(
    '8:9 port 8082/tcp of docker-media is taken by metube (services/downloads/metube.yml) already. Give one of them another port, or move it to another host.',
  );
});
