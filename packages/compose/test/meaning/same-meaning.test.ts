import { readCompose } from '../../src/compose-file.js';
import { sameMeaning } from '../../src/meaning/same-meaning.js';

const container = (text: string, more = ''): ReturnType<typeof readCompose> =>
  readCompose(`services: {a: ${text}, b: {image: b}}\n${more}`);

/** What `docker compose config` 2.26 prints the same of. */
test.each([
  ['{image: a}', '{image: a, tty: false, privileged: false, user: "", dns: [], labels: {}, cpus: 0, ports: []}'],
  ['{image: a}', '{image: a, networks: [default]}'],
  ['{image: a, x-own: 1}', '{x-other: 2, image: a}'],
  ['{environment: [A=1, B]}', '{environment: {B: null, A: 1}}'],
  ['{environment: {A: "1.5", B: "true"}}', '{environment: {A: 1.50, B: true}}'],
  ['{labels: [a=1, b]}', '{labels: {b: "", a: "1"}}'],
  [
    '{ports: ["8080:80", "90-91:90-91/udp"]}',
    '{ports: [{target: 80, published: 8080}, "90:90/udp", {target: 91, published: "91", protocol: udp}]}',
  ],
  ['{labels: {a: "5$ ${B}"}}', '{labels: {a: "5$$ ${B}"}}'],
  ['{ports: [80]}', '{ports: ["80/tcp"]}'],
  [
    '{volumes: ["./a:/a:ro"]}',
    '{volumes: [{type: bind, source: ./x/../a/, target: /a/, read_only: true, bind: {create_host_path: true}}]}',
  ],
  ['{volumes: ["/b"]}', '{volumes: [{type: volume, target: /b}]}'],
  ['{command: a "b c"}', '{command: [a, b c]}'],
  ['{healthcheck: {test: curl x, interval: 90s}}', '{healthcheck: {test: [CMD-SHELL, curl x], interval: 1m30s, disable: false}}'],
  ['{mem_limit: 1g, shm_size: 64m}', '{mem_limit: 1073741824, shm_size: "65536k"}'],
  ['{cpus: "0.50"}', '{cpus: 0.5}'],
  ['{depends_on: [b]}', '{depends_on: {b: {condition: service_started, required: true}}}'],
  ['{network_mode: "service:b"}', '{network_mode: "service:b", depends_on: {b: {condition: service_started, restart: true}}}'],
  ['{volumes_from: ["b:ro"]}', '{volumes_from: ["b:ro"], depends_on: [b]}'],
  ['{dns: 192.0.2.1, tmpfs: /a}', '{dns: [192.0.2.1], tmpfs: [/a]}'],
  ['{devices: [/dev/a, "/dev/b:/dev/c:r"]}', '{devices: ["/dev/a:/dev/a:rwm", {source: /dev/b, target: /dev/c, permissions: r}]}'],
  ['{extra_hosts: {b: "::1", a: 192.0.2.1}}', '{extra_hosts: ["a:192.0.2.1", "b=[::1]"]}'],
  ['{secrets: [s]}', '{secrets: [{source: s, target: /run/secrets/s}]}'],
  ['{pull_policy: if_not_present, stop_grace_period: 90s}', '{pull_policy: missing, stop_grace_period: 1m30s}'],
  ['{build: .}', '{build: {context: ./, dockerfile: Dockerfile}}'],
  ['{scale: 2, deploy: {}}', '{scale: 2, deploy: {replicas: 2}}'],
  ['{gpus: all}', '{gpus: [{count: -1}]}'],
  ['{env_file: a.env}', '{env_file: [{path: ./a.env}]}'],
  ['{ulimits: {n: "5"}, sysctls: [a=1]}', '{ulimits: {n: 5}, sysctls: {a: 1}}'],
])('%s means the same as %s', (a, b) => {
  expect(sameMeaning(container(a), container(b))).toEqual([]);
});

test.each([
  ['{image: a}', '{image: b}', ['services.a.image']],
  ['{image: a}', '{image: a, init: false}', ['services.a.init']],
  ['{restart: "no"}', '{}', ['services.a.restart']], // compose makes it anew
  ['{environment: {A: ""}}', '{environment: {A: null}}', ['services.a.environment.A']],
  ['{environment: {A: "1"}}', '{environment: {A: "1.0"}}', ['services.a.environment.A']],
  ['{labels: {a: "$B"}}', '{labels: {a: "$$B"}}', ['services.a.labels.a']],
  ['{ports: ["8080:80"]}', '{ports: ["8080:80/udp"]}', ['services.a.ports.0.protocol']],
  [
    '{ports: ["1:1", "2:2"]}',
    '{ports: ["2:2", "1:1"]}',
    ['services.a.ports.0.target', 'services.a.ports.0.published', 'services.a.ports.1.target', 'services.a.ports.1.published'],
  ],
  ['{volumes: ["./a:/a"]}', '{volumes: [{type: bind, source: ./a, target: /a}]}', ['services.a.volumes.0.bind']],
  ['{command: []}', '{}', ['services.a.command']],
  ['{depends_on: {b: {condition: service_started, required: false}}}', '{depends_on: [b]}', ['services.a.depends_on.b.required']],
  ['{networks: [n]}', '{networks: {n: {aliases: [x]}}}', ['services.a.networks.n.aliases']],
  ['{healthcheck: {retries: 0}}', '{}', ['services.a.healthcheck']],
])('%s does not mean the same as %s', (a, b, paths) => {
  const networks = 'networks: {n: {}}';
  expect(sameMeaning(container(a, networks), container(b, networks))).toEqual(paths);
});

test('beside the services: what nobody uses says nothing, and a name is given to what has none', () => {
  const used = '{networks: [n], volumes: ["vol:/v"], configs: [c]}';
  const a = container(used, 'name: app\nnetworks: {n: , m: {driver: x}}\nvolumes: {vol: {labels: [a=1]}}\nconfigs: {c: {file: ./x/../c}}');
  const b = container(
    used,
    'networks: {n: {name: app_n}}\nvolumes: {vol: {name: app_vol, labels: {a: 1}}}\nconfigs: {c: {file: c}}\nsecrets: {s: {file: s}}',
  );
  expect(sameMeaning(a, b)).toEqual([]);
  const c = container(used, 'name: other\nnetworks: {n: {external: true}}\nvolumes: {vol: {external: {name: w}}}\nconfigs: {c: {file: d}}');
  expect(sameMeaning(a, c)).toEqual([
    'name',
    'networks.default.name',
    'networks.n.name',
    'networks.n.external',
    'volumes.vol.name',
    'volumes.vol.labels',
    'volumes.vol.external',
    'configs.c.name',
    'configs.c.file',
  ]);
});

test('paths start where the files lie', () => {
  const [a, b] = [container('{volumes: ["./a:/a", "~/b:/b", "${C}:/c"]}'), container('{volumes: ["/srv/app/a:/a", "~/b:/b", "${C}:/c"]}')];
  expect(sameMeaning(a, b, '/srv/app')).toEqual([]);
  expect(sameMeaning(a, b)).toEqual(['services.a.volumes.0.source']);
});
