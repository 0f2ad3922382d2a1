import { readdirSync, readFileSync } from 'node:fs';
import { definitionIn } from '../../src/compare/definition.js';
import { beginningOf } from '../../src/text/beginning.js';
import { LazyText } from '../../src/text/service-text.js';
import { random } from '../random.js';

const root = new URL('../../../../', import.meta.url);
const isSample = (path: string): boolean => /^(?:services|docs\/gallery)\/.*\.ya?ml$/.test(path);
const listed = ['services', 'docs/gallery'].flatMap((folder) =>
  readdirSync(new URL(folder, root), { recursive: true }).map((path) => `${folder}/${String(path)}`),
);
const samples = [
  ...listed.filter(isSample).map((path) => readFileSync(new URL(path, root), 'utf8')),
  ...Array.from(
    { length: 30 },
    () => 'service:\n  name: a # c\n  icon: x\n\n# c\ndeployment:\n  port: 1\n  target_host: h\n  secrets_file: x\n',
  ),
];
const bits =
  '\n|\n\n|  |    |: |#| #|\'|"|- |[|]|{|}|,|\\|&a |*a|!x |---\n|...\n|? |null|~|>|\t|service:\n|  name: other\n|deployment:\n|  target_host: z\n|    more\n|\r|\u00a0|à|à#|\u3000#|\u2028|\u0085|<<: |%YAML 1.2\n|\0'.split(
    '|',
  );

/** One small thing that a person, or a merge, does to a text, mostly where it begins. */
function changed(text: string, next: (below: number) => number): string {
  const at = next(next(3) ? Math.min(text.length, 250) : text.length + 1);
  const bit = bits[next(bits.length)] ?? '';
  const lines = text.split('\n');
  const [one, other] = [next(Math.min(lines.length, 14)), next(lines.length)];
  const line = lines[other] ?? '';
  switch (next(4)) {
    case 0:
      return text.slice(0, at) + bit + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1 + next(4));
    case 2:
      return lines.toSpliced(one, next(2), bit + line).join('\n');
    default:
      return lines
        .with(other, lines[one] ?? '')
        .with(one, line)
        .join('\n');
  }
}

test('whatever is done to a text, no question gets another answer than the parser gives', () => {
  const next = random(20_260);
  let short = 0;
  for (let run = 0; run < 800; run += 1) {
    let text = samples[next(samples.length)] ?? '';
    for (let times = next(4); times > 0; times -= 1) text = changed(text, next);
    const { name, host, references } = new LazyText(Buffer.from(text));
    const seen = Buffer.from(text).toString();
    expect({ text, name, host, references }).toEqual({ text, ...definitionIn(seen) });
    if (beginningOf(text) !== null) short += 1;
  }
  expect(short).toBeGreaterThan(300);
});
