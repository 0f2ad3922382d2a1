import type { DiscordPayload } from './payload.js';

/** Body of a request: JSON, or a form when files go with it. The same limits apply to both. */
export function requestBody(
  { files = [], ...payload }: DiscordPayload,
  editing: boolean,
): { readonly body: string | FormData; readonly headers: Record<string, string> } {
  const attachments = files.map(({ name }, id) => ({ id, filename: name }));
  const whole = editing
    ? { content: null, embeds: [], ...payload, attachments }
    : { ...payload, ...(files.length > 0 ? { attachments } : {}) };
  const json = JSON.stringify(whole); // an edit names every part: what it left out would stay
  if (files.length === 0) return { body: json, headers: { 'content-type': 'application/json' } };
  const form = new FormData();
  form.append('payload_json', json);
  files.forEach(({ name, content }, index) =>
    form.append(`files[${index}]`, new Blob([content], { type: 'text/markdown; charset=utf-8' }), name),
  );
  return { body: form, headers: {} };
}
