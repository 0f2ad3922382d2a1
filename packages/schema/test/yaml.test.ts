import { cost, good, load, minimal, shown } from './read.js';

describe('what is no service file at all', () => {
  test.each([
    ['', '1:1  the file is empty'],
    ['# nothing but a comment\n', '1:1  the file is empty'],
    ['---\n...\n', '1:1  the file is empty'],
    ['- 1\n', "1:1  a list is not of type 'object'"],
    ['metube\n', "1:1  metube is not of type 'object'"],
    ['service:\n\tname: x\n', '2:1  a tab cannot indent'],
    ['service: {}\nservice: {}\n', '2:1  the key is given twice in one mapping'],
    ['service: { name: a, name: b }\n', '1:21  the key is given twice in one mapping'],
    ['service: {}\n---\nservice: {}\n', '2:1  the file holds several documents'],
    ['service: {\n', '2:1  flow map in block collection must be sufficiently indented and end with a }'],
    ['service: "x\n', '2:1  missing closing "quote'],
    ['description: a: b\n', '1:14  nested mappings are not allowed in compact mappings'],
    ['name: @x\n', '1:7  plain value cannot start with reserved character @'],
    ['key: !secret x\n', '1:6  unresolved tag: !secret'],
    ['key: *nowhere\n', '1:6 /key there is no anchor &nowhere above'],
    ['? [a, b]\n: c\n', '1:1  a key must be a text'],
    [': c\n', '1:1  a key is empty'],
    ['__proto__: { polluted: true }\n', '1:1  __proto__ cannot be a key'],
    ['service: "a\\0b"\n', '1:10 /service a text cannot hold a NUL character'],
    ['s\0e\0r\0', '1:1  the file is not UTF-8 text'],
    ['a: &a { <<: *a }\n', '1:1  the file is nested too deeply'],
    ['<<: 1\n', '1:5 /<< a merge key takes a mapping or a list of mappings'],
  ])('%j', (text, expected) => {
    const { service, diagnostics } = load(text);
    expect(service).toBeNull();
    expect(shown(diagnostics)).toContain(expected);
    expect(diagnostics.every(({ hint, severity }) => severity === 'error' && (hint === undefined || hint.length > 10))).toBe(true);
  });

  test('every duplicate key is told, and one syntax error', () => {
    expect(shown(load('a: 1\na: 2\nb: 1\nb: 2\n').diagnostics)).toHaveLength(2);
    expect(load('['.repeat(9000)).diagnostics).toHaveLength(1);
  });

  test('a file of 10 MB is refused by its size, at its longest line, and at once', () => {
    const text = minimal(`environment:\n  BIG: ${'x'.repeat(10 * 1024 * 1024)}`);
    const taken = cost(() => {
      const { service, diagnostics } = load(text);
      expect(service).toBeNull();
      expect(shown(diagnostics)).toEqual(['7:1  the file is 10.0 MB; a service file may be 1 MB at most']);
    });
    expect(taken).toBeLessThan(1000);
  });

  test('aliases of aliases do not fill the memory', () => {
    const levels = [...'abcdefghij'];
    const bomb = levels
      .map(
        (name, index) =>
          `x-${name}: &${name} [${index === 0 ? 'lol' : Array.from({ length: 9 }, () => `*${levels[index - 1]}`).join(', ')}]`,
      )
      .join('\n');
    expect(shown(load(bomb).diagnostics)).toEqual(['1:1  the file unfolds to more than 50000 values']);
    expect(shown(load('a: &a [*a]').diagnostics)).toEqual(['1:1  the file is nested deeper than 64 levels']);
  });
});

describe('YAML beyond plain mappings', () => {
  test('anchors, aliases and merge keys', () => {
    const text = `x-common: &common { TZ: America/New_York, PUID: 0777 }\n${minimal('environment:\n  <<: *common\n  TZ: UTC')}`;
    const { service, diagnostics } = load(text);
    expect(service?.deployment.environment).toEqual({ TZ: 'UTC', PUID: '0777' });
    expect(shown(diagnostics)).toEqual([
      'warning 1:49 /deployment/environment/PUID PUID is a number to YAML (777); the container gets the text 0777',
    ]);
  });

  test('a list of merge keys: the first wins', () => {
    const text = `x-a: &a { A: one }\nx-b: &b { A: two, B: three }\n${minimal('environment: { <<: [*a, *b] }')}`;
    expect(good(text).deployment.environment).toEqual({ A: 'one', B: 'three' });
  });

  test('what came through a merge key is found where it is written', () => {
    const text = `x-health: &health { endpoint: health }\n${minimal('healthcheck:\n  <<: *health')}`;
    expect(shown(load(text).diagnostics)).toEqual(['1:31 /deployment/healthcheck/endpoint health does not match pattern ^/[^\\s#\\\\]*$']);
  });

  test('an alias is found where it stands', () => {
    expect(shown(load(`x-p: &p "80"\n${minimal('container_port: *p')}`).diagnostics)).toEqual([
      "7:19 /deployment/container_port 80 is not of type 'integer'",
    ]);
  });

  test('block scalars, quoted keys and comments', () => {
    expect(good(minimal('environment:\n  # why\n  "A": |\n    one\n    two\n  B: >-\n    three\n    four')).deployment.environment).toEqual(
      { A: 'one\ntwo\n', B: 'three four' },
    );
  });
});

describe('values of the environment keep the text they are written with', () => {
  test.each([
    ['1.10', 'a number to YAML (1.1); the container gets the text 1.10'],
    ['0o17', 'a number to YAML (15); the container gets the text 0o17'],
    ['0777', 'a number to YAML (777); the container gets the text 0777'],
    ['0x1F', 'a number to YAML (31); the container gets the text 0x1F'],
    ['1e3', 'a number to YAML (1000); the container gets the text 1e3'],
    ['.5', 'a number to YAML (0.5); the container gets the text .5'],
    ['+5', 'a number to YAML (5); the container gets the text +5'],
    ['12345678901234567890', 'a number to YAML (12345678901234567000); the container gets the text 12345678901234567890'],
  ])('%s, with a warning', (source, warning) => {
    const { service, diagnostics } = load(minimal(`environment: { V: ${source} }`));
    expect(service?.deployment.environment).toEqual({ V: source });
    expect(shown(diagnostics)).toEqual([`warning 6:21 /deployment/environment/V V is ${warning}`]);
    expect(diagnostics[0]?.hint).toBe(`Put it in quotes: '${source}'.`);
  });

  test.each(['1000', '-3', '0.5', 'true', 'False', 'yes', 'on', '1_000', '2024-01-01', '12:30:45', '022a', '=', "'1.10'", '"0777"'])(
    '%s, as it is',
    (source) => {
      expect(good(minimal(`environment:\n  V: ${source}`)).deployment.environment).toEqual({ V: source.replace(/['"]/g, '') });
    },
  );

  test('no value is the empty text, with a warning', () => {
    const { service, diagnostics } = load(minimal('environment:\n  V:'));
    expect(service?.deployment.environment).toEqual({ V: '' });
    expect(shown(diagnostics)).toEqual(['warning 7:5 /deployment/environment/V V has no value and so is the empty text']);
  });

  test('through an alias, in labels, headers and side containers as well', () => {
    const deployment = `container_port: &p 8081
labels: { n: 010 }
healthcheck: { headers: { X-Version: 1.0 } }
user: 1000
command: [--port, 08]
environment: { PORT: *p }
services: { db: { image: postgres:18, environment: { V: 1.10, PASS: }, mem_limit: 1.5 } }
compose: { services: { db: { labels: { v: 0o7 } } }, environment: { W: 1.20 } }`;
    const { service } = load(minimal(deployment));
    expect(service?.deployment).toMatchObject({
      environment: { PORT: '8081' },
      labels: { n: '010' },
      user: '1000',
      command: ['--port', '08'],
      services: { db: { environment: { V: '1.10', PASS: null }, mem_limit: 1.5 } },
      compose: { services: { db: { labels: { v: '0o7' } } }, environment: { W: '1.20' } },
    });
    expect(service?.health?.headers).toEqual({ 'X-Version': '1.0' });
  });

  test('a version is a text', () =>
    expect(good(minimal().replace('name: metube', 'name: metube, version: 1.10')).metadata).toEqual({ version: '1.10' }));
});
