/**
 * Whether text is coloured. FORCE_COLOR counts more than NO_COLOR, as in Node itself; `--no-color` counts more than both.
 *
 * Sources: https://no-color.org and https://force-color.org; https://nodejs.org/api/tty.html#writestreamgetcolordepthenv
 */
export function coloured({ FORCE_COLOR: force = '', NO_COLOR: no = '' }: NodeJS.ProcessEnv, terminal: boolean): boolean {
  if (force !== '') return force !== '0' && force !== 'false';
  return terminal && no === '';
}

/** Signs as a terminal can show them whose locale is not UTF-8. One that says nothing of its locale is taken to be a modern one. */
export function signsOf({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): (text: string) => string {
  const locale = LC_ALL || LC_CTYPE || LANG || 'UTF-8';
  return /utf-?8/i.test(locale) ? (text) => text : (text) => text.replace(/[✔✖›·…→─]/g, (sign) => plain[sign] ?? sign);
}

const plain: Readonly<Record<string, string>> = { '✔': 'ok', '✖': 'x', '›': '>', '·': '.', '…': '...', '→': '->', '─': '-' };
