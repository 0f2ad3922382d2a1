import { loadService, loadSite } from '@hl/schema';
import { readDocument } from '../src/read/document.js';
import { remarks } from '../src/remarks.js';
import { importSample, samples, sampleText } from './samples.js';

/** Values of secrets in the samples and the files beside them. */
const values = [
  'hunter2',
  'correct-horse',
  's3cr3t',
  'argon2id',
  'IgXLP6ewTrSuBkTrqE8wj',
  'wOEI9rqqbDwnN8',
  'w0rd#1',
  'redis-pass-word',
  'dollars-in-it',
];

const { site } = loadSite(
  'domain: example.org\nhosts: { box: 192.0.2.1 }\ntraefik: { host: box, directory: /t, addresses: [192.0.2.1] }\nglance: { host: box, config: /g.yml, page: home }\n',
  'hl.yml',
);
if (!site) throw new Error('the site of the tests is not valid');

const ways = [
  ['a service file', {}],
  ['the file as it is', { keepCompose: true }],
  ['a service for each', { split: true }],
] as const;

const each = samples.flatMap((name) => ways.map(([how, options]) => [name, how, options] as const));

test.each(each)('%s as %s: what is written is valid', (name, _, options) => {
  const { files } = importSample(name, options);
  const read = (path: string) => {
    const file = files.find((one) => one.path === path);
    return file ? new TextEncoder().encode(file.text) : null;
  };
  for (const { path, text } of files.filter((file) => file.path.endsWith('.yml'))) {
    const { service, diagnostics } = loadService(text, path, site, read);
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(service).not.toBeNull();
  }
});

test.each(each)('%s as %s: no value of a secret is anywhere in it', (name, _, options) => {
  const result = JSON.stringify(importSample(name, options));
  expect(values.filter((value) => result.includes(value))).toEqual([]);
});

test.each(samples)('%s: each comment of a line that is left is there still', (name) => {
  const comments = sampleText(name).match(/(?<=\s|^)# .*$/gm) ?? [];
  const [file] = importSample(name).files;
  // A port that hl publishes by itself is a number now.
  expect(comments.filter((comment) => !file?.text.includes(comment) && !['# web'].includes(comment))).toEqual([]);
});

test.each(samples)('%s as it is: every byte but those of secrets', (name) => {
  const kept = importSample(name, { keepCompose: true }).files[1]?.text.split('\n') ?? [];
  const changed = sampleText(name)
    .split('\n')
    .filter((line, index) => line !== kept[index]);
  expect(changed.filter((line) => !values.some((value) => line.includes(value)))).toEqual([]);
  expect(kept).toHaveLength(sampleText(name).split('\n').length);
  expect(() => readDocument(kept.join('\n'), name, remarks())).not.toThrow();
});

test.each(samples)('%s: the same input is the same output', (name) => {
  expect(importSample(name)).toEqual(importSample(name));
});
