/** Runs tests of the package that it was started in, with or without a mutant; Jest is set up once. */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const [{ readConfig }, { default: TestRunner }, { default: Runtime }, { TestWatcher }] = [
  require('jest-config'),
  require('jest-runner'),
  require('jest-runtime'),
  require('jest-watcher'),
];
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const argv = {
  _: [],
  $0: 'jest',
  runInBand: true,
  ci: true,
  coverage: false,
  collectCoverageFrom: ['src/**/*.ts'],
  silent: true,
  cacheDirectory: process.argv[2],
};
const { globalConfig, projectConfig } = await readConfig(argv, process.cwd());
const base = {
  ...projectConfig,
  testTimeout: Math.min(projectConfig.testTimeout ?? 5_000, 10_000),
  testEnvironment: here('environment.mjs'),
  transform: projectConfig.transform.map(([pattern, , options]) => [pattern, here('transform.mjs'), options]),
};
if (globalConfig.globalSetup) await (await import(globalConfig.globalSetup)).default(globalConfig, base);
const context = await Runtime.createContext(base, { console, maxWorkers: 1, watch: false, watchman: false });

/** By file, the functions that a test called (true) and those that it only loaded (false). */
const calls = (coverage = []) =>
  Object.fromEntries(
    coverage.map(({ result: { url, functions } }) => {
      const entries = functions.map(({ functionName, ranges }) => [functionName, ranges[0].count > 0]);
      return [url, Object.fromEntries(entries.sort(([, a], [, b]) => Number(a) - Number(b)))];
    }),
  );

/** Why not all its tests passed, if so; without a mutant, what they called, too. */
async function outcomeOf(path, mutant) {
  const runner = new TestRunner(mutant ? globalConfig : { ...globalConfig, collectCoverage: true, coverageProvider: 'v8' }, {});
  let [failure, called] = ['no test ran', {}];
  runner.on('test-file-failure', ([, error]) => void (failure = error.message));
  runner.on('test-file-success', ([, result]) => {
    const passed = result.numFailingTests === 0 && !result.testExecError && result.numPassingTests > 0;
    called = calls(result.v8Coverage);
    failure = passed ? undefined : (result.failureMessage ?? failure);
  });
  const config = mutant ? { ...base, globals: { ...base.globals, hlMutant: mutant } } : base;
  await runner.runTests([{ context: { ...context, config }, path }], new TestWatcher({ isWatchMode: false }), { serial: true });
  return { failure, called };
}

process.on('message', async ({ path, mutant }) => {
  const began = performance.now();
  const outcome = await outcomeOf(path, mutant).catch((error) => ({ failure: String(error) }));
  process.send({ ...outcome, passed: outcome.failure === undefined, ms: performance.now() - began });
});
process.on('disconnect', async () => {
  if (globalConfig.globalTeardown) await (await import(globalConfig.globalTeardown)).default(globalConfig, base);
  process.exit();
});
process.send({ ready: true });
