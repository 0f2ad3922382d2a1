import type { TraefikSection } from '@hl/core';
import { show } from '../check/show.js';
import { find, text } from '../deployment/files.js';
import type { Field } from '../diagnostic.js';
import { asAddress } from '../names.js';
import type { Context } from '../service/context.js';
import type { ServiceFile } from '../service/service.gen.js';

/** A page that answers elsewhere: no container of ours. */
export interface Backend {
  readonly scheme: TraefikSection['scheme'];
  /** IP address or name, IPv6 without brackets. */
  readonly address: string;
  readonly port: number;
  readonly insecure: boolean;
  readonly trust: TraefikSection['trust'];
}

const ports: { readonly [scheme: string]: number } = { http: 80, https: 443 };
const example = 'Write scheme://address:port, e.g. https://192.0.2.10:8006.';

export function backendOf(given: ServiceFile['backend'], field: Field, context: Context): Backend | null {
  if (given === undefined) return null;
  const {
    url,
    insecure_skip_verify: insecure = false,
    ca_file: caFile,
    server_name: serverName,
  } = typeof given === 'string' ? { url: given } : given;
  const where = typeof given === 'string' ? field : field.at('url');
  const parts = partsOf(url, where);
  if (parts === null) return null;
  const tls = { insecure_skip_verify: insecure, ca_file: caFile, server_name: serverName };
  for (const [key, value] of Object.entries(tls).filter(([, value]) => value !== undefined && value !== false)) {
    const hint = 'Remove the line, or write https:// in the URL.';
    if (parts.scheme !== 'https') field.at(key).key().warn('no-effect', `${key} is for https, not for ${parts.scheme}`, hint);
    else if (key === 'ca_file' && insecure)
      field
        .at(key)
        .key()
        .warn('no-effect', `${show(value)} is not asked: any certificate is accepted`, 'Remove insecure_skip_verify.');
  }
  const found = caFile === undefined ? null : find(context, caFile, field.at('ca_file'));
  const ca = found && text(found.content);
  if (ca !== null && !ca.includes('-----BEGIN CERTIFICATE-----')) {
    const hint = 'Name a file that begins with -----BEGIN CERTIFICATE-----.';
    field.at('ca_file').error('certificate', `${show(caFile)} holds no certificate in PEM`, hint);
  }
  const trust = ca === null && serverName === undefined ? null : { ca, serverName: serverName ?? null };
  return { ...parts, insecure, trust: parts.scheme === 'https' ? trust : null };
}

/** Scheme, address and port of `https://192.0.2.10:8006`; null after the problem was told. */
function partsOf(url: string, field: Field): Pick<Backend, 'scheme' | 'address' | 'port'> | null {
  const refuse = (message: string, hint = example): null => {
    field.error('backend', message, hint);
    return null;
  };
  const [, scheme, address = '', port, rest = ''] = /^([a-z]+):\/\/(\[[0-9A-Fa-f:.]+\]|[^\s:/?#[\]@]+)(?::(\d+))?([^\s]*)$/.exec(url) ?? [];
  if (url.includes('@')) return refuse('the URL of a backend holds a user', 'Write it without; the program asks for its login itself.');
  if (scheme === undefined) return refuse(`${show(url)} is not the URL of a backend`);
  if (!['http', 'https', 'tcp', 'udp'].includes(scheme))
    return refuse(`${scheme} is not spoken to backends`, 'Write http, https, tcp or udp.');
  if (rest !== '' && rest !== '/')
    return refuse(
      `the URL of a backend ends with its port, but there is ${show(rest)}`,
      `Write ${url.slice(0, -rest.length)}; what follows the address belongs under traefik.rule or healthcheck.endpoint.`,
    );
  const name = asAddress(address);
  if (name === null) return refuse(`${show(address)} is not a host name or address`);
  const number = port === undefined ? ports[scheme] : Number(port);
  if (number === undefined) return refuse(`a ${scheme} backend needs a port`, `Write ${scheme}://${address}:port.`);
  if (number < 1 || number > 65_535) return refuse(`${number} is not a port`, 'Ports go from 1 to 65535.');
  return { scheme: scheme as Backend['scheme'], address: name, port: number };
}
