import { cleanUp, runGit, started } from '../clone.js';
import { random } from '../random.js';

afterAll(cleanUp);

const paths = ['a.yml', 'b.yml', 'one.yml', 'x/two.yml', 'x/y/c.yml', 'x/d.yaml', 'e.YML', 'x/own.yml', 'x/.hidden.yml'].map(
  (path) => `services/${path}`,
);
const beside = ['config/a.conf', 'services/x/own.env', 'secrets/one.env', 'certs/ca.pem', 'services/x/app/compose.yaml'];
const names = ['one', 'two', "'two'", '"t\\x77o"', '"th\n    ree"', 'three', 'null', '*name', '.', 'ünï'];
const said = [
  '  extra_files: [{ source: config }, { source: own.yml }]\n',
  '  extra_files: [{ source: "own\\x2eyml" }]\n',
  '  compose_file: app/compose.yaml\n',
  '  "secrets_f\\x69le": secrets/one.env\n',
  'backend: { ca_file: ../certs/ca.pem }\n',
  'x: [\n',
  '',
];

/** Without what git finds, all is read. */
const withoutGrep: typeof runGit = (argv, cwd, input) =>
  argv.includes('grep') ? Promise.resolve({ code: 128, stdout: Buffer.alloc(0), stderr: '' }) : runGit(argv, cwd, input);

test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('random histories, seed %i: as when every file is read', async (seed) => {
  const next = random(seed * 15_485_863);
  const pick = (all: readonly string[]): string => all[next(all.length)] ?? '';
  const text = (): string => {
    if (next(6) === 0) return `plain: ${next(3)}\n`;
    const name = pick(names);
    const host = next(6) === 0 ? '' : `  target_host: h${next(2)}\n`;
    return `${name.startsWith('*') ? 'x: &name one\n' : ''}service:\n  name: ${name}\ndeployment:\n  port: ${next(2)}\n${host}${pick(said)}${pick(said)}`;
  };
  const repo = started(Object.fromEntries([...paths, ...beside].filter(() => next(4) > 0).map((path) => [path, text()])));
  for (let commits = 0; commits < 2; commits += 1) {
    const touched = [...paths, ...beside].filter(() => next(6) === 0);
    const before = repo.git('rev-parse', 'HEAD');
    repo.commit(Object.fromEntries(touched.map((path) => [path, next(4) === 0 ? null : text()])));
    const [few, all] = [await repo.detect({ before, run: runGit }), await repo.detect({ before, run: withoutGrep })];
    const changed = repo.git('diff', '--no-renames', '--name-only', before, 'HEAD').split('\n').filter(Boolean);
    const told = (warning: string): boolean => changed.some((path) => warning.includes(path));
    // Two files of one name, neither of which changed, are for the validation to tell.
    const mattering = (warnings: readonly string[]): readonly string[] =>
      warnings.filter((one) => !one.includes(' both define ') || told(one));
    expect({ ...few, warnings: mattering(few.warnings) }).toEqual({ ...all, warnings: mattering(all.warnings) });
  }
});
