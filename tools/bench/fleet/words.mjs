/** The words of the first line of shell, where nothing but quotes has a meaning: what `quote` of @hl/core has put together; and the further lines. */
function split(text) {
  const words = [];
  let word = null;
  let at = 0;
  for (; at < text.length && text[at] !== '\n'; at += 1) {
    const char = text[at];
    if (char === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      word = (word ?? '') + text.slice(at + 1, end);
      at = end;
    } else {
      const escaped = char === '\\' ? text[(at += 1)] : char;
      word = (word ?? '') + escaped;
    }
  }
  return { words: word === null ? words : [...words, word], rest: text.slice(at + 1) };
}

export const wordsOf = (line) => split(line).words;

/** The command within what @hl/ssh sends: without the language, the time limit, and the shell that they need. A long one comes by standard input. */
export function commandIn(line, stdin) {
  const words = wordsOf(line.replace(/^LC_ALL=C /, ''));
  const command = words[0] === 'timeout' ? wordsOf(words[6]) : words;
  if (!command[8]?.startsWith('command=$(dd ')) return command;
  const script = split(stdin.subarray(0, Number(command[10])).toString());
  return ['sh', '-c', script.rest, 'sh', ...script.words.slice(2)];
}
