import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { asHostName, complete } from '../names.js';

/** A host name as everybody compares it: lower case, punycode, completed with the site's domain. What is none is told. */
export function hostName(text: string, domain: string, field: Field, wildcard = false): string {
  const name = asHostName(text, wildcard);
  if (name === null) {
    const hint = `Write a name such as ${suggestion(text, domain)}, without scheme, port and path.`;
    field.error('host-name', `${show(text)} is not a host name`, hint);
  }
  if (name?.endsWith(`.${domain}.${domain}`)) {
    const once = name.slice(0, -domain.length - 1);
    field.error('host-name', `${show(text)} has the domain twice`, `Write ${once}, or ${once.slice(0, -domain.length - 1)} alone.`);
  }
  return complete(name ?? text, domain);
}

function suggestion(text: string, domain: string): string {
  const bare = text.replace(/^[a-z]+:\/\//i, '').replace(/[:/?#].*$/, '');
  return asHostName(bare.replaceAll('_', '-').trim()) ?? `metube or metube.${domain}`;
}
