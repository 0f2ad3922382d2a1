import type { Reply } from '../client/request.js';
import { certificateFacts } from './certificate.js';
import { cut, withoutSecrets, type Evidence } from './evidence.js';

const bodyBytes = 200;

/**
 * What a page answered. Its cookies are not among it, nor what was sent to it.
 *
 * @param open the page answers anybody so: what only a key of ours is shown is not kept
 */
export function pageEvidence(
  { status, headers, body, certificate, distrust }: Omit<Reply, 'certificate' | 'distrust'> & Partial<Reply>,
  asked: { readonly url: string; readonly address: string },
  open = true,
): Evidence {
  return {
    url: withoutSecrets(asked.url),
    address: asked.address,
    status: String(status),
    title: open ? titleOf(body) : '',
    server: [headers['server'], headers['x-powered-by']].filter(Boolean).join(', '),
    location: withoutSecrets(headers['location'] ?? ''),
    body: open ? beginning(body, headers['content-type']) : '',
    ...(certificate ? certificateFacts(certificate, distrust ?? null) : {}),
  };
}

const entities: { readonly [name: string]: string } = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  '#34': '"',
  nbsp: ' ',
};

/** A page's own name for itself. */
export function titleOf(body: string): string {
  const [, inner = ''] = /<title(?:\s[^>]*)?>([^<]*)/i.exec(body.slice(0, 65_536)) ?? [];
  const text = inner.replace(/&(#?\w+);/g, (all, name: string) => entities[name] ?? all);
  return cut(withoutSecrets(text.replace(/\s+/g, ' ').trim()), 100);
}

/** The first bytes of a text; of anything else what it is. */
function beginning(body: string, type = ''): string {
  const text = Buffer.from(body)
    .subarray(0, bodyBytes)
    .toString()
    .replace(/\uFFFD+$/, '');
  const isText = !/^(image|audio|video|font)\/|octet-stream|zip|protobuf/.test(type) && !text.includes('\0');
  return isText ? withoutSecrets(text.trim()) : `(${type === '' ? 'binary' : (type.split(';')[0] ?? type)})`;
}
