import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, copyFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { posixRemote } from '@hl/core';
import type { ExecResult, Remote } from '@hl/core';

/** A Docker engine of our own, with a registry beside it, in a directory that goes away. */
export interface Engine {
  readonly directory: string;
  readonly registry: string;
  readonly remote: Remote;
  /** Runs a docker command and gives its output; the code is the caller's to judge. */
  docker(...args: string[]): { readonly code: number; readonly stdout: string; readonly stderr: string };
  /** Makes an image that serves `text` on port 8080 and pushes it. */
  image(name: string, text: string): string;
  /** Removes every container, and what was deployed. */
  clear(): void;
  close(): Promise<void>;
}

/** What is missing on this machine for the real run, or null. */
export function missing(): string | null {
  if (process.getuid?.() !== 0) return 'root';
  if (!dockerd) return 'dockerd (package docker.io)';
  if (spawnSync('docker', ['compose', 'version']).status !== 0) return 'the compose plugin of docker';
  if (!busybox) return 'a static busybox (package busybox-static)';
  return registry ? null : 'docker-registry';
}

const first = (...paths: (string | undefined)[]): string | undefined => paths.find((path) => path !== undefined && existsSync(path));
const dockerd = first('/usr/sbin/dockerd', '/usr/bin/dockerd', '/usr/local/bin/dockerd');
const busybox = first('/bin/busybox', '/usr/bin/busybox');
const registry = first(process.env['HL_DOCKER_REGISTRY'], '/usr/bin/docker-registry');

export async function realEngine(): Promise<Engine> {
  const directory = mkdtempSync(join(tmpdir(), 'hl-real-'));
  const port = await freePort();
  const host = `unix://${directory}/sock`;
  const env = {
    ...process.env,
    DOCKER_HOST: host,
    HOME: join(directory, 'home'),
    DOCKER_CONFIG: join(process.env['HOME'] ?? '/root', '.docker'),
  };
  mkdirSync(env.HOME);
  writeFileSync(
    join(directory, 'registry.yml'),
    `version: 0.1\nstorage: {filesystem: {rootdirectory: ${directory}/registry}}\nhttp: {addr: "127.0.0.1:${port}"}\n`,
  );
  const children: ChildProcess[] = [
    spawn(registry ?? '', ['serve', join(directory, 'registry.yml')], { stdio: 'ignore' }),
    spawn(dockerd ?? '', ['--data-root', `${directory}/data`, '--exec-root', `${directory}/exec`, '-p', `${directory}/pid`, '-H', host], {
      stdio: 'ignore',
    }),
  ];
  const docker: Engine['docker'] = (...args) => {
    const { status, stdout, stderr } = spawnSync('docker', args, { env, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    return { code: status ?? -1, stdout, stderr };
  };
  for (let tries = 0; docker('version').code !== 0; tries += 1) {
    if (tries > 100) throw new Error('dockerd does not start');
    await sleep(200);
  }
  const exec = (command: string, { stdin = '' }: { stdin?: string | Uint8Array }): Promise<ExecResult> =>
    new Promise((resolve, reject) => {
      const child = spawn('/bin/sh', ['-c', command], { env, cwd: env.HOME });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
      child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
      child.stdin.on('error', () => {});
      child.on('error', reject);
      child.on('close', (code) => resolve({ code: code ?? 137, stdout: Buffer.concat(out), stderr: Buffer.concat(err) }));
      child.stdin.end(stdin);
    });
  const clear = (): void => {
    const containers = docker('ps', '-aq')
      .stdout.split('\n')
      .filter((id) => id !== '');
    if (containers.length > 0) docker('rm', '-f', ...containers);
    docker('network', 'prune', '-f');
    for (const tree of ['opt', 'srv', 'home/.hl']) rmSync(join(directory, tree), { recursive: true, force: true });
  };
  const base = join(directory, 'image');
  for (const path of ['bin', 'www', 'tmp', 'etc']) mkdirSync(join(base, path), { recursive: true });
  copyFileSync(busybox ?? '', join(base, 'bin/busybox'));
  for (const applet of ['sh', 'httpd', 'sleep', 'true', 'false', 'cat', 'echo']) symlinkSync('busybox', join(base, 'bin', applet));
  return {
    directory,
    registry: `127.0.0.1:${port}`,
    remote: posixRemote('real', exec),
    docker,
    image(name, text) {
      writeFileSync(join(base, 'www/index.html'), text);
      const reference = `127.0.0.1:${port}/${name}`;
      const command = `tar -C "$1" -c . | docker import -c 'CMD ["/bin/httpd","-f","-p","8080","-h","/www"]' -c 'EXPOSE 8080' - "$2" && docker push -q "$2"`;
      const { status, stderr } = spawnSync('sh', ['-c', command, 'sh', base, reference], { env, encoding: 'utf8' });
      if (status !== 0) throw new Error(`cannot make ${reference}: ${stderr}`);
      return reference;
    },
    clear,
    async close() {
      clear();
      for (const child of children) {
        const gone = new Promise((resolve) => child.once('close', resolve));
        child.kill('SIGTERM');
        await gone;
      }
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
