import { crossCheck, loadService, loadSite, type FileReader } from '@hl/schema';
import { readFileSync } from 'node:fs';
import { minimal, siteText } from './read.js';

/** The README's example, run as it is written there. */
const example = /```ts\n(.*?)```/s.exec(readFileSync(new URL('../README.md', import.meta.url), 'utf8'))?.[1] ?? '';

test('the example of the README prints what it says', () => {
  const [, expected] = /\n\/\/ (.*)\n$/.exec(example) ?? [];
  const printed: string[] = [];
  const run = new Function(
    'loadSite',
    'loadService',
    'crossCheck',
    'siteText',
    'serviceText',
    'readFile',
    'console',
    example.replace(/^import.*$/m, '').replace('crossCheck([service], site)', '(service ? crossCheck([service], site) : [])'),
  );
  const readFile: FileReader = () => null;
  run(loadSite, loadService, crossCheck, siteText, minimal().replace('port: 8082', 'port: "8080"'), readFile, {
    log: (line: string) => printed.push(line),
  });
  expect(printed).toEqual([expected]);
});
