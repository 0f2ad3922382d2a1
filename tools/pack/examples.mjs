const fence = /^```(?:ts|js)\n([^]*?)^```$/gm;

/** Every example of a page. */
export const examplesIn = (markdown) => [...markdown.matchAll(fence)].map(([, text = '']) => text);

/** What an example says that it prints: comments behind and below `console.log`. */
export function saidIn(example) {
  const lines = example.split('\n');
  return lines.flatMap((line, index) => {
    const [, comment] = /\/\/ (.*)$/.exec(line) ?? [];
    if (comment === undefined) return [];
    if (line.includes('console.log(')) return [comment];
    const above = lines.slice(0, index).reverse();
    const first = above.find((one) => !/^\s*\/\/ /.test(one)) ?? '';
    return /^\s*\/\/ /.test(line) && first.includes('console.log(') ? [comment] : [];
  });
}

/** Lines that were said and not printed, in this order. */
export function unsaid(example, printed) {
  let at = 0;
  return saidIn(example).filter((line) => {
    const found = printed.indexOf(line, at);
    if (found < 0) return true;
    at = found + line.length;
    return false;
  });
}
