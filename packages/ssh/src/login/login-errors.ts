import { HlError, type ErrorKind } from '@hl/core';
import { unreachable, type Server } from '../connect/dial.js';
import type { Trust } from '../trust/host-keys.js';
import type { Credentials } from './credentials.js';

/** The server has no key of the types that were offered. */
export const noCommonHostKey = (error: Error): boolean => /no matching host key/i.test(error.message);

/** What the SSH library says about a login that failed, as an error that names the cause. */
export function explain(
  server: Server,
  error: Error & { level?: string; code?: unknown },
  banner: string,
  { known }: Pick<Trust, 'known'>,
  { user, key, agentSocket }: Credentials,
): HlError {
  const { name, address, port } = server;
  const at = `${name} (${address}:${port})`;
  const refused = (code: string, message: string, hint: string, kind: ErrorKind = 'refused'): HlError =>
    new HlError(code, message, { kind, hint, cause: error });

  if (error instanceof HlError) return error;
  if (error.level === 'agent') {
    const hint = 'Start an agent (ssh-agent, ssh-add) and give its socket in SSH_AUTH_SOCK, or use a key file.';
    return refused('HL_SSH_AGENT', `The SSH agent at ${agentSocket} cannot be asked: ${error.message}`, hint, 'input');
  }
  if (/too many authentication failures/i.test(error.message)) {
    const hint = 'The agent offers more keys than sshd tries (MaxAuthTries): give the right one as key file of this host, or load fewer.';
    return refused('HL_SSH_AUTH', `${at} gave up on user ${user} after too many keys`, hint);
  }
  if (error.level === 'client-authentication') {
    const proof = [key ? `the key ${key.path}` : '', agentSocket === undefined ? '' : 'the keys of the agent'].filter(Boolean).join(' or ');
    const root = user === 'root' ? ' and PermitRootLogin in sshd_config there' : '';
    const hint = `Add the public key to ~${user}/.ssh/authorized_keys there (ssh-copy-id), and check the user in hl.yml${root}.`;
    return refused('HL_SSH_AUTH', `${at} does not accept ${proof} for user ${user}`, hint);
  }
  if (noCommonHostKey(error)) {
    if (known.length === 0)
      return refused('HL_SSH_HANDSHAKE', `${at} has no host key of a type that we know`, 'Make one there: ssh-keygen -A');
    const what = `it has no key of the trusted type (${known.join(', ')}). Somebody may be intercepting the connection. Nothing was sent to it.`;
    const hint = `Only if the host was reinstalled on purpose, run: hl hosts trust ${name}`;
    return refused('HL_HOST_KEY_CHANGED', `THE HOST KEY OF ${at} HAS CHANGED: ${what}`, hint);
  }
  if (/no matching|handshake failed/i.test(error.message)) {
    const hint = 'Update sshd there, or allow modern algorithms in its configuration.';
    return refused('HL_SSH_HANDSHAKE', `${at} and we have no algorithm in common: ${error.message}`, hint);
  }
  const line = (banner.trim().split('\n')[0] ?? '').trim().replace(/[^ -~]/g, '?');
  if (line !== '' && !line.startsWith('SSH-')) {
    // sshd says why it turns somebody away in a plain line, e.g. "Exceeded MaxStartups".
    if (/MaxStartups|not allowed|too many/i.test(line)) return unreachable(server, 'ECONNRESET', error);
    const what = `What listens at ${address}:${port} for ${name} does not speak SSH: it says "${line.slice(0, 60)}"`;
    return refused('HL_SSH_NOT_SSH', what, `Correct the port of ${name} in hl.yml.`);
  }
  if (error.level === 'client-timeout') return unreachable(server, 'ETIMEDOUT', error);
  if (error.level === 'client-socket') return unreachable(server, String(error.code ?? error.message), error);
  const dropped = /No response from server|Connection closed|lost before handshake/.test(error.message);
  return unreachable(server, dropped ? 'ECONNRESET' : error.message, error);
}
