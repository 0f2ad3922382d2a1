import type { Request } from '../http.js';

export interface Attached {
  readonly name: string;
  readonly content: string;
}

export interface Body {
  readonly payload: Record<string, unknown>;
  readonly files: readonly Attached[];
}

/** A message as JSON, or as multipart form with `payload_json` and files. Null when it is neither. */
export async function bodyOf({ headers, body }: Request): Promise<Body | null> {
  const type = headers['content-type'] ?? '';
  try {
    if (!type.startsWith('multipart/form-data')) return { payload: record(JSON.parse(body)), files: [] };
    const form = await new Response(body, { headers: { 'content-type': type } }).formData();
    const files: Attached[] = [];
    for (const [name, value] of form)
      if (/^files?\[\d+\]$|^file$/.test(name) && typeof value !== 'string') files.push({ name: value.name, content: await value.text() });
    const json = form.get('payload_json');
    return {
      payload: record(
        typeof json === 'string' ? JSON.parse(json) : Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')),
      ),
      files,
    };
  } catch {
    return null;
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as Record<string, unknown>;
}
