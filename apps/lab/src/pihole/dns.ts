import { createSocket } from 'node:dgram';
import type { AddressInfo } from 'node:net';
import packet from 'dns-packet';
import type { DecodedPacket, OptAnswer, Question } from 'dns-packet';
import { answersTo } from './records.js';
import type { Served } from './records.js';

export interface DnsEmulator {
  readonly address: string;
  readonly port: number;
  /** While true nothing is answered, as during a restart. */
  silent: boolean;
  /** Forgets what it learned from upstream. */
  flush(): void;
  readonly queries: string[];
  close(): Promise<void>;
}

export interface DnsEmulatorOptions {
  readonly address: string;
  readonly upstream: 'none' | 'nxdomain';
  /** Queries a minute. */
  readonly rateLimit: number;
  readonly version: string;
  readonly api: () => string;
}

const rcodes = { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 } as const;
type Rcode = keyof typeof rcodes;

/** Pi-hole's resolver over UDP: local records with TTL 0, all else refused or, with an upstream, NXDOMAIN. */
export async function dnsEmulator(served: () => Served, options: DnsEmulatorOptions): Promise<DnsEmulator> {
  const socket = createSocket(options.address.includes(':') ? 'udp6' : 'udp4');
  const negative = new Set<string>();
  const queries: string[] = [];
  let asked: number[] = [];

  const limited = (): boolean => {
    const now = Date.now();
    asked = [...asked.filter((at) => at > now - 60_000), now];
    return asked.length > options.rateLimit;
  };

  const reply = (question: Question | undefined): { rcode: Rcode; answers: packet.Answer[]; noUpstream?: boolean } => {
    if (!question || limited()) return { rcode: 'REFUSED', answers: [] };
    const name = question.name.toLowerCase();
    queries.push(`${question.type} ${name}`);
    if (question.class === 'CH') {
      const text = name === 'version.ftl' ? options.version : name === 'local.api.ftl' ? options.api() : undefined;
      return text === undefined
        ? { rcode: 'REFUSED', answers: [] }
        : { rcode: 'NOERROR', answers: [{ type: 'TXT', name: question.name, class: 'CH', ttl: 0, data: text }] };
    }
    const known = answersTo(served(), name, question.type);
    const key = `${question.type} ${name}`;
    if (known && known.length > 0) return { rcode: 'NOERROR', answers: known };
    // What upstream said before the record existed stays in the cache; an address of the other family is served all the same.
    if (known) return { rcode: negative.has(key) ? 'NXDOMAIN' : 'NOERROR', answers: [] };
    if (options.upstream === 'none') return { rcode: 'REFUSED', answers: [], noUpstream: true };
    for (const type of ['A', 'AAAA']) negative.add(`${type} ${name}`);
    return { rcode: 'NXDOMAIN', answers: [] };
  };

  const emulator = { silent: false };
  socket.on('message', (message, remote) => {
    if (emulator.silent) return;
    let query: DecodedPacket;
    try {
      query = packet.decode(message);
    } catch {
      return;
    }
    const { rcode, answers, noUpstream = false } = reply(query.questions?.[0]);
    const edns = query.additionals?.some(({ type }) => type === 'OPT') ?? false;
    const opt: OptAnswer = {
      type: 'OPT',
      name: '.',
      udpPayloadSize: 1232,
      extendedRcode: 0,
      ednsVersion: 0,
      flags: 0,
      flag_do: false,
      options: noUpstream ? [{ code: 15 as never, data: Buffer.from([0, 14]) }] : [],
    };
    const response = packet.encode({
      type: 'response',
      id: query.id ?? 0,
      flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (answers.length > 0 ? packet.AUTHORITATIVE_ANSWER : 0) | rcodes[rcode],
      questions: query.questions ?? [],
      answers,
      additionals: edns ? [opt] : [],
    });
    socket.send(response, remote.port, remote.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, options.address, resolve);
  });

  return Object.assign(emulator, {
    address: options.address,
    port: (socket.address() as AddressInfo).port,
    queries,
    flush: () => negative.clear(),
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  });
}
