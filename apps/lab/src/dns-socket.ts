import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import type { AddressInfo } from 'node:net';
import packet from 'dns-packet';
import type { DecodedPacket, OptAnswer, Question } from 'dns-packet';

export interface DnsReply {
  readonly rcode: keyof typeof rcodes;
  readonly answers: packet.Answer[];
  /** Extended DNS error 14: there is no upstream. */
  readonly noUpstream?: boolean;
}

export interface DnsSocket {
  readonly address: string;
  readonly port: number;
  /** While true nothing is answered. */
  silent: boolean;
  close(): Promise<void>;
}

const rcodes = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3, REFUSED: 5 } as const;

/** DNS over UDP on loopback; `reply` returns `null` for no answer at all. */
export async function dnsSocket(address: string, reply: (question: Question | undefined) => DnsReply | null): Promise<DnsSocket> {
  const socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const state = { silent: false };
  socket.on('message', (message, remote) => {
    if (state.silent) return;
    let query: DecodedPacket;
    try {
      query = packet.decode(message);
    } catch {
      return;
    }
    const found = reply(query.questions?.[0]);
    if (found !== null) socket.send(encode(query, found), remote.port, remote.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, address, resolve);
  });
  return Object.assign(state, {
    address,
    port: (socket.address() as AddressInfo).port,
    close: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  });
}

/** Addresses of a name, A and AAAA, asked over UDP; sorted. */
export async function addressesOf({ address, port }: Pick<DnsSocket, 'address' | 'port'>, name: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: 500, tries: 2 });
  resolver.setServers([`${address.includes(':') ? `[${address}]` : address}:${port}`]);
  const found = await Promise.all([resolver.resolve4(name).catch(() => []), resolver.resolve6(name).catch(() => [])]);
  return found.flat().sort();
}

function encode(query: DecodedPacket, { rcode, answers, noUpstream = false }: DnsReply): Buffer {
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
  return packet.encode({
    type: 'response',
    id: query.id ?? 0,
    flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | (answers.length > 0 ? packet.AUTHORITATIVE_ANSWER : 0) | rcodes[rcode],
    questions: query.questions ?? [],
    answers,
    additionals: edns ? [opt] : [],
  });
}
