import { HlError } from '@hl/core';

/** A webhook's address, taken apart. */
export interface Webhook {
  /** `https://discord.com/api/v10/webhooks/{id}/{token}` */
  readonly base: string;
  readonly threadId: string | null;
  readonly token: string;
}

/** Any spelling of a webhook's URL: with or without a version, other Discord hosts, `?thread_id=`. @throws HlError HL_DISCORD_URL, without the URL, which is a secret */
export function parseWebhook(url: string): Webhook {
  const parsed = URL.canParse(url.trim()) ? new URL(url.trim()) : null;
  const [, id, token] = /^\/api(?:\/v\d+)?\/webhooks\/(\d+)\/([\w-]+)(?:\/(?:slack|github))?\/?$/.exec(parsed?.pathname ?? '') ?? [];
  if (!parsed || !/^https?:$/.test(parsed.protocol) || id === undefined || token === undefined) {
    throw new HlError('HL_DISCORD_URL', 'The Discord webhook URL is not one', {
      kind: 'input',
      hint: 'Set DISCORD_WEBHOOK_URL to the URL that Discord shows under Channel settings › Integrations › Webhooks.',
    });
  }
  return { base: `${parsed.origin}/api/v10/webhooks/${id}/${token}`, threadId: parsed.searchParams.get('thread_id'), token };
}
