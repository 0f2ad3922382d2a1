import { inFolder } from '../folder.mjs';
import { bundled } from '../hl.mjs';
import { alternatingSpent } from '../measure/alternating.mjs';
import { spent } from '../measure/spent.mjs';
import { history } from '../repository/history.mjs';

const sizes = [100, 1_000, 10_000, 50_000];

/** hl as the jobs of a pipeline run it, in repositories of up to 50,000 service files. The floor is git alone. */
export const run = () =>
  inFolder(async (folder) => {
    const program = await bundled(folder);
    const results = [];
    for (const files of sizes) results.push(...(await among(files, program)));
    return results;
  });

async function among(files, program) {
  const repository = history(files);
  const { cwd, first, one, all } = repository;
  try {
    const env = { PATH: process.env.PATH, HOME: cwd };
    const hl = (...args) => spent(process.execPath, [program, ...args], { cwd, env });
    const git = (script) => spent('sh', ['-c', script], { cwd, env });
    const options = files > 10_000 ? { warm: 0 } : {};
    const runs = files > 10_000 ? 1 : 3;
    const aim = (most, note) => (files === 10_000 ? { target: { most }, ...(note && { note }) } : {});
    const at = { files };

    const single = await alternatingSpent(
      runs,
      { ours: () => hl('detect', '--base', first, '--head', one), floor: () => git(objects(first, one)) },
      options,
    );
    const detected = await alternatingSpent(
      runs,
      { ours: () => hl('detect', '--base', one, '--head', all), floor: () => git(objects(one, all)) },
      options,
    );
    const validated = await alternatingSpent(
      runs,
      { ours: () => hl('validate'), floor: () => git('find services -type f -exec cat {} +') },
      options,
    );
    const changed = (what) => `${what} changed of ${files} files`;
    return [
      {
        name: `${changed('one')}: hl detect`,
        unit: 'CPU-ms',
        ...single.cpuMs,
        ...aim(
          500,
          'The floor: git diff-tree, and the changed objects by git cat-file. Ours has git look through all files for the names that changed: no other file may have them.',
        ),
        at,
      },
      { name: `${changed('one')}: memory of hl detect`, unit: 'MB', ...single.MB, ...aim(100), at },
      {
        name: `${changed('all')}: hl detect and hl validate`,
        unit: 'ms',
        ...together(detected.ms, validated.ms),
        ...aim(
          2_000,
          'The floor: git diff-tree, all objects of both sides by git cat-file, and the files by cat. Of the time of validate a fifth is reading YAML, two fifths what defaults and checks make of each file.',
        ),
        at,
      },
      { name: `${changed('all')}: hl detect`, unit: 'CPU-ms', ...detected.cpuMs, at },
      { name: `${changed('all')}: hl validate`, unit: 'CPU-ms', ...validated.cpuMs, at },
      { name: `${changed('all')}: memory of hl detect`, unit: 'MB', ...detected.MB, ...aim(300), at },
      { name: `${changed('all')}: memory of hl validate`, unit: 'MB', ...validated.MB, ...aim(300), at },
    ];
  } finally {
    repository.remove();
  }
}

/** What differs between two commits, and the content of it before and after. */
const objects = (before, after) =>
  `git diff-tree -r --raw ${before} ${after} | awk '{ print $3; print $4 }' | git cat-file --batch > /dev/null`;

/** One after the other. */
const together = (a, b) => ({
  ours: a.ours + b.ours,
  floor: a.floor + b.floor,
  spread: { ours: sum(a.spread.ours, b.spread.ours), floor: sum(a.spread.floor, b.spread.floor) },
  runs: a.runs,
});

const sum = (a, b) => a.map((value, index) => value + b[index]);
