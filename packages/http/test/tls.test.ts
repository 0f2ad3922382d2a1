import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import * as tls from 'node:tls';
import { promisify } from 'node:util';
import { transformSync } from 'esbuild';
import { certificate } from '@hl/lab';

const source = readFileSync(new URL('../src/tls.ts', import.meta.url), 'utf8');
/** Prints of each port whether its certificate is trusted. Node reads NODE_EXTRA_CA_CERTS when it starts, and never again. */
const script = `${transformSync(source, { loader: 'ts' }).code}
import { connect } from 'node:tls';
const secureContext = trusting(process.env.CA);
for (const port of process.argv.slice(1))
  connect({ port, host: '127.0.0.1', servername: 'box.test', secureContext })
    .on('secureConnect', function () { console.log(port, 'trusted'); this.destroy(); })
    .on('error', ({ code }) => console.log(port, code));`;

const sockets = new Set<tls.TLSSocket>();
const closers: (() => unknown)[] = [];
afterEach(() => (sockets.forEach((socket) => socket.destroy()), closers.splice(0).forEach((close) => close())));

async function server(name: string): Promise<{ port: number; pem: string }> {
  const { key, cert } = certificate({ name, ca: true, sans: ['box.test'], from: new Date(0), until: new Date(4e12) });
  const listening = tls.createServer({ key, cert }, (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  closers.push(() => listening.close());
  return { port: (listening.address() as AddressInfo).port, pem: cert };
}

test('an authority of one’s own is trusted beside what Node trusts', async () => {
  const [own, other, extra, stranger] = [await server('own'), await server('other'), await server('extra'), await server('stranger')];
  const folder = mkdtempSync(join(tmpdir(), 'hl-'));
  closers.push(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'extra.pem'), extra.pem);
  const env = { ...process.env, NODE_OPTIONS: '', NODE_EXTRA_CA_CERTS: join(folder, 'extra.pem'), CA: `${own.pem}\n${other.pem}` };
  const ports = [own, other, extra, stranger].map(({ port }) => String(port));
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, ...ports], { env });
  const untrusted = 'DEPTH_ZERO_SELF_SIGNED_CERT';
  const ofNode = 'getCACertificates' in tls ? 'trusted' : untrusted;
  expect(stdout.trim().split('\n').sort()).toEqual(
    ['trusted', 'trusted', ofNode, untrusted].map((says, n) => `${ports[n]} ${says}`).sort(),
  );
});
