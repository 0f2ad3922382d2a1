import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { createSocket } from 'node:dgram';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import { decode, encode, type Answer } from 'dns-packet';
import { MemoryRemote } from '@hl/core/testing';
import { certificate as signed, type Signed } from '@hl/lab';
import { verify, type Check, type CheckResult, type VerifyOptions } from '@hl/verify';

const closers: (() => Promise<unknown>)[] = [];
export const closeAll = async (): Promise<void> => void (await Promise.all(closers.splice(0).map((close) => close())));

const listening = (server: Server, address: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject).listen(0, address, () => resolve((server.address() as AddressInfo).port));
  });

const closing = (server: Server & { closeAllConnections?: () => void }): (() => Promise<unknown>) => {
  return () => new Promise((resolve) => (server.close(resolve), server.closeAllConnections?.()));
};

export async function http(handle: RequestListener, address = '127.0.0.1'): Promise<number> {
  const server = createHttp(handle);
  const port = await listening(server, address);
  closers.push(closing(server));
  return port;
}

export async function tcp(handle: (socket: Socket) => void): Promise<number> {
  const server = createTcp((socket) => handle(socket.on('error', () => socket.destroy()).resume()));
  const port = await listening(server, '127.0.0.1');
  closers.push(closing(server));
  return port;
}

export const authority = (name = 'Test R1'): Signed => signed({ name, ca: true });

export function certificate(
  name: string,
  { ca, sans = [name], days = [-1, 1] }: { ca?: Signed; sans?: string[]; days?: [number, number] } = {},
): Signed {
  const [from, until] = days.map((offset) => new Date(Date.now() + offset * 86_400_000)) as [Date, Date];
  return signed({ name, sans, from, until, ...(ca ? { issuer: ca } : {}) });
}

/** An HTTPS server; `show` gives the certificate for a server name, at the time of asking. */
export async function https(handle: RequestListener, show: (servername: string) => Signed, address = '127.0.0.1'): Promise<number> {
  const { key, cert } = show('');
  const server = createHttps(
    {
      key,
      cert,
      SNICallback: (name, done) => {
        done(null, createSecureContext(show(name)));
      },
    },
    handle,
  );
  const port = await listening(server, address);
  closers.push(closing(server));
  return port;
}

export interface DnsLab {
  readonly port: number;
  readonly questions: string[];
  readonly records: Map<string, string[]>;
  rcode: 'NOERROR' | 'NXDOMAIN' | 'REFUSED';
  silent: boolean;
}

/** A DNS server that answers A and AAAA from its records, in capital letters if need be. */
export async function dns(records: Record<string, string[]> = {}): Promise<DnsLab> {
  const socket = createSocket('udp4');
  const lab: DnsLab = { port: 0, questions: [], records: new Map(Object.entries(records)), rcode: 'NXDOMAIN', silent: false };
  socket.on('message', (message, from) => {
    const query = decode(message);
    const question = query.questions?.[0];
    if (!question || lab.silent) return;
    lab.questions.push(`${question.type} ${question.name}`);
    const known = lab.records.get(question.name.toLowerCase());
    const fits = (known ?? []).filter((address) => address.includes(':') === (question.type === 'AAAA'));
    const answers = fits.map((data) => ({ type: question.type, name: question.name, ttl: 0, data }) as Answer);
    const rcode = known ? 0 : { NOERROR: 0, NXDOMAIN: 3, REFUSED: 5 }[lab.rcode];
    socket.send(
      encode({ type: 'response', id: query.id ?? 0, flags: 0x8180 | rcode, questions: [question], answers }),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  closers.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  return Object.assign(lab, { port: socket.address().port });
}

export interface PsRow {
  readonly ID?: string;
  readonly State?: string;
  readonly Status?: string;
  readonly labels?: { readonly project?: string; readonly service?: string; readonly oneoff?: string; readonly hl?: string };
}

/** One line of `docker ps` with our columns; labels that are not there are empty cells. */
export const psLine = (name: string, over: PsRow = {}): string => {
  const { ID = `id-of-${name}`, State = 'running', Status = 'Up 5 minutes', labels = { project: name, service: name, hl: name } } = over;
  return [ID, name, State, Status, labels.project ?? '', labels.service ?? '', labels.oneoff ?? '', labels.hl ?? ''].join('\t');
};

/** Hosts whose `docker ps` prints what `print` says, look by look. */
export function hosts(print: (host: string, look: number) => string) {
  const remotes = new Map<string, MemoryRemote>();
  const remote = (host: string): MemoryRemote => {
    const known = remotes.get(host) ?? new MemoryRemote(host);
    if (!remotes.has(host)) {
      remotes.set(host, known);
      known.onRun = () => ({ stdout: print(host, known.commands.length) });
    }
    return known;
  };
  return { remote, remotes };
}

export const run = (checks: readonly Check[], over: Partial<VerifyOptions> = {}): Promise<CheckResult[]> =>
  verify(checks, { remote: () => new MemoryRemote(), deadlineMs: 0, intervalMs: 5, nameservers: [], ...over });

export const one = async (check: Check | undefined, over: Partial<VerifyOptions> = {}): Promise<CheckResult> => {
  const [result] = await run(check ? [check] : [], over);
  if (!result) throw new Error('no such check');
  return result;
};
