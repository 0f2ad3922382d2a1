import { createHmac, timingSafeEqual } from 'node:crypto';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** Whether whoever sends knows the secret at all: GitLab says it, the others sign with it. Nothing of the body is believed either way. */
export function genuine(headers: Headers, body: Uint8Array, secret: string): boolean {
  const token = one(headers['x-gitlab-token']);
  if (token !== undefined) return same(token, secret);
  const signature = one(headers['x-hub-signature-256'])?.replace(/^sha256=/, '') ?? one(headers['x-gitea-signature']);
  return signature !== undefined && same(signature.toLowerCase(), createHmac('sha256', secret).update(body).digest('hex'));
}

/** Takes the same time whatever differs, and however long either is. */
function same(given: string, wanted: string): boolean {
  const [a, b] = [given, wanted].map((text) => createHmac('sha256', 'equal').update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(a, b);
}

const one = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);
