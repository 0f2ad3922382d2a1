/** Names of targets, and what hl is told. */
const words = {
  ...Object.fromEntries(
    ['detect', 'validate', 'plan', 'deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance', 'verify', 'rollback', 'run', 'drift'].map(
      (stage) => [stage, stage],
    ),
  ),
  'notify-success': 'notify success',
  'notify-failure': 'notify failure',
};

const target = (said) => ({
  executor: 'nx:run-commands',
  dependsOn: ['build'],
  cache: false,
  options: { command: `node tools/nx/stage.mjs ${said}`, cwd: '{workspaceRoot}' },
});

/** The stages of a pipeline as targets of the app: the graph decides what is built first. */
export function stages() {
  const targets = Object.fromEntries(Object.entries(words).map(([stage, said]) => [stage, target(said)]));
  return [['apps/pipeline-runner/package.json', { projects: { 'apps/pipeline-runner': { root: 'apps/pipeline-runner', targets } } }]];
}
