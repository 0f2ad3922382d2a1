import { checkArtifact, loadSite } from '@hl/schema';
import { readdirSync } from 'node:fs';

const names = readdirSync(new URL('../../../../schemas/', import.meta.url)).map((file) => file.replace('.schema.json', ''));

describe('checkArtifact', () => {
  test.each(names)('%s: the schema compiles and refuses a list', (name) => {
    expect(checkArtifact(name, [])).toEqual([
      expect.objectContaining({
        severity: 'error',
        file: name,
        line: 1,
        column: 1,
        pointer: '',
        rule: 'type',
        message: "[] is not of type 'object'",
      }),
    ]);
  });

  test('points into the artifact', () => {
    expect(checkArtifact('site', { domain: 'example.org', hosts: { 'a/b': { port: '22' } } })).toContainEqual(
      expect.objectContaining({ pointer: '/hosts/a~1b/port', message: "22 is not of type 'integer'", hint: 'Write 22 without quotes.' }),
    );
  });

  test('a good one has no diagnostics', () => {
    expect(checkArtifact('site', { domain: 'example.org', hosts: { a: '192.0.2.11' } })).toEqual([]);
  });

  test('an unknown name is a diagnostic, not an exception', () => {
    expect(checkArtifact('nonsense', {})).toEqual([
      expect.objectContaining({ rule: 'schema', message: 'there is no schema named nonsense' }),
    ]);
  });

  test('a site that is resolved is not a site file', () => {
    expect(checkArtifact('site', loadSite('domain: example.org\nhosts: { a: 192.0.2.11 }').site)).not.toEqual([]);
  });
});
