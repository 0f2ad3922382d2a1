import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { exampleService } from '@hl/core/testing';
import { loopback } from '@hl/lab';
import { authentikEmulator } from '@hl/lab/authentik';
import { piholeEmulator } from '@hl/lab/pihole';
import { traefikEmulator } from '@hl/lab/traefik';
import { sshFleet } from '@hl/ssh';
import { checksFor, verify } from '@hl/verify';
import { emulatedHosts } from '../hosts/emulated.mjs';
import { timed } from '../measure/timed.mjs';
import { summary } from '../measure/statistics.mjs';

const count = 200;
const hostCount = 4;
const nameOf = (n) => `s${n}.example.org`;

/** A homelab of emulators in which 200 services are well: containers, ports, pages, records limited as Pi-hole's are, routes, every second one with a login. */
async function homelab() {
  const { directory, hosts, machines, files, close: closeHosts } = await emulatedHosts(hostCount);
  const proxy = loopback()(20);
  const closers = [];
  const opened = (one) => (closers.push(() => one.close()), one);
  const authentik = opened(await authentikEmulator({ outposts: [{ name: 'edge' }] }));
  const pihole = opened(
    await piholeEmulator({ password: 'p', rateLimit: 1000, hosts: Array.from({ length: count }, (_, n) => `${proxy} ${nameOf(n)}`) }),
  );
  mkdirSync(join(directory, 'dynamic'));
  const traefik = opened(await traefikEmulator({ directory: join(directory, 'dynamic'), address: proxy }));
  const services = [];
  for (let n = 0; n < count; n += 1) {
    const [host, port, name] = [n % hostCount, 20_000 + n, `s${n}`];
    machines[host].docker.register({
      name,
      image: 'bench:1',
      labels: { 'com.docker.compose.project': name, 'com.docker.compose.service': name, 'hl.service': name },
    });
    const server = createServer((_, response) => response.end('<title>bench</title>'));
    await new Promise((resolve) => void server.listen(port, machines[host].address, () => resolve(null)));
    closers.push(() => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())));
    const sso = n % 2 === 0;
    const externalHost = `https://${nameOf(n)}:${traefik.httpsPort}`;
    if (sso) authentik.addForeign({ slug: name, provider: name, externalHost, outposts: ['edge'] });
    const own = { host: `h${host}`, port, dns: { addresses: [proxy] }, health: { port }, traefik: { port, redirectHttp: true } };
    /** @type {import('@hl/core').PublishedPort[]} */
    const ports = [{ host: port, container: 8081, protocol: 'tcp', hostIp: null }];
    const service = exampleService({ name, ...own, deployment: { ports } });
    services.push(sso ? service : { ...service, authentik: null });
    writeFileSync(
      join(directory, 'dynamic', `${name}.yml`),
      routeOf(n, `http://${machines[host].address}:${port}`, sso ? authentik.outpostUrl : null),
    );
  }
  while (traefik.routers().length < 2 * count) await new Promise((resolve) => setTimeout(resolve, 20));
  // The emulator makes a certificate when it is first asked for one, which takes longer than all that is measured.
  for (let n = 0; n < count; n += 1) await handshake({ host: proxy, port: traefik.httpsPort, servername: nameOf(n) });
  /** @type {import('@hl/verify').Given} */
  const outside = {
    hosts,
    dns: [{ name: 'Pi-hole', ...pihole.dns }],
    proxy: { name: 'Traefik', address: proxy, httpPort: traefik.httpPort, httpsPort: traefik.httpsPort, entrypoints: {} },
    login: { name: 'Authentik', url: `${authentik.url}/application/o/authorize/`, reachedAt: authentik.url, outpost: 'edge' },
  };
  const close = async () => {
    for (const end of closers) await end();
    await closeHosts();
  };
  const clients = Object.fromEntries(authentik.providers().map((provider) => [provider.name, provider.client_id]));
  return { checks: services.flatMap((service) => checksFor(service, outside)), hosts, files, ca: traefik.ca, clients, pihole, close };
}

const handshake = (to) =>
  new Promise((resolve, reject) => {
    const socket = connect({ ...to, rejectUnauthorized: false }, () => socket.end())
      .once('error', reject)
      .once('close', resolve);
  });

const routeOf = (n, url, outpost) => `http:
  routers:
    s${n}: {rule: "Host(\`${nameOf(n)}\`)", service: s${n}, entryPoints: [websecure], tls: {certResolver: letsencrypt}${outpost ? `, middlewares: [s${n}]` : ''}}
    s${n}_http: {rule: "Host(\`${nameOf(n)}\`)", service: s${n}, entryPoints: [web], middlewares: [s${n}_https]}
  services:
    s${n}: {loadBalancer: {servers: [{url: "${url}"}]}}
  middlewares:
    s${n}_https: {redirectScheme: {scheme: https}}
${outpost ? `    s${n}: {forwardAuth: {address: "${outpost}/outpost.goauthentik.io/auth/traefik", trustForwardHeader: true}}\n` : ''}`;

const told = (lab) => new Promise((resolve, reject) => lab.once('message', resolve).once('exit', reject));

/** 200 services that are well, each looked at by every check, connections and all. */
export async function run() {
  const [ours, cpu] = [[], []];
  let [counted, questions] = [0, 0];
  for (let n = 0; n < 3; n += 1) {
    const lab = fork(fileURLToPath(import.meta.url), ['lab']);
    const { checks, hosts, files, ca, clients } = await told(lab);
    const begun = process.cpuUsage();
    ours.push(
      await timed(async () => {
        const fleet = sshFleet({ hosts, ...files });
        const options = { remote: fleet.remote, ca, clientIdOf: async (slug) => clients[slug] ?? null };
        const bad = (await verify(checks, options)).filter(({ status }) => status !== 'pass');
        await fleet.close();
        if (bad.length > 0) throw new Error(`${bad.length} of ${checks.length}: ${JSON.stringify(bad[0])}`);
      }),
    );
    const { user, system } = process.cpuUsage(begun);
    cpu.push((user + system) / 1_000);
    counted = checks.length;
    const asked = told(lab);
    lab.send('end');
    ({ questions } = await asked);
  }
  return [
    { name: `verify-${count} (${counted} checks)`, unit: 'ms', ...summary({ ours }), target: { most: 5_000 } },
    { name: `verify-${count}, processor`, unit: 'CPU-ms', ...summary({ ours: cpu }) },
    { name: `verify-${count}, DNS questions`, unit: 'requests', ours: questions, target: { most: 1_000 } },
  ];
}

/** The homelab is another process, as a real one is another machine: it tells where it is, and how often it was asked. */
if (process.send !== undefined && process.argv[2] === 'lab') {
  const { close, pihole, ...told } = await homelab();
  process.send(told);
  process.on('message', async () => {
    process.send({ questions: pihole.queries.length });
    await close();
    process.exit(0);
  });
}
