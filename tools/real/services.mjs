// The service files that the run deploys. JSON is YAML.

const registry = '10.231.0.254:5000';
export const image = (version) => `${registry}/web:${version}`;

/** hl.yml. `more`: hosts besides the three. */
export const site = (knownHosts, more = {}) =>
  `${JSON.stringify(
    {
      domain: 'real.test',
      categories: ['utility'],
      hosts: { alpha: '10.231.0.1', beta: '10.231.0.2', swarm: { address: '10.231.0.3', kind: 'swarm' }, ...more },
      ssh: { known_hosts: knownHosts, connect_timeout: 5 },
      ledger: { host: 'alpha', directory: '/opt/ledger' },
      verify: { deadline: 60, interval: 0.5 },
    },
    null,
    2,
  )}\n`;

/** The file of a small web server. `over`: fields of `deployment`. */
export const service = (name, host, port, version, over = {}) =>
  `${JSON.stringify(
    {
      service: { name, display_name: name, description: `Says ${version}`, category: 'utility' },
      deployment: {
        target_host: host,
        port,
        container_port: 8080,
        image: image(version),
        compose: { init: true, stop_grace_period: '1s' },
        healthcheck: { endpoint: '/', expected_status: [200] },
        ...over,
      },
    },
    null,
    2,
  )}\n`;

export const path = (name) => `services/utility/${name}.yml`;

/** Everything at once: a named volume, a config file that is mounted by itself, a secret, a side container. */
export const web = (host, version, over = {}) =>
  service('web', host, over.port ?? 8081, version, {
    volumes: ['data:/data', './site.conf:/www/site.conf:ro'],
    extra_files: [{ source: 'site.conf', destination: 'site.conf' }],
    secrets: [{ name: 'TOKEN', source: 'WEB_TOKEN' }],
    services: { side: { image: image('v1'), command: ['sleep', '86400'], init: true, stop_grace_period: '1s' } },
    ...over,
  });
