import { codeQuality } from '@hl/schema';
import { load, minimal } from './read.js';

const findings = (text: string) => codeQuality(load(text).diagnostics);

test('is what GitLab reads', () => {
  expect(findings(minimal('prot: 1'))).toEqual([
    {
      description: 'unknown key prot in deployment. Did you mean port?',
      check_name: 'hl/unknown-key',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      severity: 'major',
      location: { path: 'services/downloads/metube.yml', lines: { begin: 6 } },
    },
  ]);
});

test('a warning is minor', () =>
  expect(findings(minimal('environment: { A: 1.10 }'))).toEqual([expect.objectContaining({ severity: 'minor' })]));

test('a fingerprint stays when lines move', () => {
  const [before] = findings(minimal('prot: 1'));
  const [after] = findings(`# moved\n\n${minimal('prot: 1')}`);
  expect(after?.location.lines.begin).toBe(8);
  expect(after?.fingerprint).toBe(before?.fingerprint);
});

test('no two fingerprints are the same', () => {
  const all = findings('a: 1\na: 2\na: 3\nb: 1\nb: 2\n');
  expect(all).toHaveLength(3);
  expect(new Set(all.map(({ fingerprint }) => fingerprint)).size).toBe(3);
});

test('nothing wrong is an empty list', () => expect(findings(minimal())).toEqual([]));

test('what would be obeyed or hidden is shown', () => {
  const [{ description } = { description: '' }] = findings(minimal(String.raw`"\e[31m\u202e": 1`));
  expect(description).toContain(String.raw`unknown key \u001b[31m\u202e in deployment`);
});
