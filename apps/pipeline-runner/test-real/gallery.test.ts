import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { containers, documented, text } from '../test/gallery.js';

const directory = mkdtempSync(join(tmpdir(), 'hl-gallery-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** The files as one, as compose itself reads them; it throws with compose's words where it refuses them. */
function config(variables: { readonly [name: string]: string }, ...texts: string[]): unknown {
  const files = texts.flatMap((written, index) => {
    const path = join(directory, `${index}.yml`);
    writeFileSync(path, written);
    return ['-f', path];
  });
  const { status, stdout, stderr } = spawnSync('docker', ['compose', ...files, 'config', '--format', 'json'], {
    env: { ...process.env, ...variables },
    encoding: 'utf8',
  });
  if (status !== 0 || stderr !== '') throw new Error(stderr);
  return JSON.parse(stdout);
}

test.each(containers)(
  '%s: compose takes what is rendered, without a word, and what the program documents adds nothing',
  (name, service, rendered) => {
    // As the .env beside it has them.
    const secrets = Object.fromEntries((service.deployment?.secrets ?? []).map((secret) => [secret.name, 'secret']));
    const variables = { ...(service.deployment?.composeFile ? service.deployment.environment : {}), ...secrets };
    const ours = config(variables, rendered);
    expect(config(variables, rendered, documented(text(`meaning/${name}.yml`), rendered))).toEqual(ours);
  },
);
