import { silence } from '../../src/progress/silence.js';

test('a command that says nothing for two seconds counts them, until it says something', () => {
  let now = 0;
  const written: string[] = [];
  const { heard, render } = silence(
    () => 'doctor',
    () => now,
  );
  const write = heard((text) => void written.push(text));
  const size = { columns: 80, rows: 24 };
  const at = (ms: number): readonly string[] => ((now = ms), render(size));
  expect([at(1_999), at(2_000), at(9_900)]).toEqual([[], ['doctor … 2 s'], ['doctor … 9 s']]);
  write('found something\n');
  expect([at(11_000), at(12_000), written]).toEqual([[], ['doctor … 2 s'], ['found something\n']]);
});
