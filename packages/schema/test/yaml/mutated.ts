import { random } from '../odd-values.js';

/** What YAML reads in a way of its own, and what people's files are made of. */
const pieces = [
  ...[': ', ' #', '#', '- ', ', ', '\n', '\n\n', '\n  ', '\n    ', '  ', ' ', '\t', '\r\n', '\r', '"', "'", '"a\\n\\u0041 b"', "'it''s'"],
  ...['{', '}', '[', ']', '{ a: 1, b }', '[a, b: c, ]', '|', '>', '|-\n', '>+2\n', '\n---\n', '\n...\n', '%YAML 1.1\n', '? ', ': ', '<<: '],
  ...['&a ', '*a', '!reset ', '!!str ', '!x ', '@', '`', '~', 'null', 'Null', 'yes', 'True', '0x1F', '0o17', '017', '1_000', '1.10', '1e3'],
  ...['.5', '+5', '-0', '-', '.inf', '.NaN', '1:30', '2024-01-01', '123456789012345678901', '\u00a0', '\ufeff', '\u2028', '\u0085', '“x”'],
  ...['\0', '\u0007', '😀', '\ud800', '__proto__: 1\n', 'a: b: c', 'key:value', 'x: *', 'x: &', 'name: same\nname: same\n', '\n a: 1\n'],
];

/** Texts near `text`: pieces put in, stretches left out, lines doubled and moved. The same ones for a seed. */
export function* mutated(text: string, seed: number, count: number): Generator<string> {
  const next = random(seed * 7919);
  const upTo = (limit: number): number => Math.floor(next() * limit);
  for (let made = 0; made < count; made += 1) {
    let changed = text;
    for (let times = 1 + upTo(3); times > 0; times -= 1) {
      const [at, kind] = [upTo(changed.length + 1), upTo(4)];
      const lines = changed.split('\n');
      const line = upTo(lines.length);
      if (kind === 0) changed = changed.slice(0, at) + (pieces[upTo(pieces.length)] ?? '') + changed.slice(at);
      else if (kind === 1) changed = changed.slice(0, at) + changed.slice(at + 1 + upTo(6));
      else if (kind === 2) changed = lines.toSpliced(line, 0, lines[upTo(lines.length)] ?? '').join('\n');
      else changed = lines.with(line, `${' '.repeat(upTo(5))}${(lines[line] ?? '').trimStart()}`).join('\n');
    }
    yield changed;
  }
}
