import { allPages, type Page } from '../../src/client/pages.js';

/** A server with these pages, which names the page after each; and the numbers it was asked for, those of one moment together. */
function server(pages: readonly string[][], total = (): number => pages.length) {
  const asked: number[][] = [];
  let moment: number[] | null = null;
  const read = async (number: number): Promise<Page<string>> => {
    if (moment === null) asked.push((moment = []));
    moment.push(number);
    await new Promise((resolve) => setImmediate(resolve));
    moment = null;
    return { rows: pages[number - 1] ?? [], next: number < pages.length ? number + 1 : 0, total: total() };
  };
  return { read, asked };
}

test.each([
  ['nothing', [[]], undefined, [[1]]],
  ['one page', [['a', 'b']], undefined, [[1]]],
  ['three pages, the others at once', [['a'], ['b'], ['c']], undefined, [[1], [2, 3]]],
  ['a server that does not tell how many', [['a'], ['b'], ['c']], () => 0, [[1], [2], [3]]],
  ['one that tells too few', [['a'], ['b'], ['c']], () => 2, [[1], [2], [3]]],
  ['one that tells too many', [['a'], ['b']], () => 4, [[1], [2, 3, 4]]],
  ['one that tells of many and names no next one', [['a']], () => 9, [[1]]],
])('%s', async (_, pages, total, asked) => {
  const lab = server(pages, total);
  expect(await allPages(lab.read)).toEqual(pages.flat());
  expect(lab.asked).toEqual(asked);
});

test('a page that came while the others were read is read, too', async () => {
  const pages = [['a'], ['b']];
  const lab = server(pages, () => 2);
  const all = await allPages(async (number) => {
    const page = await lab.read(number);
    if (number === 2) pages.push(['late']);
    return number === 2 ? { ...page, next: 3 } : page;
  });
  expect(all).toEqual(['a', 'b', 'late']);
});
