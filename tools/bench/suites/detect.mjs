import { crossCheck, loadService, loadSite } from '@hl/schema';
import { median } from '../measure/median.mjs';

const { site } = loadSite('domain: example.org\ncategories: [x]\nhosts: { a: 192.0.2.1, b: 192.0.2.2 }\n');
const file = (n) => `service: { name: s${n}, display_name: S, description: d, category: x }
deployment: { target_host: ${n % 2 ? 'a' : 'b'}, port: ${2_000 + n}, image: "x/y:${n}", environment: { A: "1", B: "2" }, volumes: ["/opt/s${n}:/data"] }
`;

/** 1 000 service files parsed, validated, resolved and checked against each other. */
export async function run() {
  const texts = Array.from({ length: 1_000 }, (_, n) => file(n));
  const ours = await median(3, () => {
    const loaded = texts.map((text, n) => loadService(text, `services/x/s${n}.yml`, site, () => null));
    crossCheck(
      loaded.map(({ service }) => service),
      site,
    );
  });
  return [{ name: 'validate-1000', unit: 'ms', ours, target: { most: 2_000 } }];
}
