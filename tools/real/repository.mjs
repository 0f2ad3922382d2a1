// A git repository with an hl.yml, and the hl command in it.
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const command = fileURLToPath(new URL('../../apps/pipeline-runner/bin/hl.js', import.meta.url));

/** Deadline of one hl call: far above what it takes on a busy machine, far below for ever. */
const deadlineMs = 120_000;

/**
 * `env`: what every call gets. An empty repository at `directory`; `work` writes or (null) deletes files and commits.
 * `hl(words, { env, onLine })` resolves with the exit code or signal, the seconds it took and all that was printed; `onLine(line, child)`
 * sees each line at once.
 */
export function repository(directory, env) {
  const clean = { PATH: process.env.PATH, LANG: 'C.UTF-8', ...env };
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=hl', '-c', 'user.email=hl@localhost', '-c', 'commit.gpgsign=false', ...args], {
      cwd: directory,
      env: clean,
      encoding: 'utf8',
    }).trim();
  mkdirSync(directory, { recursive: true });
  git('init', '-q', '-b', 'main');
  return {
    directory,
    git,
    head: () => git('rev-parse', 'HEAD'),
    commit(message, files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(directory, path)), { recursive: true });
        if (text === null) rmSync(join(directory, path));
        else writeFileSync(join(directory, path), text);
      }
      git('add', '-A');
      git('commit', '-q', '-m', message);
    },
    hl(words, { env: more = {}, onLine = (_line, _child) => {} } = {}) {
      const child = spawn(process.execPath, [command, ...words], {
        cwd: directory,
        env: { ...clean, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
      });
      const started = performance.now();
      let printed = '';
      const listen = (stream) => {
        let rest = '';
        stream.setEncoding('utf8').on('data', (chunk) => {
          printed += chunk;
          const lines = (rest + chunk).split('\n');
          rest = lines.pop();
          for (const line of lines) onLine(line, child);
        });
      };
      listen(child.stdout);
      listen(child.stderr);
      return new Promise((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code, signal) => resolve({ code, signal, printed, seconds: (performance.now() - started) / 1000 }));
      });
    },
    /** Text of every file below a folder. */
    texts: (folder) =>
      readdirSync(join(directory, folder), { recursive: true })
        .map((name) => join(directory, folder, name))
        .filter((path) => statSync(path).isFile())
        .map((path) => readFileSync(path, 'utf8')),
  };
}
