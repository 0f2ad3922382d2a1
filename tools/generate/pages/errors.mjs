import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { filesIn } from '../../checks/files.mjs';

const source = /^(packages|apps)\/(?!lab\/)[^/]+\/src\/.*(?<!\.gen)\.ts$/;
const isCode = /^HL_[A-Z0-9_]+$/;
/** A code, or the end of one. */
const mayRaise = /['`]HL_[A-Z]|\('[A-Z0-9_]{2,}',/;

/** @typedef {{ code: string, kinds: Set<string>, messages: Set<string>, hints: Set<string> }} ErrorFact */

/**
 * Every error that the sources can raise, as they say it: what happened, who must act, what to do. A code stands beside its message in
 * a call; where a function completes codes (`HL_PIHOLE_${code}`), its calls are read.
 *
 * @returns {Map<string, ErrorFact>}
 */
export function errorsOf(root) {
  const files = filesIn(root)
    .filter((path) => source.test(path))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .filter(({ text }) => mayRaise.test(text))
    .map(({ path, text }) => ({ path, tree: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) }));
  const completing = new Map();
  for (const { path, tree } of files)
    each(tree, (node) => {
      const found = completer(node);
      if (found) completing.set(`${owner(path)} ${found.name}`, found);
    });
  const errors = new Map();
  for (const { path, tree } of files)
    each(tree, (node) => {
      for (const { code, message, hint, kind } of raised(node, completing, owner(path))) {
        const fact = errors.get(code) ?? { code, kinds: new Set(), messages: new Set(), hints: new Set() };
        errors.set(code, fact);
        if (kind) fact.kinds.add(kind);
        if (message) fact.messages.add(message);
        if (hint) fact.hints.add(hint);
      }
    });
  return errors;
}

const owner = (path) => path.split('/')[1];

function each(node, visit) {
  visit(node);
  ts.forEachChild(node, (child) => each(child, visit));
}

/** `const no = (code, message, hint) => new HlError(`HL_ADGUARD_${code}`, …)`: its name, what it puts before codes, and the kind it gives. */
function completer(node) {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'HlError') return null;
  const [code] = node.arguments ?? [];
  const prefix = code && (ts.isTemplateExpression(code) ? code.head.text : ts.isIdentifier(code) ? '' : null);
  if (prefix === null || prefix === undefined || (prefix !== '' && !prefix.startsWith('HL_'))) return null;
  const made = enclosing(node, (parent) => ts.isFunctionDeclaration(parent) || (ts.isVariableDeclaration(parent) && parent.initializer));
  return made?.name ? { name: made.name.getText(), prefix, kind: property(node.arguments, 'kind')[0] } : null;
}

/** The errors of one call, one row of a list, or one object: a code and what stands beside it. */
function raised(node, completing, of) {
  const called = ts.isCallExpression(node) || ts.isNewExpression(node) ? node.expression.getText() : null;
  const whole = completing.get(`${of} ${called}`);
  const complete = (text) => (whole?.prefix && /^[A-Z0-9_]+$/.test(text) && !isCode.test(text) ? whole.prefix + text : text);
  if (ts.isObjectLiteralExpression(node)) {
    const codes = property([node], 'code').filter((text) => isCode.test(text));
    const message = ['message', 'what'].flatMap((name) => property([node], name)).find(isSentence);
    return codes.map((code) => ({ code, message, hint: property([node], 'hint').find(isSentence), kind: property([node], 'kind')[0] }));
  }
  const given = called !== null ? [...(node.arguments ?? [])] : ts.isArrayLiteralExpression(node) ? [...node.elements] : [];
  const at = given.findIndex((one) =>
    texts(one)
      .map(complete)
      .some((text) => isCode.test(text)),
  );
  if (at < 0) return [];
  const beside = given
    .slice(at + 1)
    .filter((one) => !ts.isObjectLiteralExpression(one))
    .map((one) => texts(one).find(isSentence));
  const [message, hint] = beside.filter((text) => text !== undefined);
  // Alone it is compared, or the name of a variable.
  if (beside.length === 0 && given.length === 1) return [];
  const kind = [...property(given, 'kind'), ...given.flatMap(texts), whole?.kind, called].find((text) => Object.hasOwn(who, text ?? ''));
  return texts(given[at])
    .map(complete)
    .filter((text) => isCode.test(text))
    .map((code) => ({ code, message, hint: property(given, 'hint').find(isSentence) ?? hint, kind }));
}

const isSentence = (text) => /[a-z]{2} /.test(text) || text.includes('hl ');

/** The texts that an expression may be; what is filled in is `…`. */
function texts(node) {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node))
    return [node.head.text + node.templateSpans.map(({ literal, expression }) => (texts(expression)[0] ?? '…') + literal.text).join('')];
  if (ts.isConditionalExpression(node)) return [...texts(node.whenTrue), ...texts(node.whenFalse)];
  if (ts.isBinaryExpression(node)) return node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken ? texts(node.right) : [];
  if (ts.isParenthesizedExpression(node)) return texts(node.expression);
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression)) {
    const object = declaration(node.expression);
    return object && ts.isObjectLiteralExpression(ts.isAsExpression(object) ? object.expression : object)
      ? property([object], node.name.text)
      : [];
  }
  if (!ts.isIdentifier(node)) return [];
  const declared = declaration(node);
  return declared ? texts(declared) : [];
}

/** What a name stands for: a constant of a block around it. */
function declaration(name) {
  for (let scope = name.parent; scope; scope = scope.parent) {
    const statements = scope.statements ?? scope.body?.statements ?? [];
    for (const statement of statements)
      for (const one of ts.isVariableStatement(statement) ? statement.declarationList.declarations : [])
        if (one.name.getText() === name.text && one.initializer && one.initializer !== name) return one.initializer;
  }
  return null;
}

function property(nodes, name) {
  return [...(nodes ?? [])].filter(ts.isObjectLiteralExpression).flatMap(({ properties }) => {
    const found = properties.find((one) => one.name?.getText() === name);
    if (!found) return [];
    const given = ts.isPropertyAssignment(found) ? found.initializer : null;
    const value = ts.isShorthandPropertyAssignment(found) ? declaration(found.name) : given;
    return value ? texts(value) : [];
  });
}

function enclosing(node, wanted) {
  for (let at = node.parent; at; at = at.parent) if (wanted(at)) return at;
  return null;
}

/** Who must act, by kind. */
const who = {
  input: 'you, in a file or a variable',
  conflict: 'you decide: somebody else holds the name',
  refused: 'whoever runs that system: it said no',
  unreachable: 'nobody, maybe: try again, then look at it there',
  bug: 'us: please report it',
  superseded: 'nobody: a newer run has taken over',
};

/** Codes that stand in the sources, whoever raises them, but names of variables. */
const written = (root) =>
  filesIn(root)
    .filter((path) => source.test(path))
    .flatMap(
      (path) => readFileSync(join(root, path), 'utf8').match(/(?<!([[=] ?|some\()['`]?)(?<=['`])HL_[A-Z0-9_]*[A-Z0-9](?=['`])/g) ?? [],
    );

const cell = (texts) =>
  [...texts].map((text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim()).join('<br>');

/**
 * The reference page of all errors. What the sources compose where it happens is said by `errors.json`.
 *
 * @throws when a code has no cause or no way out
 */
export function errorsPage(root) {
  const errors = errorsOf(root);
  const { families, ends, codes: said } = JSON.parse(readFileSync(new URL('errors.json', import.meta.url), 'utf8'));
  const ofFamilies = Object.entries(families).flatMap(([begin, { name, ends: sets }]) =>
    sets
      .flatMap((set) => Object.entries(ends[set]))
      .map(([end, { says, ...rest }]) => [`${begin}_${end}`, { ...rest, says: says.map((text) => `${name} ${text}`) }]),
  );
  const extra = { ...Object.fromEntries(ofFamilies), ...said };
  // The beginning of codes is none itself, unless somebody throws it.
  const isCodeOf = (code) => !Object.hasOwn(families, code) || [...(errors.get(code)?.kinds ?? [])].length > 0;
  const all = [...errors.keys(), ...written(root), ...Object.keys(extra)].filter(isCodeOf);
  const codes = [...new Set(all)].sort();
  const lacking = [];
  const rows = codes.map((code) => {
    const { kinds = [], messages = [], hints = [] } = errors.get(code) ?? {};
    const [says, ways] = [new Set([...(extra[code]?.says ?? []), ...messages]), new Set([...(extra[code]?.do ?? []), ...hints])];
    const acts = [...new Set([...kinds, ...(extra[code]?.kinds ?? [])])];
    if (says.size === 0 || ways.size === 0 || acts.length === 0) lacking.push(code);
    return `| \`${code}\` | ${acts.map((kind) => who[kind]).join('; ')} | ${cell(says)} | ${cell(ways)} |`;
  });
  if (lacking.length > 0) throw new Error(`tools/generate/pages/errors.json: cause, way out or kind is missing of ${lacking.join(', ')}`);
  const text = [
    '<!-- Generated by `npm run generate` from the sources and tools/generate/pages/errors.json; do not edit. -->',
    '# Errors',
    'Every error has a code that stays, says what happened and where, and what to do next. `…` is filled in where it happens. Who must act is also the exit code: 2 you, 3 somebody else holds a name, 4 a system said no, 5 nobody answered, 70 a bug of ours, 76 a newer run has taken over.',
    `| code | who acts | what it says | what to do |\n|---|---|---|---|\n${rows.join('\n')}`,
  ].join('\n\n');
  return new Map([['docs/reference/errors.md', `${text}\n`]]);
}
