/** The words of a shell command line, where nothing but quotes has a meaning: what `quote` of @hl/core has put together. */
export function wordsOf(line) {
  const words = [];
  let word = null;
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at];
    if (char === ' ') {
      if (word !== null) words.push(word);
      word = null;
    } else if (char === "'") {
      const end = line.indexOf("'", at + 1);
      word = (word ?? '') + line.slice(at + 1, end);
      at = end;
    } else {
      const escaped = char === '\\' ? line[(at += 1)] : char;
      word = (word ?? '') + escaped;
    }
  }
  return word === null ? words : [...words, word];
}

/** The command within what @hl/ssh sends: without the language, the time limit, and the shell that they need. */
export function commandIn(line) {
  const words = wordsOf(line.replace(/^LC_ALL=C /, ''));
  return words[0] === 'timeout' ? wordsOf(words[6]) : words;
}
