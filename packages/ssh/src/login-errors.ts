import { HlError } from '@hl/core';
import { unreachable } from './dial.js';
import type { Place } from './dial.js';
import type { Trust } from './host-keys.js';
import type { Credentials } from './login.js';

/** The server has no key of the types that were offered. */
export const noCommonHostKey = (error: Error): boolean => /no matching host key/i.test(error.message);

/** What the SSH library says about a login that failed, as an error that names the cause. */
export function explain(
  place: Place,
  error: Error & { level?: string; code?: unknown },
  heard: string,
  trust: Pick<Trust, 'known'>,
  { user, key, agentSocket }: Credentials,
): HlError {
  const { name, address, port } = place;
  const at = `${name} (${address}:${port})`;
  const refused = (code: string, message: string, hint: string): HlError =>
    new HlError(code, message, { kind: 'refused', hint, cause: error });

  if (error instanceof HlError) return error;
  if (error.level === 'agent') {
    return new HlError('HL_SSH_AGENT', `The SSH agent at ${agentSocket} cannot be asked: ${error.message}`, {
      kind: 'input',
      hint: 'Start an agent (ssh-agent, ssh-add) and give its socket in SSH_AUTH_SOCK, or use a key file.',
      cause: error,
    });
  }
  if (/too many authentication failures/i.test(error.message)) {
    return refused(
      'HL_SSH_AUTH',
      `${at} gave up on user ${user} after too many keys`,
      'The agent offers more keys than sshd tries (MaxAuthTries): give the right one as key file of this host, or load fewer.',
    );
  }
  if (error.level === 'client-authentication') {
    const proof = [key ? `the key ${key.path}` : '', agentSocket === undefined ? '' : 'the keys of the agent'].filter(Boolean).join(' or ');
    return refused(
      'HL_SSH_AUTH',
      `${at} does not accept ${proof} for user ${user}`,
      `Add the public key to ~${user}/.ssh/authorized_keys there (ssh-copy-id), and check the user in hl.yml${
        user === 'root' ? ' and PermitRootLogin in sshd_config there' : ''
      }.`,
    );
  }
  if (noCommonHostKey(error)) {
    return refused(
      trust.known.length > 0 ? 'HL_HOST_KEY_CHANGED' : 'HL_SSH_HANDSHAKE',
      trust.known.length > 0
        ? `THE HOST KEY OF ${at} HAS CHANGED: it has no key of the trusted type (${trust.known.join(', ')}). Somebody may be intercepting the connection. Nothing was sent to it.`
        : `${at} has no host key of a type that we know`,
      trust.known.length > 0 ? `Only if the host was reinstalled on purpose, run: hl hosts trust ${name}` : 'Make one there: ssh-keygen -A',
    );
  }
  if (/no matching|handshake failed/i.test(error.message)) {
    return refused(
      'HL_SSH_HANDSHAKE',
      `${at} and we have no algorithm in common: ${error.message}`,
      'Update sshd there, or allow modern algorithms in its configuration.',
    );
  }
  const said =
    heard
      .trim()
      .split('\n')[0]
      ?.trim()
      .replace(/[^ -~]/g, '?') ?? '';
  if (said !== '' && !said.startsWith('SSH-')) {
    // sshd says why it turns somebody away in a plain line, e.g. "Exceeded MaxStartups".
    if (/MaxStartups|not allowed|too many/i.test(said)) return unreachable(place, 'ECONNRESET', error);
    return refused(
      'HL_SSH_NOT_SSH',
      `What listens at ${address}:${port} for ${name} does not speak SSH: it says "${said.slice(0, 60)}"`,
      `Correct the port of ${name} in hl.yml.`,
    );
  }
  if (error.level === 'client-timeout') return unreachable(place, 'ETIMEDOUT', error);
  if (error.level === 'client-socket') return unreachable(place, String(error.code ?? error.message), error);
  return unreachable(
    place,
    /No response from server|Connection closed|lost before handshake/.test(error.message) ? 'ECONNRESET' : error.message,
    error,
  );
}
