import { parseSync } from '@swc/core';
import ts from 'typescript';

const K = ts.SyntaxKind;
const swaps = new Map([
  [K.LessThanToken, '<='],
  [K.LessThanEqualsToken, '<'],
  [K.GreaterThanToken, '>='],
  [K.GreaterThanEqualsToken, '>'],
  [K.AmpersandAmpersandToken, '||'],
  [K.BarBarToken, '&&'],
  [K.PlusToken, '-'],
  [K.MinusToken, '+'],
  [K.EqualsEqualsEqualsToken, '!=='],
  [K.ExclamationEqualsEqualsToken, '==='],
]);
const equality = [K.EqualsEqualsEqualsToken, K.ExclamationEqualsEqualsToken];
const lists = ['map', 'flatMap', 'filter', 'sort', 'toSorted', 'slice', 'concat'];
/** Texts for people: what they say is not a decision of the code. */
const prose = ['message', 'hint', 'title', 'description', 'what', 'reason', 'detail', 'summary', 'why'];

const isText = (node) => ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
const isError = (node) => ts.isNewExpression(node) && /Error$/.test(node.expression.getText());

/** Whether the program decides by this text: it is compared, looked for, listed, returned or handed on as a value. */
function matters(node) {
  const { parent } = node;
  if (node.text === '' || isError(parent)) return false;
  if (ts.isBinaryExpression(parent)) return equality.includes(parent.operatorToken.kind);
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node && !prose.includes(parent.name.getText());
  if (ts.isCallExpression(parent)) return ts.isPropertyAccessExpression(parent.expression) && parent.arguments[0] === node;
  return (
    ts.isCaseClause(parent) || ts.isElementAccessExpression(parent) || ts.isArrayLiteralExpression(parent) || ts.isReturnStatement(parent)
  );
}

/** What a function gives back instead: nothing, or the opposite. */
function emptied(node) {
  if (ts.isParenthesizedExpression(node)) return emptied(node.expression);
  if (node.kind === K.TrueKeyword) return 'false';
  if (node.kind === K.FalseKeyword) return 'true';
  if (ts.isArrayLiteralExpression(node)) return node.elements.length > 0 ? '[]' : undefined;
  if (ts.isObjectLiteralExpression(node)) return 'null';
  if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    return lists.includes(node.expression.name.text) ? '[]' : undefined;
  return undefined;
}

/** The names, as the engine tells them, of the functions around it. */
function functionsAround(node) {
  const names = [];
  for (let at = node.parent; at; at = at.parent) {
    if ((ts.isFunctionDeclaration(at) || ts.isMethodDeclaration(at)) && at.name) names.push(at.name.getText());
    const holder = ts.isArrowFunction(at) || ts.isFunctionExpression(at) ? at.parent : undefined;
    if (holder && (ts.isVariableDeclaration(holder) || ts.isPropertyAssignment(holder)) && ts.isIdentifier(holder.name))
      names.push(holder.name.text);
  }
  return names;
}

/**
 * Every small fault that is tried in a source text, in the order of the text.
 *
 * @returns {{ operator: string, start: number, end: number, to: string, inside: string[] }[]}
 */
export function mutantsOf(text, name = 'x.ts') {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (operator, node, to) =>
    found.push({ operator, start: node.getStart(source), end: node.getEnd(), to, inside: functionsAround(node) });
  /** Where one operator is all of a condition, to change it is to negate the condition. */
  const negate = (condition) => {
    const alone = ts.isBinaryExpression(condition)
      ? equality.includes(condition.operatorToken.kind)
      : ts.isPrefixUnaryExpression(condition);
    if (!alone) add('condition', condition, `!(${condition.getText(source)})`);
  };

  function visit(node) {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node)) return;
    if (ts.isExportDeclaration(node) || isError(node)) return;
    if (ts.isIfStatement(node) || ts.isWhileStatement(node)) negate(node.expression);
    if (ts.isConditionalExpression(node) || (ts.isForStatement(node) && node.condition)) negate(node.condition);
    if (ts.isBinaryExpression(node)) {
      const { kind } = node.operatorToken;
      const sum = [K.PlusToken, K.MinusToken].includes(kind) && (isText(node.left) || isText(node.right));
      if (swaps.has(kind) && !sum) add(node.operatorToken.getText(source), node.operatorToken, swaps.get(kind));
      if (kind === K.QuestionQuestionToken) add('??', node, node.left.getText(source));
    }
    if (ts.isPrefixUnaryExpression(node) && node.operator === K.ExclamationToken) add('!', node, node.operand.getText(source));
    if (ts.isStringLiteralLike(node) && matters(node)) add('text', node, "''");
    if (ts.isExpressionStatement(node)) {
      const call = ts.isAwaitExpression(node.expression) ? node.expression.expression : node.expression;
      if (ts.isCallExpression(call)) add('call', node, ';');
    }
    const given = ts.isReturnStatement(node) ? node.expression : ts.isArrowFunction(node) && !ts.isBlock(node.body) ? node.body : undefined;
    const nothing = given && emptied(given);
    if (nothing) add('return', given, nothing);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

export const mutated = (text, { start, end, to }) => text.slice(0, start) + to + text.slice(end);

/** Whether it is a program at all. */
export function parses(text) {
  try {
    return parseSync(text, { syntax: 'typescript', target: 'es2023' }) !== null;
  } catch {
    return false;
  }
}
