// Writes one of two contents over the other, again and again, until it is killed. Prints `begin` and `end` of each transfer.
// Arguments: port, key file, known_hosts, how, path, bytes.
import { writeSync } from 'node:fs';
import { sshFleet } from '@hl/ssh';

const [port, keyFile, knownHosts, how, path, bytes] = process.argv.slice(2);
const host = { ...{ kind: 'docker', address: '127.0.0.1', port: Number(port), user: 'root' }, keyFile, knownHosts, fingerprints: [] };
const defaults = { agent: false, jump: null, sudo: false, connectTimeoutSeconds: 10 };
const remote = sshFleet({ hosts: { web: { ...defaults, ...host } } }).remote('web');
/** As the deployer sends its files. */
const unpack = ['sh', '-c', 'mkdir -p "$1.d"; cat > "$1.d/new"; mv -f "$1.d/new" "$1"', 'sh', path];
await remote.run(['true']);
for (let n = 0; ; n += 1) {
  const sent = Buffer.alloc(Number(bytes), `${'AB'[n % 2]} speed: 1\n`);
  writeSync(1, 'begin\n');
  if (how === 'run') await remote.run(unpack, { stdin: sent });
  else await remote.write(path, sent, { how });
  writeSync(1, 'end\n');
}
