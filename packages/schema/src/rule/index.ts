export { asHostName } from '../names.js';
export { canonicalConfig, configProblems } from './dynamic-config.js';
export type { ConfigProblem } from './dynamic-config.js';
export { goExpressionFinds, goExpressionProblem } from './go-expression.js';
export { matcherOf, misuseOf } from './matchers.js';
export type { Layer, Misuse } from './matchers.js';
export { callsOf, parseRule, RuleSyntaxError } from './parse.js';
export type { Call, Rule } from './parse.js';
export { problemOfRule } from './rule.js';
