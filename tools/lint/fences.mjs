/**
 * The fences of the architecture: what is used in one place only, in whatever spelling.
 *
 * - `modules`: names of modules, `node:` left out; a sub-path belongs to its module
 * - `free`: names that anybody may import from them
 * - `globals`: global names, or members of one: `Date.now`; `new Date` is the call without an argument
 * - `within`: the files that it holds for; `open`: files and folders among them where it does not
 * - `lazy`: `import()` is allowed
 */
export const fences = [
  {
    what: 'printing',
    why: 'libraries are silent: they return data and call `report`',
    modules: ['console', 'cac', 'consola'],
    globals: ['console'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    open: ['apps/pipeline-runner/src/'],
  },
  {
    what: 'the process',
    why: 'only the app reads the environment, exits and owns the streams',
    modules: ['process'],
    globals: ['process'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    // A killed command takes what it started along; the emulated host's `docker` is a script for this Node, and so is what starts its shells; the demo runs hl.
    open: [
      'apps/pipeline-runner/src/',
      'packages/core/src/remote/local.ts',
      'apps/lab/src/docker/cli/client.ts',
      'apps/lab/src/starter/',
      'apps/lab/src/demo/',
    ],
  },
  {
    what: 'SSH',
    why: '@hl/ssh makes a Remote of it',
    modules: ['node-ssh', 'ssh2'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    open: ['packages/ssh/src/', 'apps/lab/src/ssh/'],
  },
  {
    what: 'mail',
    why: '@hl/notify sends it',
    modules: ['nodemailer'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    open: ['packages/notify/src/'],
  },
  {
    what: 'starting programs',
    why: 'a host is reached through a Remote; git and sops have an edge each',
    modules: ['child_process'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    open: [
      'packages/core/src/remote/local.ts',
      'packages/detect/src/git/git.ts',
      'packages/sops/src/sops.ts',
      'packages/nx/src/generators/service.ts',
      'apps/lab/src/docker/real.ts',
      'apps/lab/src/starter/',
      'apps/lab/src/demo/',
      'apps/pipeline-runner/src/context.ts',
      'apps/pipeline-runner/src/repository/repository.ts',
      'apps/pipeline-runner/src/repository/staged.ts',
      'apps/pipeline-runner/src/rebuild/git-history.ts',
      'apps/pipeline-runner/src/stages/notify/summary.ts',
      'apps/pipeline-runner/src/commands/watch/clone.ts',
    ],
  },
  {
    what: 'speaking HTTP',
    why: '`request` of @hl/http has the deadline, the limit of the body and the reason when nobody answers, and takes the global fetch itself',
    modules: ['http', 'https', 'http2', 'undici', 'ky', 'axios', 'got', 'node-fetch'],
    globals: ['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    open: [
      'packages/http/src/',
      'packages/core/src/testing/faults.ts',
      'apps/lab/src/',
      'apps/pipeline-runner/src/commands/watch/webhook.ts',
      'apps/pipeline-runner/src/commands/report/listen.ts',
    ],
  },
  {
    what: 'require()',
    why: 'these are ES modules',
    modules: ['module'],
    within: /^(packages|apps)\/[^/]+\/src\//,
    // Each is large, and asked for by few commands, in the midst of what does not wait.
    open: [
      'packages/core/src/values/library.ts',
      'packages/ssh/src/config/library.ts',
      'packages/ssh/src/library.ts',
      'packages/compose/src/library.ts',
      'packages/schema/src/check/shape/library.ts',
      'packages/schema/src/rule/library.ts',
      'packages/schema/src/yaml/library.ts',
    ],
  },
  {
    what: 'the embedded homelab',
    why: 'the app loads it by import() when somebody asks for it: no other command pays for it',
    modules: ['@hl/lab'],
    within: /^apps\/pipeline-runner\/src\//,
    lazy: true,
  },
  {
    what: 'the embedded homelab',
    why: 'it is for trying things out and for tests',
    modules: ['@hl/lab'],
    within: /^packages\/[^/]+\/src\//,
  },
  {
    what: 'the world',
    why: 'what is decided here is pure: the same input gives the same output',
    modules: ['fs', 'os', 'child_process', 'net', 'tls', 'dgram', 'dns', 'http', 'https', 'timers', 'worker_threads', '@hl/http'],
    free: ['isIP', 'isIPv4', 'isIPv6', 'BlockList'],
    globals: ['process', 'fetch', 'Date.now', 'new Date', 'Math.random', 'performance', 'setTimeout', 'setInterval', 'setImmediate'],
    within: /^packages\/((schema|compose|import)\/src|[^/]+\/src\/(desired|edit|document|file|compare|checks|text|client\/layout))\//,
  },
];
