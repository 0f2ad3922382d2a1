import { exampleSite } from '@hl/core/testing';
import { render } from '@hl/deployer';
import { deploy, servicesOf } from './deployment.mjs';
import { emulatedHosts } from './hosts/emulated.mjs';
import { alternating } from './measure/alternating.mjs';
import { timed } from './measure/timed.mjs';

async function inHomelab(count, work) {
  const lab = await emulatedHosts(count);
  try {
    return await work({ ...lab, hosts: Object.keys(lab.hosts), site: exampleSite({ hosts: lab.hosts }) });
  } finally {
    await lab.close();
  }
}

const names = (count) => Array.from({ length: count }, (_, n) => `h${n}`);
const services = (count, hosts) => servicesOf(count, names(hosts), (n) => ({ image: `bench/s${n}:1`, container: 80 }));

/** The same projects brought up by a shell loop on the host itself, four at a time. */
async function loop({ machines: [{ shell }] }, all) {
  for (const service of all) await shell.run(`mkdir -p /opt/${service.name} && cat > /opt/${service.name}/compose.yml`, render(service));
  const words = all.map(({ name }) => name).join(' ');
  return timed(() => shell.run(`printf '%s\\n' ${words} | xargs -P 4 -I X sh -c 'cd /opt/X && docker compose up -d' 2>/dev/null`));
}

/** Ten services for the first time. What is measured is hl and its round trips, not Docker. */
export async function firstDeploy() {
  const ten = services(10, 1);
  return alternating(
    3,
    {
      ours: () => inHomelab(1, (lab) => timed(() => deploy(lab, ten, []))),
      floor: () => inHomelab(1, (lab) => loop(lab, ten)),
    },
    { warm: 0 },
  );
}
