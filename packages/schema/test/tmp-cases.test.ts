import { crossCheck, loadService, loadSite, linkNetworks } from '@hl/schema';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const root = '/work/shared/cases';
test('all', () => {
  let out = '';
  for (const name of readdirSync(root).filter((n) => existsSync(join(root, n, 'repo')))) {
    const repo = join(root, name, 'repo');
    const { site } = loadSite(readFileSync(join(repo, 'hl.yml'), 'utf8'));
    const walk = (d: string): string[] => readdirSync(join(repo, d)).flatMap((f) => statSync(join(repo, d, f)).isDirectory() ? walk(`${d}/${f}`) : [`${d}/${f}`]);
    const services = [];
    for (const file of walk('services').filter((f) => f.endsWith('.yml'))) {
      const { service, diagnostics } = loadService(readFileSync(join(repo, file), 'utf8'), file, site!, (p) => existsSync(join(repo, p)) ? readFileSync(join(repo, p)) : null);
      out += `### ${name} ${file}: ${service ? 'ok' : 'REFUSED'}\n`;
      for (const d of diagnostics) out += `  ${d.severity} ${d.file}:${d.line}:${d.column} [${d.rule}] ${d.message}. ${d.hint}\n`;
      if (service) { services.push(service); out += JSON.stringify(service.deployment) + JSON.stringify({port: service.port, address: service.address, traefik: service.traefik?.port, glance: service.glance}) + '\n'; }
    }
    for (const d of crossCheck(services, site!)) out += `  X ${d.severity} ${d.file}:${d.line}:${d.column} [${d.rule}] ${d.message}. ${d.hint}\n`;
    for (const s of linkNetworks(services)) if (s.deployment?.networkOf) out += JSON.stringify([s.name, s.deployment.networkOf, s.deployment.dependsOnServices]) + '\n';
  }
  writeFileSync('/tmp/w/cases.txt', out);
});
