/** What @hl/schema checks by code, as far as a pattern can say it. By the end of a path below `properties`. */
const patterns = [
  {
    at: /\/(subdomain|hostname)$|\/traefik\/properties\/hosts\/items$|\/aliases\/items$/,
    outside: /\/deployment\//,
    pattern: '^(?!\\d+(\\.\\d+){3}$)(\\*\\.)?[^\\s_/:?#@\u201c\u201d\u2018\u2019]+$',
    says: 'A host name, without scheme, port, path and underscore.',
  },
  { at: /\/dns\/properties\/(ip|target_ip)(\/items)?$/, pattern: '^[0-9a-fA-F.:]+$', says: 'An IPv4 or IPv6 address.' },
  {
    at: /\/healthcheck\/properties\/(interval|timeout|start_period|start_interval)$/,
    pattern: '^([0-9]+(\\.[0-9]+)?(ns|us|µs|ms|s|m|h)?)+$',
    says: 'Seconds, or a duration such as 30s or 1m30s.',
  },
  {
    at: /\/deployment\/properties\/volumes\/items$/,
    pattern: '^/[^:$~]*$|^(/[^:$~]*|\\.(/[^:$~]*)?|[A-Za-z0-9][A-Za-z0-9_.-]*):/[^:$]*(:[A-Za-z0-9,=]+)?$',
    says: 'host:container[:options]: the host’s path is absolute, or begins with ./, or is the name of a volume; the container’s is absolute.',
  },
  {
    at: /\/deployment\/properties\/ports\/items$/,
    pattern: '^((\\d+\\.){3}\\d+:|\\[[0-9a-fA-F:]+\\]:)?((\\d+(-\\d+)?)?:)?\\d+(-\\d+)?(/(tcp|udp|sctp))?$',
    says: '[address:][host:]container[/udp], ranges as 50000-50010.',
  },
  {
    at: /\/deployment\/properties\/image$/,
    pattern: '^([A-Za-z0-9.-]+(:[0-9]+)?/)?[a-z0-9._/-]+(:[A-Za-z0-9_.-]+)?(@sha256:[0-9a-f]{64})?$',
    says: 'registry/name:tag, the name in lower case.',
  },
  { at: /\/traefik\/properties\/rule$/, pattern: "^[^'\u201c\u201d]*$", says: 'Names stand in backticks: Host(`a.example.org`).' },
];

/** What a pattern of ours asks for. */
const words = new Map([
  ['^[a-z0-9][a-z0-9-]*$', 'Lower-case letters, digits and dashes.'],
  ['^/[^\\s#\\\\]*$', 'A path begins with / and has no blank and no #.'],
  ['^[A-Za-z_][A-Za-z0-9_.-]*(=|$)', 'NAME=value, without blanks around the =.'],
  ['^(0o?)?[0-7]{3}$', 'Octal permission bits such as 0644.'],
  ['^on-failure:[0-9]+$', 'on-failure:3'],
]);

/** A schema at its path, with what editors shall say of a text that is wrong. */
export function withPattern(schema, path) {
  const found = patterns.find(({ at, outside }) => at.test(path) && !outside?.test(path));
  if (found && [schema.type].flat().includes('string')) return { ...schema, pattern: found.pattern, patternErrorMessage: found.says };
  const says = words.get(schema.pattern);
  return says === undefined ? schema : { ...schema, patternErrorMessage: says };
}

const either = (...names) => ({ anyOf: names.map((name) => ({ required: [name] })) });

/** What must be there together, which the schema of hl leaves to its code, where more can be said about it. */
export function withRules({ properties, ...schema }) {
  const { deployment, authentik } = properties;
  const { services } = deployment.properties;
  Object.assign(deployment, either('image', 'compose_file'));
  Object.assign(services.additionalProperties, either('image', 'build'));
  const isOidc = { properties: { method: { const: 'oidc' }, enabled: { not: { const: false } } }, required: ['method'] };
  Object.assign(authentik, { if: isOidc, then: { required: ['redirect_uris'] } });
  return { ...schema, ...either('deployment', 'backend', 'pages'), properties };
}
