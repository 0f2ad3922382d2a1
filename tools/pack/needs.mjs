import { sep } from 'node:path';
import ts from 'typescript';

/**
 * What the functions of packages ask for, read off their types.
 *
 * @param {readonly string[]} entries paths of `index.d.ts` files
 * @returns by path: each exported value, and for a function its arguments
 */
export function needsOf(entries) {
  const options = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    strict: true,
    exactOptionalPropertyTypes: true,
    noEmit: true,
    skipLibCheck: true,
    types: ['node'],
  };
  const program = ts.createProgram([...entries], options);
  const checker = program.getTypeChecker();
  return new Map(
    entries.map((path) => {
      const file = program.getSourceFile(path);
      const symbols = checker.getExportsOfModule(checker.getSymbolAtLocation(file)).filter((symbol) => isValue(checker, symbol));
      return [path, symbols.map((symbol) => ({ name: symbol.name, ...signatureOf(checker, symbol, file) }))];
    }),
  );
}

const target = (checker, symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);
const isValue = (checker, symbol) => (target(checker, symbol).flags & ts.SymbolFlags.Value) !== 0;

/** Nothing for what is no function: classes and constants go out as they are. */
function signatureOf(checker, symbol, file) {
  const type = checker.getTypeOfSymbolAtLocation(symbol, file);
  const [signature, ...overloads] = type.getCallSignatures();
  if (!signature || overloads.length > 0 || type.getConstructSignatures().length > 0) return {};
  const needs = signature.parameters.map((parameter) => parameterOf(checker, parameter, file));
  return { needs, promised: checker.getReturnTypeOfSignature(signature).getProperty('then') !== undefined };
}

function parameterOf(checker, parameter, file) {
  const declaration = parameter.valueDeclaration;
  const whole = checker.getTypeOfSymbolAtLocation(parameter, file);
  const rest = declaration?.dotDotDotToken !== undefined;
  const type = rest ? checker.getIndexTypeOfType(whole, ts.IndexKind.Number) : whole;
  const optional = declaration?.questionToken !== undefined;
  const depth = /(Options|Input)$/.test(type.symbol?.name ?? '') ? 2 : 1;
  return need(checker, { name: nameOf(parameter, type), type, optional, depth, rest }, file);
}

/** A parameter that is taken apart where it is declared has no name of its own, but its type does. */
function nameOf({ name }, { symbol }) {
  if (/^[a-z]\w*$/i.test(name)) return name;
  const kind = symbol?.name ?? '';
  return /^[A-Z]\w*$/.test(kind) && !kind.endsWith('Options') ? kind[0].toLowerCase() + kind.slice(1) : 'options';
}

function need(checker, { name, type, optional, depth, rest = false }, file) {
  const parts = (type.isUnion() ? type.types : [type]).map((part) =>
    part.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(part) ?? part) : part,
  );
  const has = (flag) => parts.some((part) => part.flags & flag);
  const kinds = [
    ...new Set(
      parts
        .filter((part) => !(part.flags & (ts.TypeFlags.Null | ts.TypeFlags.Undefined | ts.TypeFlags.Void)))
        .map((part) => kindOf(checker, part)),
    ),
  ];
  const known = kinds.length > 0 && !kinds.includes(undefined);
  const inner = depth > 0 && known ? fieldsOf(checker, parts, depth - 1, file) : [];
  return {
    name,
    ...(known && { kinds }),
    ...((optional || has(ts.TypeFlags.Undefined | ts.TypeFlags.Void | ts.TypeFlags.Any | ts.TypeFlags.Unknown)) && { optional: true }),
    ...(has(ts.TypeFlags.Null | ts.TypeFlags.Any | ts.TypeFlags.Unknown) && { nullable: true }),
    ...(rest && { rest: true }),
    ...(inner.length > 0 && { fields: inner }),
  };
}

function kindOf(checker, type) {
  if (type.flags & ts.TypeFlags.StringLike) return 'string';
  if (type.flags & ts.TypeFlags.NumberLike) return 'number';
  if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
  if (checker.isArrayLikeType(type)) return 'list';
  if (type.getCallSignatures().length > 0) return 'function';
  if (/^(Uint8Array|Buffer)$/.test(type.symbol?.name ?? '')) return 'bytes';
  if (type.getProperties().some(({ name }) => name.startsWith('__@iterator'))) return 'iterable';
  return type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection | ts.TypeFlags.NonPrimitive) ? 'object' : undefined;
}

/** Fields that must be there of the only object among the parts. */
function fieldsOf(checker, parts, depth, file) {
  const [object, ...others] = parts.filter((part) => kindOf(checker, part) === 'object');
  if (!object || others.length > 0) return [];
  return object
    .getProperties()
    .filter((property) => !(property.flags & ts.SymbolFlags.Optional) && /^\w+$/.test(property.name) && isOurs(property))
    .map((property) =>
      need(checker, { name: property.name, type: checker.getTypeOfSymbolAtLocation(property, file), optional: false, depth }, file),
    )
    .filter(({ optional, kinds }) => !optional || kinds);
}

const isOurs = ({ declarations: [node] = [] }) =>
  node === undefined || /\/(packages|apps)\//.test(node.getSourceFile().fileName.split(sep).join('/'));
