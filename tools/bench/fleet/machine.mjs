import { createHash } from 'node:crypto';
import { packed } from './tar.mjs';
import { commandIn } from './words.mjs';

/**
 * A host on which services stand as a deployment left them, and which answers what hl asks for a plan, from memory: no process is started, so that
 * 500 of them cost little. `tools/test/bench/machine.deep.test.mjs` holds its answers against those of the real scripts.
 */
export function machine({ services = [], ledger = new Map(), user = '0' } = {}) {
  const placed = new Map(services.map((one) => [one.name, one]));
  const commands = [];

  const answer = (line, stdin) => {
    const command = commandIn(line, stdin);
    const [program, flag, script = '', , ...args] = command;
    if (program === 'docker') return `${services.map(({ name }) => `${name}-1`).join('\n')}\n`;
    if (program === 'date') return `${Math.floor(Date.now() / 1000)}\n`;
    if (program !== 'sh' || flag !== '-c') return null;
    if (script.startsWith('echo --hl:output--')) return `--hl:output--\n${user}\ntimeout\nsudo\nbase64\nshell sh\nend\n`;
    const boundary = /^boundary=(\w+)/.exec(script)?.[1];
    if (boundary !== undefined) return observed(boundary, args);
    if (script.includes('hl.service')) return marks(args);
    if (script.includes("printf 'end\\0'")) return texts(args.slice(1), script.startsWith('packed=1'));
    return null;
  };

  const observed = (boundary, pairs) => {
    const parts = [`\n${boundary} containers\n`, ...services.map(({ container }) => `${container}\n`)];
    for (let at = 0; at < pairs.length; at += 2) {
      const one = placed.get(pairs[at]);
      if (one === undefined || one.path !== pairs[at + 1].split('\t')[0]) continue;
      const say = (section, text = '') => parts.push(`\n${boundary} ${section}\n${text}`);
      say(`at\t${one.name}\t${one.path}`);
      say('records');
      say('manifest', `${one.manifest}\n`);
      say('applied', `${one.applied}\n`);
      say('compose', one.compose);
    }
    return `${parts.join('')}\n${boundary} end\n`;
  };

  const marks = (places) => {
    const known = new Map(services.map(({ path, manifest }) => [path, manifest]));
    const all = [...new Set([...known.keys(), ...places])]
      .sort()
      .flatMap((path) => (known.has(path) ? [`${path}\t${known.get(path)}\n`] : []));
    return [...all, ...services.map(({ name }) => `\t${name}\n`).sort()].join('');
  };

  let whole;
  const texts = (names, asPacked) => {
    if (asPacked && names.length === 0) return (whole ??= `packed\n${packed(ledger)}\n`);
    const chosen = names.length > 0 ? names.filter((name) => ledger.has(name)) : [...ledger.keys()].sort();
    return `${chosen.map((name) => `${name}\0${ledger.get(name)}\0`).join('')}end\0`;
  };

  return {
    commands,
    /** As a shell of @hl/lab. */
    shell: {
      root: '/',
      async run(line, stdin) {
        commands.push(line);
        const stdout = answer(line, stdin);
        const unknown = stdout === null ? Buffer.from(`this machine does not know: ${line.slice(0, 200)}\n`) : Buffer.alloc(0);
        return { code: stdout === null ? 127 : 0, stdout: Buffer.from(stdout ?? ''), stderr: unknown };
      },
    },
  };
}

const digest = (text) => createHash('sha256').update(text).digest('hex');

/** A service as it stands on its host after a deployment. `spec`: what the deployer wants of it. */
export function placed(name, spec, { image, port }) {
  const [id, configHash, imageId] = [digest(`container ${name}`), digest(`config ${name}`), `sha256:${digest(`image ${image}`)}`];
  const { project, installPath: path, compose, files, onFailure, dependsOnServices } = spec;
  const columns = [
    id,
    name,
    'running',
    'Up 2 days',
    image,
    project,
    name,
    configHash,
    imageId,
    path,
    'False',
    `0.0.0.0:${port}->80/tcp`,
    name,
  ];
  const manifest = {
    version: 1,
    service: name,
    project,
    files,
    secrets: {},
    secretsFile: null,
    onFailure,
    dependsOnServices,
    alwaysPull: false,
    commit: null,
  };
  const applied = { time: '2026-11-01T00:00:00Z', containers: [{ service: name, configHash, imageId }] };
  return { name, path, compose, manifest: JSON.stringify(manifest), applied: JSON.stringify(applied), container: columns.join('\t') };
}
