import { re2js } from './library.js';

/** What most are made of, such as `^/api(/.*)?$`: it is never wrong, and JavaScript reads it as Go does. The library is 158 kB for a command to compile. */
const plain = /^\^?(?:[\w/-]|\\\.|\.\*|\((?:[\w/-]|\\\.|\.\*)*\)\??)*\$?$/;

/** What Go says of a regular expression, or null when it takes it. */
export function goExpressionProblem(expression: string): string | null {
  if (plain.test(expression)) return null;
  try {
    re2js().RE2JS.compile(expression);
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^error parsing regexp: /, '');
  }
}

/** Whether Go finds the expression anywhere in `text`; a bad one is found nowhere. */
export function goExpressionFinds(expression: string, text: string): boolean {
  if (plain.test(expression)) return new RegExp(expression.replaceAll('.*', String.raw`[^\n]*`)).test(text);
  return goExpressionProblem(expression) === null && re2js().RE2JS.compile(expression).matcher(text).find();
}
