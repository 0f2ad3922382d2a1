import { Readable } from 'node:stream';
import { getSystemErrorName } from 'node:util';
import { HlError } from '@hl/core';

export interface SmtpServer {
  readonly what: string;
  readonly host: string;
  readonly port: number | undefined;
  /** TLS from the first byte. */
  readonly secure: boolean;
  /** Default: wherever the server has it, and never a password without. */
  readonly startTls: boolean;
  readonly login: { readonly user: string; readonly pass: string } | null;
  readonly deadlineMs: number;
}

export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** Why a mail did not go out, as the library has it. */
interface Failure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly response?: string;
  /** Of the system; the library has put a code of its own over it. */
  readonly errno?: number;
  readonly message?: string;
}

const isTls = ({ code, message = '' }: Failure): boolean =>
  code === 'ETLS' || (code === 'ESOCKET' && /\b(SSL|TLS|certificate)/i.test(message));
const isCut = (failure: Failure): boolean => ['ESOCKET', 'ECONNECTION', 'EDNS'].includes(failure.code ?? '') && !isTls(failure);

/** What went wrong, and whether the mail can be given to the server again: it surely did not take this one. */
export interface Refused {
  readonly error: HlError;
  readonly again: boolean;
}

/** Gives one mail to a server, once. Resolves with null, or why it did not take it; with whom it did not take, when it took it for others. */
export async function deliver(
  server: SmtpServer,
  envelope: Envelope,
  content: string,
): Promise<Refused | { readonly not: readonly string[] }> {
  const { default: SmtpConnection } = await import('nodemailer/lib/smtp-connection'); // who sends no mail need not load it
  const { host, port, secure, startTls, login, deadlineMs } = server;
  const times = { connectionTimeout: deadlineMs, greetingTimeout: deadlineMs, socketTimeout: deadlineMs, dnsTimeout: deadlineMs };
  const tls = { requireTLS: !secure && startTls && login !== null, ignoreTLS: !startTls };
  const connection = new SmtpConnection({ host, port, secure, ...tls, ...times, socketCloseTimeout: 0 });
  let handedOver = false;
  const body = Readable.from(
    (function* () {
      handedOver = true; // from here on the server may have it
      yield content;
    })(),
  );
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(Object.assign(new Error('late'), { code: 'ETIMEDOUT' })), deadlineMs);
      connection.on('error', reject);
      connection.on('end', () => reject(Object.assign(new Error('closed'), { code: 'ECONNECTION' })));
      const send = (): void =>
        connection.send({ from: envelope.from, to: [...envelope.to] }, body, (error, info) =>
          error ? reject(error) : resolve({ not: info?.rejected ?? [] }),
        );
      connection.connect((error) => {
        if (error) reject(error);
        else if (login === null) send();
        else connection.login({ credentials: login }, (refused) => (refused ? reject(refused) : send()));
      });
    });
  } catch (thrown) {
    const failure = thrown as Failure;
    const temporary = failure.responseCode !== undefined && failure.responseCode < 500 && failure.code !== 'EAUTH';
    return { error: errorOf(failure, server), again: temporary || (!handedOver && isCut(failure)) };
  } finally {
    clearTimeout(timer);
    connection.on('error', () => undefined);
    connection.close();
    body.destroy();
  }
}

function errorOf(failure: Failure, { what, secure, deadlineMs }: SmtpServer): HlError {
  const { code = '', responseCode, response = '', errno } = failure;
  const said = response.replace(/\s+/g, ' ').slice(0, 200);
  const error = (end: string, text: string, kind: 'refused' | 'unreachable', hint: string): HlError =>
    new HlError(`HL_CHANNEL_${end}`, `${what} ${text}`, { kind, hint });
  if (code === 'EAUTH' || code === 'ENOAUTH')
    return error(
      'GONE',
      `does not let us log in: ${said}`,
      'refused',
      'Correct user and password in the URL of the channel; many providers want an app password.',
    );
  if (code === 'EPROTOCOL' && responseCode === undefined)
    return error('ANSWER', 'does not speak SMTP', 'refused', 'Check the port: 587 or 25 for smtp://, 465 for smtps://.');
  if (isTls(failure))
    return error(
      'TLS',
      'gives no TLS that can be trusted',
      'refused',
      secure
        ? 'Is the port one where TLS comes first (465)? Else write smtp:// for STARTTLS; give the file of an own CA in NODE_EXTRA_CA_CERTS.'
        : 'Is the certificate for the host in the URL? Give the file of an own CA in NODE_EXTRA_CA_CERTS; a server without TLS wants ?starttls=no.',
    );
  if (code === 'ETIMEDOUT')
    return error(
      'TIMEOUT',
      `gave no answer within ${deadlineMs / 1000} s`,
      'unreachable',
      'Check host and port, and that no firewall is in between.',
    );
  if (responseCode !== undefined && responseCode < 500)
    return error('BUSY', `does not take the mail now: ${said}`, 'unreachable', 'Run the notify job again in some minutes.');
  if (responseCode !== undefined)
    return error('REFUSED', `refuses the mail: ${said}`, 'refused', 'Look at from=… and to=… in the URL of the channel.');
  return error(
    'UNREACHABLE',
    `cannot be reached, or cut the connection${errno === undefined ? '' : ` (${getSystemErrorName(errno)})`}`,
    'unreachable',
    'Check host and port in the URL of the channel, and that this machine may reach them.',
  );
}
