/**
 * Begins an integration: a package with its four rooms, a fake system, and the laws, which are red until `observed` and `apply` are written.
 *
 *   node tools/new/integration.mjs <name> [folder of the repository]
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const [name = '', folder] = process.argv.slice(2);
const root = resolve(folder ?? join(dirname(fileURLToPath(import.meta.url)), '../..'));
const template = fileURLToPath(new URL('template', import.meta.url));
const target = join(root, 'packages', name);

const problem = !/^[a-z][a-z0-9]*$/.test(name)
  ? 'usage: npm run new:integration -- <name>, in small letters and digits, e.g. uptime'
  : existsSync(target)
    ? `packages/${name} is there already`
    : undefined;
if (problem) {
  console.error(problem);
  process.exit(2);
}

const capital = name[0].toUpperCase() + name.slice(1);
const named = (text) => text.replaceAll('uptime', name).replaceAll('Uptime', capital).replaceAll('UPTIME', name.toUpperCase());
for (const file of readdirSync(template, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.tmpl'))) {
  const path = join(target, file.replace(/\.tmpl$/, ''));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, named(readFileSync(join(template, file), 'utf8')));
}

const tsconfig = join(root, 'tsconfig.json');
const whole = JSON.parse(readFileSync(tsconfig, 'utf8'));
whole.references.push({ path: `./packages/${name}` });
writeFileSync(tsconfig, `${JSON.stringify(whole, null, 2)}\n`);

console.log(`packages/${name} is begun. Next:
  npm install                            it joins the workspace and the lock file
  npx nx test ${name}                    the laws are red
  packages/${name}/src/observe/observed.ts and src/apply/apply.ts: write them, until the laws are green
  CONTRIBUTING.md                        how it joins the registry and hl.yml`);
