import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scripts } from '../../src/client/scripts.js';

const place = mkdtempSync(join(tmpdir(), 'hl-direct-'));
afterAll(() => rmSync(place, { recursive: true, force: true }));

const program = (path: string, text: string): void => {
  mkdirSync(join(place, path, '..'), { recursive: true });
  writeFileSync(join(place, path), `#!/bin/sh\n${text}\n`);
  chmodSync(join(place, path), 0o755);
};
program('bin/docker', 'echo "docker $*"');
program('config/cli-plugins/docker-compose', 'echo "plugin of $DOCKER_CLI_PLUGIN_ORIGINAL_CLI_COMMAND: $*"');

/** What `down` runs, where `docker` is said to lie at `where`. */
function downWith(where: string, config: string): string {
  const script = `columns=''\n${scripts.docker}\ncommand() { echo ${where}; }\ndown web`;
  const env = { PATH: `${join(place, 'bin')}:${process.env['PATH']}`, DOCKER_CONFIG: join(place, config) };
  return spawnSync('sh', ['-eu', '-c', script], { env, encoding: 'utf8' }).stdout.trim();
}

test('the plugin is started alone, in the words of docker, where docker would find it', () => {
  expect(downWith('/usr/bin/docker', 'config')).toBe('plugin of docker: compose --project-name web down --remove-orphans');
});

test('docker is asked where it is another program, or looks elsewhere first', () => {
  const asked = 'docker compose --project-name web down --remove-orphans';
  expect(downWith('/opt/bin/docker', 'config')).toBe(asked);
  writeFileSync(join(place, 'config/config.json'), '{"cliPluginsExtraDirs":["/srv/plugins"]}');
  expect(downWith('/usr/bin/docker', 'config')).toBe(asked);
});
