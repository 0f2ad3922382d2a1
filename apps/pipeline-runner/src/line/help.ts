import { exitCodes } from '@hl/core/error';
import { partly } from '../exit.js';
import { groups } from '../commands/table.js';

/** A part of the help, as the parser hands it over. */
export interface Section {
  readonly title?: string;
  readonly body: string;
}

/** Who must act, by the code that a command ends with. */
const codes: readonly (readonly [code: number, meaning: string])[] = [
  [0, 'all well'],
  [1, 'something was seen to be wrong: a check failed, a system is not as git says'],
  [exitCodes.input, 'a file or the command line: its author'],
  [exitCodes.conflict, 'somebody else holds a name, or the fleet'],
  [exitCodes.refused, 'a system was reached and said no'],
  [exitCodes.unreachable, 'nobody answered: trying again may help'],
  [exitCodes.bug, 'a bug of hl'],
  [partly, 'some services failed, the rest went on'],
  [exitCodes.superseded, 'a newer run has taken over: nothing was written'],
  [130, 'it was told to stop'],
];

const exits: Section = {
  title: 'Exit codes',
  body: codes.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`).join('\n'),
};

/** The parser's sections as people read them: what the command is for, commands in groups, exit codes. */
export function sectionsOf([name, ...sections]: readonly Section[], description: string | undefined): Section[] {
  return [
    { body: [name?.body, description].filter(Boolean).join('\n\n') },
    ...sections.flatMap((section) => {
      if (section.title === 'Commands') return grouped();
      if (section.title?.startsWith('For more info')) return { title: 'Every command explains itself', body: '  $ hl help plan' };
      if (section.title === 'Examples') return { title: 'Example', body: section.body.replace(/^/gm, '  $ ') };
      return { ...section, body: section.body.replaceAll('(default: true)', '').replace(/ +$/gm, '') };
    }),
    exits,
  ];
}

function grouped(): Section[] {
  const width = Math.max(...groups.flatMap(({ rows }) => rows.map(({ usage }) => usage.length)));
  return groups.map(({ title, rows }) => ({
    title,
    body: rows.map(({ usage, description }) => `  ${usage.padEnd(width)}  ${description}`).join('\n'),
  }));
}
