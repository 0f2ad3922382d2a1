import { namesIn, type JsonMap } from '@hl/compose';
import { isMap, Scalar, YAMLMap } from 'yaml';
import { keepEntries } from '../read/entries.js';
import { eachText } from '../read/hide.js';
import { hasEscaped, literal } from '../read/interpolate.js';
import type { Secrets } from '../read/secrets.js';

/** Where our file takes a `$` for what it is. Everything else is compose's language in both. */
const literalKeys = /^(image|entrypoint|command|user|cap_add|devices|network_mode|networks|ports|volumes|environment|labels)$/;

/**
 * Takes out of the main container what only compose's own words can say, and gives it as an override, with what hl would add by itself
 * and nobody has asked for. The rest is left in our words.
 *
 * @param unnamed it has the name that compose gives it, where hl would give it the service's
 */
export function overrideOf(container: YAMLMap, sides: readonly YAMLMap[], { list }: Secrets, unnamed: boolean): YAMLMap {
  const override = new YAMLMap();
  if (unnamed) override.set('container_name', reset('compose calls it'));
  const health = container.get('healthcheck');
  if (isMap(health) && !['test', 'disable', 'endpoint'].some((key) => health.has(key))) {
    override.set('healthcheck', health);
    container.delete('healthcheck');
  }
  const environment = environmentOf(container, new Set(list.map(({ name }) => name)));
  if (environment.items.length > 0) override.set('environment', environment);
  // A main container that names networks gets the default one, too, when others are there only.
  const onDefault = sides.some((side) => !side.has('networks') && !side.has('network_mode'));
  const networks = namesIn((container.toJSON() as JsonMap)['networks']);
  if (onDefault && networks.length > 0 && !networks.includes('default'))
    override.set('networks', new Map([['default', reset('it is not in it')]]));
  container.items = container.items.filter((pair) => {
    let escaped = false;
    if (literalKeys.test(String(pair.key))) eachText(pair.value, ({ value }) => (escaped ||= hasEscaped(value)));
    if (escaped) override.items.push(pair);
    else if (literalKeys.test(String(pair.key))) eachText(pair.value, (scalar) => (scalar.value = literal(scalar.value)));
    return !escaped;
  });
  return override;
}

/** `NAME: ${NAME}` is what a secret of that name is. Those that the container has not asked for are taken from it. */
function environmentOf(container: YAMLMap, secrets: Set<string>): YAMLMap {
  const environment = new YAMLMap();
  keepEntries(container, 'environment', ({ name, value }) => {
    if (hasEscaped(value ?? '')) environment.set(name, value);
    else return value !== `\${${name}}` || !secrets.delete(name);
    return false;
  });
  for (const name of secrets) environment.set(name, reset('for others only'));
  return environment;
}

/** Compose's way to say that a file before this one said too much. @param why comment beside it */
function reset(why: string): Scalar {
  const nothing = new Scalar(null);
  [nothing.tag, nothing.comment] = ['!reset', ` ${why}`];
  return nothing;
}
