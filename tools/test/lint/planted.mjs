import { readdirSync } from 'node:fs';

const packages = readdirSync(new URL('../../../packages', import.meta.url));
const libraries = packages.map((name) => `packages/${name}/src/x.ts`);
const everywhere = [...libraries, 'packages/traefik/src/apply/x.ts', 'apps/lab/src/x.ts'];
const app = ['apps/pipeline-runner/src/x.ts', 'apps/pipeline-runner/src/stages/x.ts'];
const notIn = (...places) => everywhere.filter((path) => !places.some((place) => path.startsWith(place)));

/** [what is planted, where it is a fault, where it is right] */
export const planted = [
  // printing
  ["console.log('x');", everywhere, app],
  ["globalThis.console.log('x');", everywhere, app],
  ["const { log } = console;\nlog('x');", everywhere, app],
  ["import { log } from 'node:console';\nlog('x');", everywhere, app],
  ["import { createConsola } from 'consola';\ncreateConsola();", everywhere, app],
  ["import { cac } from 'cac';\ncac();", everywhere, app],
  // the process
  ['export const home = process.env.HOME;', everywhere, app],
  ["export const home = process['env'].HOME;", everywhere, app],
  ['process.exit(1);', everywhere, app],
  ['process.exitCode = 1;', everywhere, app],
  ["process.stdout.write('x');", everywhere, app],
  ['const { env } = process;\nexport const home = env.HOME;', everywhere, app],
  ["import { env } from 'node:process';\nexport const home = env.HOME;", everywhere, app],
  ["import process from 'node:process';\nexport const home = process.env.HOME;", everywhere, app],
  ["import * as it from 'process';\nexport const home = it.env.HOME;", everywhere, app],
  ["export { env } from 'node:process';", everywhere, app],
  ["export * from 'node:process';", everywhere, app],
  ["export const home = (await import('node:process')).env.HOME;", everywhere, app],
  ['export const home = (await import(`process`)).env.HOME;', everywhere, app],
  ["const name = 'node:process';\nexport const home = (await import(name)).env.HOME;", everywhere, app],
  ['export const home = globalThis.process.env.HOME;', everywhere, app],
  ["export const home = globalThis['process'].env.HOME;", everywhere, app],
  ['const { process: it } = globalThis;\nexport const home = it.env.HOME;', everywhere, app],
  ['export const home = global.process.env.HOME;', everywhere, app],
  ["export const get = (name: 'process') => globalThis[name];", everywhere, []],
  ['export const get = (name: string): Promise<unknown> => import(name);', everywhere, []],
  // mail
  ["import mailer from 'nodemailer';\nexport const a = mailer;", [...notIn('packages/notify/'), ...app], ['packages/notify/src/x.ts']],
  // SSH
  ["import { NodeSSH } from 'node-ssh';\nnew NodeSSH();", notIn('packages/ssh/'), ['packages/ssh/src/x.ts']],
  ["import type { NodeSSH } from 'node-ssh';\nexport type A = NodeSSH;", [...notIn('packages/ssh/'), ...app], ['packages/ssh/src/x.ts']],
  [
    "import ssh2 from 'ssh2';\nexport const a = ssh2;",
    [...notIn('packages/ssh/'), ...app],
    ['packages/ssh/src/x.ts', 'apps/lab/src/ssh/x.ts'],
  ],
  ["export type A = import('ssh2').Client;", [...notIn('packages/ssh/'), ...app], ['packages/ssh/src/x.ts', 'apps/lab/src/ssh/x.ts']],
  // starting programs
  [
    "import { spawn } from 'node:child_process';\nspawn('x');",
    [...everywhere, ...app],
    [
      'packages/core/src/remote/local.ts',
      'packages/detect/src/git/git.ts',
      'packages/sops/src/sops.ts',
      'apps/lab/src/demo/x.ts',
      'apps/pipeline-runner/src/context.ts',
    ],
  ],
  [
    "export const run = async () => (await import('child_process')).execSync('x');",
    [...everywhere, ...app],
    [
      'packages/core/src/remote/local.ts',
      'packages/detect/src/git/git.ts',
      'packages/sops/src/sops.ts',
      'apps/lab/src/demo/x.ts',
      'apps/pipeline-runner/src/context.ts',
    ],
  ],
  // speaking HTTP
  [
    "export const page = () => fetch('http://192.0.2.1');",
    [...notIn('packages/http/', 'apps/lab/'), ...app],
    ['packages/http/src/x.ts', 'apps/lab/src/x.ts', 'packages/core/src/testing/faults.ts'],
  ],
  [
    "export const page = () => globalThis.fetch('http://192.0.2.1');",
    [...notIn('packages/http/', 'apps/lab/'), ...app],
    ['packages/http/src/x.ts', 'apps/lab/src/x.ts'],
  ],
  [
    'const { fetch } = globalThis;\nexport const page = () => fetch("http://192.0.2.1");',
    [...notIn('packages/http/', 'apps/lab/'), ...app],
    ['packages/http/src/x.ts'],
  ],
  [
    "import { get } from 'node:http';\nget('http://192.0.2.1');",
    [...notIn('packages/http/', 'apps/lab/'), ...app],
    ['packages/http/src/x.ts', 'apps/lab/src/x.ts'],
  ],
  [
    "import * as https from 'https';\nhttps.get('https://192.0.2.1');",
    [...notIn('packages/http/', 'apps/lab/'), ...app],
    ['packages/http/src/x.ts', 'apps/lab/src/x.ts'],
  ],
  ['export type Fetch = typeof fetch | typeof globalThis.fetch;', [], [...everywhere, ...app]],
  // ES modules
  ["export const fs = require('node:fs');", [...everywhere, ...app], []],
  [
    "import { createRequire } from 'node:module';\nexport const env = createRequire(import.meta.url)('process').env;",
    [...everywhere, ...app],
    ['packages/ssh/src/library.ts'],
  ],
  // the embedded homelab
  [
    "import { startLab } from '@hl/lab/lab';\nexport const a = startLab;",
    [...app, 'packages/traefik/src/x.ts', 'packages/core/src/x.ts'],
    ['packages/traefik/test/x.test.ts'],
  ],
  ["import type { Lab } from '@hl/lab/lab';\nexport type A = Lab;", app, ['packages/traefik/test/x.test.ts']],
  [
    "const place: string = '@hl/lab/lab';\nexport const lab = (): Promise<unknown> => import(place);",
    ['packages/traefik/src/x.ts', 'packages/core/src/x.ts'],
    app,
  ],
  ["export const lab = () => import('@hl/lab/lab');", ['packages/traefik/src/x.ts', 'packages/core/src/x.ts'], app],
  // who knows whom
  ["import { sha256 } from '@hl/core';\nexport const a = sha256;", [], [...notIn('packages/core/'), ...app]],
  ["import { traefik } from '@hl/traefik';\nexport const a = traefik;", notIn('packages/traefik/'), app],
  [
    "import { traefik } from '@hl/traefik';\nexport const a = traefik;",
    ['packages/glance/test/x.test.ts'],
    ['packages/traefik/test/x.test.ts'],
  ],
  [
    "import { parse } from '@hl/schema';\nexport const a = parse;",
    ['packages/core/src/x.ts', 'packages/http/src/x.ts'],
    ['packages/traefik/src/x.ts', 'apps/lab/src/x.ts', ...app],
  ],
  [
    "import { readCompose } from '@hl/compose';\nexport const a = readCompose;",
    ['packages/core/src/x.ts', 'packages/http/src/x.ts'],
    ['packages/schema/src/x.ts', 'packages/traefik/src/x.ts', 'apps/lab/src/x.ts', ...app],
  ],
  [
    "import { request } from '@hl/http';\nexport const a = request;",
    ['packages/core/src/x.ts', 'packages/schema/src/x.ts', 'apps/lab/src/x.ts'],
    ['packages/traefik/src/x.ts', ...app],
  ],
  ["import { main } from '@hl/pipeline-runner';\nexport const a = main;", everywhere, []],
  [
    "import { parse } from 'yaml';\nexport const a = parse;",
    ['packages/core/src/x.ts', 'packages/http/src/x.ts'],
    ['packages/schema/src/x.ts', 'packages/traefik/src/x.ts'],
  ],
  // files of another package
  ["import { sha256 } from '@hl/core/src/index.js';\nexport const a = sha256;", notIn('packages/core/'), []],
  ["import { sha256 } from '@hl/core/dist/index.js';\nexport const a = sha256;", notIn('packages/core/'), []],
  ["export const a = import('@hl/core/src/index.js');", notIn('packages/core/'), []],
  ["import { a } from '../../core/src/index.js';\nexport const b = a;", libraries.filter((path) => !path.startsWith('packages/core/')), []],
  ["import { a } from '../../core/src/index.js';\nexport const b = a;", ['packages/traefik/test/x.test.ts'], []],
  ["import { a } from '../src/index.js';\nexport const b = a;", [], ['packages/traefik/test/x.test.ts']],
  // the pure rooms
  ...[
    "import { readFileSync } from 'node:fs';\nexport const a = () => readFileSync('x');",
    "import { readFile } from 'node:fs/promises';\nexport const a = () => readFile('x');",
    "import { connect } from 'node:net';\nexport const a = () => connect(1);",
    "import { setTimeout } from 'node:timers/promises';\nexport const a = () => setTimeout(1);",
    'export const a = () => Date.now();',
    'export const a = () => new Date();',
    'const { now } = Date;\nexport const a = now;',
    'export const a = () => Math.random();',
    'export const a = () => setTimeout(() => undefined, 1);',
    'export const a = () => globalThis.Math.random();',
  ].map((code) => [
    code,
    [
      'traefik/src/desired',
      'deployer/src/file',
      'glance/src/edit',
      'schema/src',
      'compose/src',
      'import/src',
      'verify/src/checks',
      'notify/src/text',
      'traefik/src/client/layout',
    ].map((folder) => `packages/${folder}/x.ts`),
    ['packages/traefik/src/apply/x.ts'],
  ]),
  ["import { isIP } from 'node:net';\nexport const a = isIP;", [], ['packages/traefik/src/desired/x.ts']],
  ["import { join } from 'node:path';\nexport const a = join, b = new Date(0);", [], ['packages/traefik/src/desired/x.ts']],
  // habits
  ['export default 1;', [...everywhere, ...app], []],
  ['const a: any = 1;\nexport const b = a;', [...everywhere, ...app], []],
];
