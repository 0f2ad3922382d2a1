import type packet from 'dns-packet';
import type { Question } from 'dns-packet';
import { dnsSocket } from '../../dns-socket.js';
import type { DnsReply, DnsSocket } from '../../dns-socket.js';
import { createCache } from './cache.js';
import type { Upstream } from '../options.js';
import { answersTo, localised } from './records.js';
import type { Served } from './records.js';

export interface DnsEmulator extends DnsSocket {
  /** Forgets what it learned from upstream. */
  flush(): void;
  readonly queries: string[];
}

export interface DnsEmulatorOptions {
  readonly address: string;
  readonly upstream: Upstream;
  readonly localise: string | null;
  readonly blocked: ReadonlySet<string>;
  /** Of `local=/zone/` in misc.dnsmasq_lines. */
  readonly localZones: () => readonly string[];
  /** Queries a minute. */
  readonly rateLimit: number;
  readonly version: string;
  readonly api: () => string;
  readonly now: () => number;
}

/** Seconds, of what a blocklist answers. */
const blockTtl = 2;

/** Zones of our own, `test` always: the world outside is not asked about names in them. */
const isIn = (zones: readonly string[], name: string): boolean => zones.some((zone) => name === zone || name.endsWith(`.${zone}`));

/** Pi-hole's resolver over UDP: local records with TTL 0, and what its upstream says. */
export async function dnsEmulator(served: () => Served, options: DnsEmulatorOptions): Promise<DnsEmulator> {
  const cache = createCache(options.now);
  const queries: string[] = [];
  let asked: number[] = [];

  const limited = (): boolean => {
    const now = options.now();
    asked = [...asked.filter((at) => at > now - 60_000), now];
    return asked.length > options.rateLimit;
  };

  /** `null`: no answer at all. */
  const reply = (question: Question | undefined): DnsReply | null => {
    if (!question || limited()) return { rcode: 'REFUSED', answers: [] };
    const name = question.name.toLowerCase();
    queries.push(`${question.type} ${name}`);
    if (question.class === 'CH') {
      const text = name === 'version.ftl' ? options.version : name === 'local.api.ftl' ? options.api() : undefined;
      return text === undefined
        ? { rcode: 'REFUSED', answers: [] }
        : { rcode: 'NOERROR', answers: [{ type: 'TXT', name: question.name, class: 'CH', ttl: 0, data: text }] };
    }
    const { type } = question;
    if (type !== 'A' && type !== 'AAAA') {
      const known = answersTo(served(), name, type);
      return known ? { rcode: 'NOERROR', answers: known } : unknown(name);
    }
    if (options.blocked.has(name))
      return { rcode: 'NOERROR', answers: [{ type, name, ttl: blockTtl, data: type === 'A' ? '0.0.0.0' : '::' }] };
    const local = name === 'pi.hole' ? own(type) : answersTo(served(), name, type);
    // What was learned before the record came stays in the cache, and goes out beside it.
    const kept = cache.kept(name, type);
    if (local && local.length > 0) return { rcode: 'NOERROR', answers: [...localised(local, options.localise), ...kept] };
    if (kept.length > 0) return { rcode: 'NOERROR', answers: kept };
    // The other family of a local name is asked of the world outside, too. What that denied before the record came stays denied.
    if (local && (options.upstream === 'none' || name === 'pi.hole')) return { rcode: 'NOERROR', answers: [] };
    if (isIn(['test', ...options.localZones()], name)) return { rcode: local ? 'NOERROR' : 'NXDOMAIN', answers: [] };
    if (local && cache.denied(name, type)) return { rcode: 'NXDOMAIN', answers: [] };
    if (options.upstream === 'none' || options.upstream === 'silent') return unknown(name);
    const zone = options.upstream === 'nxdomain' ? {} : options.upstream;
    if (local) return { rcode: 'NOERROR', answers: zone[name] ? cache.learn(zone, name, type) : [] };
    const answers = cache.learn(zone, name, type);
    return { rcode: zone[name] ? 'NOERROR' : 'NXDOMAIN', answers };
  };

  const unknown = (name: string): DnsReply | null => {
    if (isIn(['test', ...options.localZones()], name)) return { rcode: 'NXDOMAIN', answers: [] };
    if (options.upstream === 'silent') return null;
    return options.upstream === 'none' ? { rcode: 'REFUSED', answers: [], noUpstream: true } : { rcode: 'NXDOMAIN', answers: [] };
  };

  const own = (type: 'A' | 'AAAA'): packet.Answer[] =>
    options.address.includes(':') === (type === 'AAAA') ? [{ type, name: 'pi.hole', ttl: 0, data: options.address }] : [];

  const socket = await dnsSocket(options.address, reply);
  return Object.assign(socket, { queries, flush: () => cache.flush() });
}
