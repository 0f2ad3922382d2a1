/** One line of the file; `name` is empty where it holds nothing that hl could want. */
export interface Line {
  readonly text: string;
  readonly name: string;
  readonly address: string;
  /** It carries our mark. */
  readonly ours: boolean;
}

const mark = ' # hl';

/** Every line as it stands, so that what is not ours is written back to the byte. A line with several names is somebody's own. */
export const parse = (file: string): Line[] =>
  file.split('\n').map((text) => {
    const [words = ''] = text.split('#');
    const [address = '', name = '', ...more] = words.trim().split(/\s+/);
    return { text, address, name: more.length > 0 ? '' : name, ours: text.endsWith(mark) };
  });

/** The file with one line of ours more, fewer, or another one: `address` null takes it away. */
export function edited(lines: readonly Line[], name: string, address: string | null): Line[] {
  const kept = lines.filter((line) => !(line.ours && line.name === name));
  if (address === null) return kept;
  const line = { text: `${address} ${name}${mark}`, name, address, ours: true };
  // The file ends with a line end, which `parse` gives back as an empty last line.
  return kept.at(-1)?.text === '' ? [...kept.slice(0, -1), line, ...kept.slice(-1)] : [...kept, line];
}

export const print = (lines: readonly Line[]): string => lines.map(({ text }) => text).join('\n');
