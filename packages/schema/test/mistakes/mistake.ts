/** What somebody did, the file with ‸ where it is told, what is said, and what to write instead. */
export type Mistake = readonly [title: string, marked: string, message: string, hint: string];

const file = `service:
  name: metube
  display_name: MeTube
  description: Video downloader
  category: downloads
deployment:
  target_host: docker-media
  port: 8082
  container_port: 8081
  image: ghcr.io/alexta69/metube:2026.08.15
`;

/** The file with something else in it; the first place counts. */
export const changed = (from: string, to: string): string => {
  if (!file.includes(from)) throw new Error(`there is no ${from} in the file`);
  return file.replace(from, () => to);
};

/** The file with something behind it. */
export const more = (text: string): string => file + text;

/** The file as it is read, and where the mark was. */
export function unmarked(marked: string): { readonly text: string; readonly line: number; readonly column: number } {
  const [before = '', ...after] = marked.split('‸');
  if (after.length !== 1) throw new Error(`one place is marked in ${marked}`);
  const lines = before.split('\n');
  return { text: before + after.join(''), line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}
