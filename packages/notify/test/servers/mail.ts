import { createServer, type AddressInfo, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { certificate } from '@hl/lab';
import type { ChannelServer, Kept } from './server.js';

export interface MailServer extends ChannelServer {
  /** What it was told, in the order it came. */
  readonly commands: readonly string[];
  /** Of its certificate: PEM. */
  readonly ca: string;
  /** Says so when it is asked whom the mail is to. */
  refuse(address: string): void;
  /** Cuts the next connections before the greeting. */
  drop(times: number): void;
  slow(times: number): void;
}

const password = 'labmailpassword';

/**
 * SMTP as https://www.rfc-editor.org/rfc/rfc5321 has it, with AUTH PLAIN (RFC 4954): greeting, EHLO, MAIL, RCPT, DATA, answers with three digits; 4xx:
 * later, 5xx: never. What is handed over to it and answered with 250 lies in the mailbox.
 *
 * @param extensions what it offers
 * @param tls what it speaks: none, after STARTTLS, or from the first byte on, with a certificate of its own
 */
export async function mailServer(
  extensions: readonly string[] = ['AUTH PLAIN', '8BITMIME'],
  tls: 'none' | 'later' | 'first' = 'none',
): Promise<MailServer> {
  const mails: Kept[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const refused = new Set<string>();
  let asked = 0;
  let [slow, dropped, losing, mode] = [0, 0, false, 'well' as 'well' | 'hang' | 'echo' | 'replaced'];
  let arrived = (): void => undefined;

  const pem = certificate({ name: 'lab mail', ca: true, sans: ['127.0.0.1'] });
  const secured = (socket: Socket): Socket => new TLSSocket(socket, { isServer: true, ...pem }).on('error', () => socket.destroy());

  const server = createServer((socket) => {
    asked += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let wire: Socket = socket;
    const say = (...lines: string[]): void => void (wire.writable && wire.write(lines.map((line) => `${line}\r\n`).join('')));
    if (dropped > 0) return ((dropped -= 1), void socket.destroy());
    if (mode === 'hang') return arrived();
    if (mode === 'replaced') return void socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    let [envelope, content, isData] = [[] as string[], '', false];
    let rest = '';

    const obey = (line: string): void => {
      commands.push(line);
      const verb = line.split(' ')[0]?.toUpperCase();
      if (verb === 'EHLO')
        return say(...['lab greets you', ...extensions].map((text, index, all) => `250${index === all.length - 1 ? ' ' : '-'}${text}`));
      if (verb === 'STARTTLS' && tls === 'later') {
        say('220 2.0.0 Ready to start TLS');
        socket.off('data', hear);
        wire = secured(socket).on('data', hear);
        return;
      }
      if (verb === 'AUTH') {
        const given = Buffer.from(line.split(' ')[2] ?? '', 'base64')
          .toString()
          .split('\0');
        return given[1] === 'lab' && given[2] === password
          ? say('235 2.7.0 Authentication successful')
          : say(`535 5.7.8 Username and Password not accepted ${given[2]}`);
      }
      if (verb === 'MAIL') {
        if (mode === 'echo') return say(`550 5.7.1 not for ${password}`);
        if (slow > 0) return ((slow -= 1), say('451 4.7.1 Greylisting in action, please come back later'));
        envelope = [];
        return say('250 2.1.0 Ok');
      }
      if (verb === 'RCPT') {
        const address = /<(.*)>/.exec(line)?.[1] ?? '';
        if (refused.has(address)) return say('550 5.1.1 User unknown');
        envelope.push(address);
        return say('250 2.1.5 Ok');
      }
      if (verb === 'DATA') return ((isData = true), say('354 End data with <CR><LF>.<CR><LF>'));
      if (verb === 'QUIT') return (say('221 2.0.0 Bye'), void socket.end());
      return say('502 5.5.2 Error: command not recognized');
    };

    const hear = (chunk: Buffer): void => {
      rest += chunk.toString('latin1');
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (!isData) obey(line);
        else if (line !== '.') content += `${line.replace(/^\./, '')}\r\n`;
        else {
          isData = false;
          mails.push({ id: /^Message-ID: (.*)\r$/m.exec(content)?.[1] ?? '', raw: { content, to: envelope }, edits: 0 });
          content = '';
          if (losing) return ((losing = false), void socket.destroy());
          say('250 2.0.0 Ok: queued as 12345');
        }
      }
    };
    if (tls === 'first') wire = secured(socket);
    wire.on('data', hear);
    say('220 lab ESMTP');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const to = '?from=hl@example.org&to=ada@example.org,bob@example.org&starttls=no';
  return {
    ...{ kind: 'mail', url: `smtp://lab:${password}@${at}/${to}`, wrong: `smtp://lab:anotherpassword@${at}/${to}` },
    ...{ secrets: [password, 'anotherpassword'], fetch: globalThis.fetch, messages: () => mails, commands, read, asked: () => asked },
    slow: (times) => void (slow = times),
    lose: () => void (losing = true),
    hang: () => ((mode = 'hang'), new Promise((resolve) => (arrived = resolve))),
    echo: () => void (mode = 'echo'),
    replaced: () => void (mode = 'replaced'),
    ca: pem.cert,
    drop: (times) => void (dropped = times),
    refuse: (address) => void refused.add(address),
    remove: () => undefined,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const words = (text: string): string =>
  text.replace(/\r\n[ \t]/g, '').replace(/(=\?utf-8\?B\?([^?]*)\?=)/g, (_, __, word: string) => Buffer.from(word, 'base64').toString());

/** Headers as mail programs show them, and both parts. */
export function partsOf({ raw }: Kept): { headers: string; text: string; html: string } {
  const [head = '', ...parts] = String(raw.content).split(/\r\n--hl-[^\r]*\r\n|\r\n--hl-[^\r]*--/);
  const decoded = parts
    .filter((part) => part.includes('base64'))
    .map((part) => Buffer.from(part.split('\r\n\r\n')[1] ?? '', 'base64').toString());
  return { headers: words(head.replace(/\r\n[ \t]+/g, ' ').replaceAll('?= =?', '?==?')), text: decoded[0] ?? '', html: decoded[1] ?? '' };
}

function read(mail: Kept): ReturnType<ChannelServer['read']> {
  const { headers, text, html } = partsOf(mail);
  const links = [...html.matchAll(/<a href="([^"]*)">([^<]*)<\/a>/g)].map(([, url = '', label = '']) => ({ label, url }));
  return { text: `${headers}\n${text}\n${html}`, links, calls: html.match(/<(?!\/?(b|code|br|a|html|body|!doctype)\b)\/?\w+/g) ?? [] };
}
