import { re2js } from './library.js';

/** What Go says of a regular expression, or null when it takes it. */
export function goExpressionProblem(expression: string): string | null {
  try {
    re2js().RE2JS.compile(expression);
    return null;
  } catch (error) {
    return (error as Error).message.replace(/^error parsing regexp: /, '');
  }
}

/** Whether Go finds the expression anywhere in `text`; a bad one is found nowhere. */
export function goExpressionFinds(expression: string, text: string): boolean {
  return goExpressionProblem(expression) === null && re2js().RE2JS.compile(expression).matcher(text).find();
}
