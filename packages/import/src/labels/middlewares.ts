import type { JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import { listIn, sub, type Tree } from './tree.js';

/** Fields of our `headers`, those that are lists first; labels write them without `_`, in any case. */
const lists =
  'access_control_allow_headers access_control_allow_methods access_control_allow_origin_list access_control_allow_origin_list_regex ' +
  'access_control_expose_headers allowed_hosts hosts_proxy_headers';
const others =
  'frame_deny custom_frame_options_value content_type_nosniff browser_xss_filter custom_browser_xss_value content_security_policy ' +
  'content_security_policy_report_only referrer_policy permissions_policy sts_seconds sts_include_subdomains sts_preload force_sts_header ' +
  'custom_request_headers custom_response_headers ssl_proxy_headers access_control_allow_credentials access_control_max_age add_vary_header ' +
  'is_development';
const fields = new Map(`${lists} ${others}`.split(' ').map((name) => [name.replaceAll('_', ''), name]));

export interface Middlewares {
  /** `middlewares` and `headers` of our section. */
  readonly section: JsonMap;
  /** With no key of ours: name and what it is; undefined: another container has it. */
  readonly told: readonly { readonly name: string; readonly type: string | undefined }[];
}

/** Middlewares that are headers become ours; those of Docker's provider are asked for there. */
export function middlewaresOf(names: readonly string[], defined: Tree): Middlewares {
  const headers: Record<string, Json> = {};
  const [asked, told]: [string[], { name: string; type: string | undefined }[]] = [[], []];
  for (const written of names) {
    const [name = '', provider = 'docker'] = written.split('@');
    const here = provider === 'docker' ? sub(defined, name.toLowerCase()) : {};
    const known = headersOf(here);
    if (known !== null) Object.assign(headers, known);
    else asked.push(`${name}@${provider}`);
    if (known === null && provider === 'docker') told.push({ name, type: Object.keys(here)[0] });
  }
  const section = { ...(asked.length > 0 && { middlewares: asked }), ...(Object.keys(headers).length > 0 && { headers }) };
  return { section, told };
}

/** null: it is another middleware, or has fields that we do not know. */
function headersOf({ headers, ...more }: Tree): JsonMap | null {
  if (typeof headers !== 'object' || Object.keys(more).length > 0 || !Object.keys(headers).every((key) => fields.has(key))) return null;
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => valueOf(fields.get(key) ?? key, value)));
}

function valueOf(key: string, value: string | Tree): [string, Json] {
  if (typeof value === 'object') return [key, value as JsonMap];
  if (lists.split(' ').includes(key)) return [key, listIn(value)];
  const isJson = /^(true|false)$/.test(value) || (/^(sts_seconds|access_control_max_age)$/.test(key) && /^\d+$/.test(value));
  return [key, isJson ? (JSON.parse(value) as Json) : value];
}
