import { mark } from '../spec.js';

/** One `.env` value as compose reads it back the same: double quotes, with `\`, `"`, `$` and line ends escaped. */
export const quoteValue = (value: string): string =>
  `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('$', '\\$').replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`;

export const envLine = (name: string, value: string): string => `${name}=${quoteValue(value)}`;

/** The `.env` of a service: our mark, then one line a secret. */
export const dotenv = (service: string, values: Readonly<Record<string, string>>): string =>
  `${[`${mark} secrets of ${service}`, ...Object.entries(values).map(([name, value]) => envLine(name, value))].join('\n')}\n`;
