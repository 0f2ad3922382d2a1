import { brief, cleanUp, fact, runGit, service, started } from './clone.js';
import { random } from './random.js';

afterAll(cleanUp);

/** path → [name, text]; every name once. */
type Tree = Map<string, readonly [string, string]>;

function tree(next: (below: number) => number): Tree {
  const paths = ['a.yml', 'b.yml', 'x/a.yml', 'x/y/c.yml', 'x/d.yml'].map((path) => `services/${path}`);
  const names = ['one', 'two', 'three', 'four'];
  const files: Tree = new Map();
  for (const name of names) {
    if (next(4) === 0) continue;
    const free = paths.filter((path) => !files.has(path));
    files.set(free[next(free.length)] ?? '', [name, service(name, { extra: `  x: ${next(2)}\n`, host: `host-${next(2)}` })]);
  }
  return files;
}

const namesOf = (files: Tree): string[] => [...files.values()].map(([name]) => name).sort();
const find = (files: Tree, name: string) => [...files].find(([, [other]]) => other === name);

test.each(Array.from({ length: 24 }, (_, seed) => seed + 1))(
  'two random trees, seed %i: git and the ledger agree with the plain truth',
  async (seed) => {
    const next = random(seed * 7919);
    const [before, after] = [tree(next), tree(next)];
    const files = (from: Tree): Record<string, string> => Object.fromEntries([...from].map(([path, [, text]]) => [path, text]));
    const repo = started(files(before));
    const gone = [...before.keys()].filter((path) => !after.has(path));
    repo.commit({ ...Object.fromEntries(gone.map((path) => [path, null])), ...files(after) });

    const expected = [
      ...namesOf(after).flatMap((name) => {
        const [path = '', [, text = ''] = []] = find(after, name) ?? [];
        const [oldPath, [, oldText = ''] = []] = find(before, name) ?? [];
        if (oldPath === undefined) return [`add ${name} ${path}`];
        return oldPath === path && oldText === text ? [] : [`modify ${name} ${path}`];
      }),
      ...namesOf(before).flatMap((name) => (find(after, name) ? [] : [`delete ${name} ${find(before, name)?.[0]}`])),
    ].sort();
    const ledger = [...before].map(([path, [name, text]]) => fact(name, text, repo.first, { path, host: /host-\d/.exec(text)?.[0] ?? '' }));

    const byGit = await repo.detect({ before: repo.first });
    const byLedger = await repo.detect({ ledger });
    expect(brief(byGit).sort()).toEqual(expected);
    expect(brief(byLedger).sort()).toEqual(expected);
    for (const { deploy, remove, added, modified, deleted, total } of [byGit, byLedger]) {
      const listed = [...deploy, ...remove].map(({ name }) => name);
      expect(new Set(listed).size).toBe(listed.length);
      expect([added + modified, deleted, total]).toEqual([deploy.length, remove.length, listed.length]);
      expect(remove.filter(({ name }) => find(after, name))).toEqual([]);
    }
    const moved = byGit.deploy.filter(({ from }) => from).map(({ name, from }) => [name, from]);
    expect(byLedger.deploy.filter(({ from }) => from).map(({ name, from }) => [name, from])).toEqual(moved);
  },
);

test('six hundred files are read in one go', async () => {
  const repo = started();
  const names = Array.from({ length: 600 }, (_, n) => `s${String(n).padStart(3, '0')}`);
  repo.commit(Object.fromEntries(names.map((name) => [`services/${name}.yml`, service(name)])));
  let calls = 0;
  const changes = await repo.detect({ before: repo.first, run: (argv, cwd, input) => ((calls += 1), runGit(argv, cwd, input)) });
  expect(changes.deploy.map(({ name }) => name)).toEqual(names);
  expect(calls).toBeLessThan(12);
});
