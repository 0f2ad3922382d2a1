import { checkKept } from '../../src/deployment/environment.js';
import { readYaml } from '../../src/yaml/read.js';
import { serviceReading } from '../../src/yaml/reading.js';
import { contextOf, minimal, placed } from '../context.js';

function read(text: string) {
  const { value, kept, report } = readYaml(text, 'x.yml', serviceReading, 'service file');
  checkKept(kept, report);
  return { deployment: value?.['deployment'] as { [key: string]: unknown }, report };
}

describe('YAML beyond plain mappings', () => {
  test('anchors, aliases and merge keys', () => {
    const text = `x-common: &common { TZ: America/New_York, PUID: 0777 }\n${minimal('environment:\n  <<: *common\n  TZ: UTC')}`;
    const { deployment, report } = read(text);
    expect(deployment['environment']).toEqual({ TZ: 'UTC', PUID: '0777' });
    expect(placed(report)).toEqual(['1:49 /deployment/environment/PUID PUID is a number to YAML (777); the container gets the text 0777']);
  });

  test('a list of merge keys: the first wins', () => {
    const text = `x-a: &a { A: one }\nx-b: &b { A: two, B: three }\n${minimal('environment: { <<: [*a, *b] }')}`;
    expect(read(text).deployment['environment']).toEqual({ A: 'one', B: 'three' });
  });

  test('block scalars, quoted keys and comments', () => {
    expect(
      read(minimal('environment:\n  # why\n  "A": |\n    one\n    two\n  B: >-\n    three\n    four')).deployment['environment'],
    ).toEqual({ A: 'one\ntwo\n', B: 'three four' });
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
    const { deployment, report } = read(minimal(`environment: { V: ${source} }`));
    expect(deployment['environment']).toEqual({ V: source });
    expect(placed(report)).toEqual([`6:21 /deployment/environment/V V is ${warning}`]);
    expect(report.diagnostics()[0]).toMatchObject({ severity: 'warning' });
    expect(report.diagnostics()[0]?.hint).toBe(`Put it in quotes: '${source}'.`);
  });

  test.each(['1000', '-3', '0.5', 'true', 'False', 'yes', 'on', '1_000', '2024-01-01', '12:30:45', '022a', '=', "'1.10'", '"0777"'])(
    '%s, as it is',
    (source) => {
      const { deployment, report } = read(minimal(`environment:\n  V: ${source}`));
      expect([deployment['environment'], placed(report)]).toEqual([{ V: source.replace(/['"]/g, '') }, []]);
    },
  );

  test('no value is the empty text, with a warning', () => {
    const { deployment, report } = read(minimal('environment:\n  V:'));
    expect(deployment['environment']).toEqual({ V: '' });
    expect(placed(report)).toEqual(['7:5 /deployment/environment/V V has no value and so is the empty text']);
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
    const read = contextOf(minimal(deployment)).input;
    expect(read.deployment).toMatchObject({
      environment: { PORT: '8081' },
      labels: { n: '010' },
      user: '1000',
      command: ['--port', '08'],
      services: { db: { environment: { V: '1.10', PASS: null }, mem_limit: 1.5 } },
      compose: { services: { db: { labels: { v: '0o7' } } }, environment: { W: '1.20' } },
    });
    expect(read.deployment?.healthcheck?.headers).toEqual({ 'X-Version': '1.0' });
  });

  test('a version is a text', () =>
    expect(contextOf(minimal().replace('name: metube', 'name: metube, version: 1.10')).input.service.version).toBe('1.10'));
});
