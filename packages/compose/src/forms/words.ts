/**
 * The words of a command that is written as one text, as compose splits them: a backslash takes the next character as it is, except
 * between single quotes, and what would be the shell's (`;`, `|`, `&`, `<`, `>`) ends it. Source: github.com/mattn/go-shellwords
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === '\\' && quote !== "'") word = (word ?? '') + (text[(at += 1)] ?? '');
    else if (quote === '' && /[;|&<>]/.test(character)) break;
    else if (character === quote) quote = '';
    else if (quote === '' && /["']/.test(character)) [quote, word] = [character, word ?? ''];
    else if (quote !== '' || !/\s/.test(character)) word = (word ?? '') + character;
    else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}
