import { printable } from '@hl/core';
import { given } from '../../given.js';
import { usageError } from '../../line/usage-error.js';
import { flags, text, texts } from '../arguments.js';
import type { CommandOptions } from '../command.js';

/** What a rollback was asked for. */
export interface Asked {
  readonly service?: string;
  readonly of?: string;
  readonly to?: string;
  readonly containers: boolean;
  readonly dryRun: boolean;
}

/** Variables of a manual job, as somebody typed them. */
export interface Typed {
  readonly service: string | undefined;
  readonly to: string | undefined;
  readonly dryRun: string | undefined;
}

const yes = ['true', '1', 'yes'];
const no = ['false', '0', 'no'];

/**
 * The command line goes before the variables. What is typed into a form is taken for a name and a number, and for nothing else.
 *
 * @throws HlError HL_USAGE
 */
export function asked(options: CommandOptions, [first]: readonly string[], typed: Typed | null): Asked {
  const option = text(options['service']);
  if (first !== undefined && option !== undefined && first !== option)
    throw usageError(`two services are named: ${shown(first)} and ${shown(option)}`, 'hl rollback metube --to 3');
  const service = first ?? option ?? typed?.service;
  const to = text(options['to']) ?? typed?.to;
  const word = typed?.dryRun?.toLowerCase() ?? 'no';
  if (service !== undefined && !/^[\w.-]{1,100}$/.test(service))
    throw usageError(
      `${shown(service)} is no name of a service`,
      'In a pipeline it is the variable SERVICE: a name as in hl history, e.g. metube.',
    );
  if (![...yes, ...no].includes(word)) throw usageError(`DRY_RUN is ${shown(word)}`, 'It is true or false.');
  return {
    ...given({ service, to }),
    ...texts(options, 'of'),
    ...flags(options, 'containers'),
    dryRun: options['dryRun'] === true || yes.includes(word),
  };
}

/** On one line, and not longer than a line. */
const shown = (value: string): string => printable(JSON.stringify(value.slice(0, 60)));
