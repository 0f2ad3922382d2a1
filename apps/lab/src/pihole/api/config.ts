import type { Answer, Request } from '../../http.js';
import { absent, badRequest, empty, failure, json, parseBody } from './errors.js';
import { isTree, logsOut, restarting } from './settings.js';
import type { Settings } from './settings.js';
import { checkCname, checkHost, normaliseHost, testCnames } from './validate.js';

export interface Config {
  get(request: Request, path: readonly string[]): Answer;
  /** One item of a list: PUT adds, DELETE takes away. */
  item(request: Request, path: readonly string[]): Answer;
  patch(request: Request): Answer;
}

const environment = (hint: string): Answer => badRequest('Config items set via environment variables cannot be changed via the API', hint);
const lists = new Set(['dns.hosts', 'dns.cnameRecords', 'dns.upstreams', 'misc.dnsmasq_lines']);

/** The config endpoints of Pi-hole. `changed` is told what was written, and whether pihole-FTL restarts for it. */
export function createConfig(settings: Settings, changed: (paths: readonly string[], restarts: boolean) => void): Config {
  const { profile = '6.4', envForced = false } = settings.options;

  const isForced = (path: string): boolean => envForced && (path === 'dns.hosts' || path === 'dns.cnameRecords');

  const refused = (path: string, values: readonly string[]): string | null => {
    for (const [index, value] of values.entries()) {
      const reason = path === 'dns.hosts' ? checkHost(value, profile) : path === 'dns.cnameRecords' ? checkCname(value) : null;
      if (reason !== null) return `${path}[${index}]: ${reason}`;
    }
    return null;
  };

  const store = (values: ReadonlyMap<string, unknown>, request: Request, stored = true): void => {
    const normal = new Map(
      [...values].map(([path, value]) => [
        path,
        path === 'dns.hosts' ? (value as string[]).map((line) => normaliseHost(line, profile)) : value,
      ]),
    );
    settings.assign(normal, stored);
    const wanted = profile === '6.0' || request.query.get('restart')?.toLowerCase() !== 'false';
    changed([...values.keys()], wanted && [...values.keys()].some((path) => restarting.has(path)));
  };

  const detailed = (path: string, value: unknown): unknown => ({
    description: `Setting ${path}`,
    allowed: 'see documentation',
    type: Array.isArray(value) ? 'string array' : typeof value,
    value,
    default: Array.isArray(value) ? [] : null,
    modified: Array.isArray(value) ? value.length > 0 : false,
    flags: { restart_dnsmasq: restarting.has(path), session_reset: logsOut.has(path), env_var: isForced(path) },
  });

  const wrap = (value: unknown, path: readonly string[]): unknown =>
    isTree(value)
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, wrap(inner, [...path, key])]))
      : detailed(path.join('.'), value);

  return {
    get(request, path) {
      const value = path.length === 0 ? settings.tree : settings.get(path.join('.'));
      const full = request.query.get('detailed') === 'true';
      if (value === undefined) return json(200, { config: {}, ...(full ? { topics: [], dns_servers: [] } : {}) });
      const shown = full ? wrap(value, path) : value;
      const config = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), shown);
      return json(200, { config, ...(full ? { topics: [], dns_servers: [] } : {}) });
    },

    item(request, path) {
      const verb = request.method === 'PUT' ? ['PUT', 'add', 'to'] : ['DELETE', 'remove', 'from'];
      if (path.length < 2) {
        const hint = `Use, e.g., ${verb[0]} /api/config/dns/upstreams/127.0.0.1 to ${verb[1]} "127.0.0.1" ${verb[2]} config.dns.upstreams`;
        return badRequest('Invalid path depth', hint);
      }
      // Decoded before it is split, so a slash in the value makes one part too many; fixed in the newest version.
      const [name, value] = [path.slice(0, 2).join('.'), profile === '6.7.1' ? path.slice(2).join('/') : path[2]];
      if (!lists.has(name) || value === undefined || value === '' || (profile !== '6.7.1' && path.length > 3)) return absent();
      if (profile === '6.7.1' && settings.readOnly()) return failure(403, 'forbidden', 'The config is currently in read-only mode');
      if (isForced(name)) return environment(name);
      const now = settings.get(name) as string[];
      const at = now.indexOf(value);
      if (request.method === 'DELETE' && at < 0) return absent();
      if (request.method === 'PUT' && at >= 0) return badRequest('Item already present', 'Uniqueness of items is enforced');
      const next = request.method === 'PUT' ? [...now, value] : now.filter((_, index) => index !== at);
      const reason = request.method === 'PUT' ? refused(name, next) : null;
      if (reason !== null) return badRequest('Invalid value', reason);
      const test = name === 'dns.cnameRecords' ? testCnames(next) : null;
      if (test !== null) return badRequest('Invalid configuration', test);
      store(new Map([[name, next]]), request, !settings.readOnly());
      return request.method === 'PUT' ? json(201, {}) : empty();
    },

    patch(request) {
      const parsed = parseBody(request.body);
      if ('answer' in parsed) return parsed.answer;
      const config = isTree(parsed.value) ? parsed.value['config'] : undefined;
      if (!isTree(config)) return failure(400, 'body_error', 'No "config" object in body data');
      if (settings.readOnly()) return failure(403, 'forbidden', 'The config is currently in read-only mode');
      const values = new Map<string, unknown>();
      for (const [path, value] of leaves(config, settings)) {
        const now = settings.get(path);
        if (path === 'misc.readOnly') return badRequest('This config option can only be set in pihole.toml, not via the API', path);
        if (Array.isArray(now)) {
          if (!Array.isArray(value)) return badRequest('Config item is invalid', `${path}: not of type array`);
          if (!value.every((item) => typeof item === 'string'))
            return badRequest('Config item is invalid', `${path}: array has invalid elements`);
        } else if (typeof value !== typeof now) return badRequest('Config item is invalid', `${path}: not of type ${typeof now}`);
        if (JSON.stringify(value) === JSON.stringify(now)) continue;
        if (isForced(path)) return environment(path);
        const reason = Array.isArray(value) ? refused(path, value as string[]) : null;
        if (reason !== null) return badRequest('Config item validation failed', reason);
        values.set(path, value);
      }
      const cnames = values.get('dns.cnameRecords') as string[] | undefined;
      const test = cnames ? testCnames(cnames) : null;
      if (test !== null) return badRequest('Invalid configuration', test);
      if (values.size > 0) store(values, request);
      return json(200, { config: settings.tree });
    },
  };
}

/** Known leaves of what was sent, under the names the settings use: PATCH does not tell cases apart, and ignores what it does not know. */
function leaves(sent: Record<string, unknown>, settings: Settings, path: readonly string[] = []): [string, unknown][] {
  const known = path.length === 0 ? settings.tree : settings.get(path.join('.'));
  if (!isTree(known)) return [];
  return Object.entries(sent).flatMap(([key, value]) => {
    const name = Object.keys(known).find((one) => one.toLowerCase() === key.toLowerCase());
    if (name === undefined) return [];
    return isTree(known[name])
      ? isTree(value)
        ? leaves(value, settings, [...path, name])
        : []
      : [[[...path, name].join('.'), value] as [string, unknown]];
  });
}
