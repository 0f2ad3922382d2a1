import { readFile } from 'node:fs/promises';
import { source } from './compose.mjs';

const prefix = 'compose_';

/** References of the compose specification under names of their own. */
function renamed(node) {
  if (Array.isArray(node)) return node.map(renamed);
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === '$ref' && typeof value === 'string' ? value.replace('#/definitions/', `#/definitions/${prefix}`) : renamed(value),
    ]),
  );
}

/** A reference keeps its neighbour's words in every draft only when it stands alone: what is said beside it, is said of all of it. */
function alone(node) {
  if (Array.isArray(node)) return node.map(alone);
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, deprecated, ...own } = node;
  if (deprecated === true) own.deprecationMessage = own.description ?? 'Compose keeps it for older files.';
  const whole = Object.fromEntries(Object.entries(own).map(([key, value]) => [key, alone(value)]));
  if (typeof $ref !== 'string') return whole;
  return Object.keys(own).length === 0 ? { $ref } : { ...whole, allOf: [{ $ref }] };
}

/** The compose specification: what a file of it is, and its definitions by the names they have here. */
export async function composeDefinitions() {
  const { $schema: _, $id: __, title: ___, definitions, ...file } = alone(renamed(JSON.parse(await readFile(source, 'utf8'))));
  return { file, definitions: Object.fromEntries(Object.entries(definitions).map(([name, one]) => [prefix + name, one])) };
}

/** A schema with the words of another. A reference stands alone. */
const said = ({ $ref, ...schema }, { description }) => ({ description, ...schema, ...($ref ? { allOf: [{ $ref }] } : {}) });

/** The service file's schema, with what compose says of side containers, of an override, and of the keys that are handed on. */
export function ofCompose(schema, { properties: { deployment: written } }, { file, definitions }) {
  const service = definitions[`${prefix}service`];
  const { deployment } = schema.properties;
  const handedOn = Object.entries(deployment.properties)
    .filter(([key]) => written.properties[key]['x-goes-to']?.includes('container'))
    .map(([key, own]) => {
      const { description: _, allOf = [], $ref, ...theirs } = service.properties[key];
      // The specification says nothing of some keys.
      if (service.properties[key].description === undefined) service.properties[key] = said(service.properties[key], own);
      const more = [...($ref ? [{ $ref }] : []), ...allOf];
      return [key, { ...theirs, ...own, ...(more.length > 0 ? { allOf: more } : {}) }];
    });
  const { services, compose } = deployment.properties;
  const { title, description, markdownDescription } = services.additionalProperties;
  Object.assign(deployment.properties, Object.fromEntries(handedOn));
  services.additionalProperties = { title, description, markdownDescription, allOf: [{ $ref: `#/definitions/${prefix}service` }] };
  // Keys of the main container are taken beside those of a file, so that others are no mistake.
  compose.properties = file.properties;
  return { ...schema, definitions };
}
