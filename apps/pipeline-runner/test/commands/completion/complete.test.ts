import { complete, type Answer } from '../../../src/commands/completion/complete.js';
import { nameIn } from '../../../src/commands/completion/look.js';
import type { CommandRow } from '../../../src/commands/command.js';

const row = (usage: string, more: Partial<CommandRow> = {}): CommandRow => ({ usage, description: `${usage}.`, example: '', ...more });
const rows = [
  row('status [...services]', { options: [['--quick', 'Fast']] }),
  row('start', {
    options: [
      ['--host <name>', 'On it'],
      ['--service <name>', 'That one'],
      ['--words <text>', 'Any'],
    ],
  }),
  row('hosts <action> [...hosts]', { actions: ['trust', 'try'] }),
  row('import [...paths]'),
  row('history [service]'),
];

const shown = (answer: Answer): unknown =>
  'kind' in answer ? `${answer.prefix}${answer.kind}:${answer.start}` : answer.map(({ word }) => word);

test.each([
  ['nothing typed', [''], ['status', 'start', 'hosts', 'import', 'history', 'help']],
  ['the beginning of two', ['sta'], ['status', 'start']],
  ['behind an option with a value', ['--cwd', 'status', 'sta'], ['status', 'start']],
  ['a service', ['status', 'me'], 'services:me'],
  ['one more', ['status', 'metube', '--quick', ''], 'services:'],
  ['one, where there is only one', ['history', 'metube', ''], []],
  ['nothing, where nothing is taken', ['start', ''], []],
  ['an action', ['hosts', 'tr'], ['trust', 'try']],
  ['a host after the action', ['hosts', 'trust', ''], 'hosts:'],
  ['its options', ['status', '--qu'], ['--quick', '--quiet']],
  ['the options of all, before a command', ['--js'], ['--json']],
  ["no other command's options", ['start', '--quick'], []],
  ['the value of an option by its name', ['start', '--host', 'w'], 'hosts:w'],
  ['in one word, as zsh and fish say it', ['start', '--service=me'], '--service=services:me'],
  ['in three words, as bash says it', ['start', '--service', '=', 'me'], 'services:me'],
  ['after the equals sign', ['start', '--service', '='], 'services:'],
  ['files', ['import', 'compose'], 'files:compose'],
  ['the file of an option', ['status', '--config', ''], 'files:'],
  ['a value that nobody can guess', ['start', '--words', ''], []],
  ['a value is no argument', ['start', '--host', 'status', ''], []],
  ['a command to be explained', ['help', 'im'], ['import']],
  ['and no more', ['help', 'status', ''], []],
])('%s', (_, typed, expected) => expect(shown(complete(typed, rows))).toEqual(expected));

test.each([
  ['a block', '# x\nservice:\n  display_name: X\n  name: metube\n', 'metube'],
  ['in braces', 'service: { display_name: X, name: "metube" }\n', 'metube'],
  ['something else', 'deployment:\n  name: x\n', undefined],
  ['a section without one', 'service:\n  icon: x\ndeployment: { name: y }\n', undefined],
])('the name of a service, %s', (_, text, expected) => expect(nameIn(text)).toBe(expected));
