/** Renders to nothing: a comment, or an assignment to a variable. */
const silent = /^\{\{-?\s*(\/\*|\$\w*\s*:?=)/;

/**
 * Every file is a Go template to Traefik. For the YAML reader: the same length, with nothing special in place of a template, so that
 * offsets stay true.
 */
export const masked = (text: string): string =>
  text.replaceAll(/\{\{[^]*?\}\}/g, (template) => template.replaceAll(/[^\r\n]/g, silent.test(template) ? ' ' : 'x'));
