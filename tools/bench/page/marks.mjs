const marked = (name) => new RegExp(`(<!-- bench:${name} -->\\n)[^]*?(<!-- /bench:${name} -->)`);

/** A page with `text` between its marks of that name; what is around is written by people. */
export function between(page, name, text) {
  if (!marked(name).test(page)) throw new Error(`the page lacks <!-- bench:${name} --> … <!-- /bench:${name} -->`);
  return page.replace(marked(name), (_, begin, end) => `${begin}\n${text.trim()}\n\n${end}`);
}
