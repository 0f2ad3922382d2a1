import type { DiscordPayload } from './payload.js';

/**
 * Body of a request: JSON, or a form when files go with it. The same limits apply to both.
 *
 * @param anew an edit: files that the message had go
 */
export function requestBody(
  { files = [], ...payload }: DiscordPayload,
  anew = false,
): {
  readonly body: string | FormData;
  readonly headers: Record<string, string>;
} {
  if (files.length === 0)
    return { body: JSON.stringify(anew ? { ...payload, attachments: [] } : payload), headers: { 'content-type': 'application/json' } };
  const attachments = files.map(({ name }, id) => ({ id, filename: name }));
  const form = new FormData();
  form.append('payload_json', JSON.stringify({ ...payload, attachments }));
  files.forEach(({ name, content }, index) =>
    form.append(`files[${index}]`, new Blob([content], { type: 'text/markdown; charset=utf-8' }), name),
  );
  return { body: form, headers: {} };
}
