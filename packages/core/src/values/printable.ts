/**
 * What a terminal, a job log or a browser would obey or hide instead of showing it: control characters, what turns the direction of
 * writing, line ends that are none to most programs, halves of surrogate pairs, characters that are none.
 */
const unprintable = /[\p{Cc}\p{Cs}\p{Bidi_C}\u2028\u2029\ufeff\ufff9-\uffff]/gu;
/** GitLab folds a job log where it reads this. */
const marker = /section_(start|end):(?=\d)/g;

/** Most lines: nothing in them has to be looked for. */
const plain = /^[\x20-\x7e]*$/;

const escaped = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

/**
 * Text of unknown origin as it may be shown to people: what would not be seen as it is stands there as `\u001b`. In JSON it
 * means the same as before. Doing it twice does no more than doing it once.
 *
 * @param newlines `keep` for a text of lines, a tab stays, too; `escape` where one line has to stay one: a new line is `\n` then
 */
export function printable(text: string, newlines: 'keep' | 'escape' = 'escape'): string {
  if (plain.test(text) && !text.includes('section_')) return text;
  return text
    .replace(unprintable, (char) => {
      if (char === '\ufffd') return char;
      if (char === '\n' || char === '\t') return newlines === 'keep' ? char : char === '\n' ? '\\n' : '\\t';
      return escaped(char);
    })
    .replace(marker, 'section_$1\\u003a');
}
