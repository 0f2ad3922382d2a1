import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fences } from './fences.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const slashed = (path) => path.split(sep).join('/');
const globalObjects = ['globalThis', 'global', 'self', 'window'];

const literal = (node) =>
  node?.type === 'TemplateLiteral' && node.expressions.length === 0
    ? node.quasis[0].value.cooked
    : typeof node?.value === 'string'
      ? node.value
      : undefined;
const nameOf = (key, computed) => (key.type === 'Identifier' && !computed ? key.name : (literal(key) ?? '?'));

/** What a reference to a global is: `process`, `Date.now`, `new Date`; of a global object, the members that are taken from it. */
function used({ identifier }) {
  const { name, parent } = identifier;
  const after = (object, above) => {
    if (above.type === 'MemberExpression' && above.object === object) return [[nameOf(above.property, above.computed), above]];
    if (above.type === 'VariableDeclarator' && above.init === object && above.id.type === 'ObjectPattern')
      return above.id.properties.map((property) => [property.key ? nameOf(property.key, property.computed) : '?', property]);
    return [];
  };
  if (parent.type === 'TSTypeQuery' || parent.type === 'TSQualifiedName') return [];
  const members = after(identifier, parent);
  if (globalObjects.includes(name))
    return (members.length > 0 ? members : [['?']]).flatMap(([first, node]) => [
      first,
      ...(node?.parent ? after(node, node.parent).map(([second]) => `${first}.${second}`) : []),
    ]);
  if (parent.type === 'NewExpression' && parent.callee === identifier && parent.arguments.length === 0) return [name, `new ${name}`];
  return [name, ...members.map(([member]) => `${name}.${member}`)];
}

/** One rule for all of them; which files it is about, the table says. */
export const fence = {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      outside: '{{name}}: {{what}} has no place here: {{why}}.',
      computed: 'What is taken here must be told by name.',
      foreign: 'Another package is imported by its name, not by its files.',
    },
  },
  create(context) {
    const path = slashed(relative(root, context.filename));
    const home = path.split('/').slice(0, 2).join('/');
    const closed = fences.filter(({ within, open = [] }) => within.test(path) && !open.some((place) => path.startsWith(place)));

    /** The value of a constant that is told where it is made. */
    function constant(node) {
      for (let scope = node?.type === 'Identifier' && context.sourceCode.getScope(node); scope; scope = scope.upper) {
        const [made] = scope.set.get(node.name)?.defs ?? [];
        if (made) return made.parent?.kind === 'const' ? literal(made.node.init) : undefined;
      }
      return undefined;
    }

    function module(node, source, { names = ['*'], lazy = false } = {}) {
      const name = literal(source) ?? constant(source);
      if (name === undefined) return closed.length > 0 && context.report({ node, messageId: 'computed' });
      const there = name.startsWith('.') ? slashed(relative(root, resolve(dirname(context.filename), name))) : '';
      if ((there !== '' && !`${there}/`.startsWith(`${home}/`)) || /^@hl\/[^/]+\/(src|dist)(\/|$)/.test(name))
        context.report({ node, messageId: 'foreign' });
      const bare = name.replace(/^node:/, '');
      for (const { what, why, modules = [], free = [], lazy: lazily = false } of closed) {
        const hit = modules.some((one) => bare === one || bare.startsWith(`${one}/`));
        if (hit && !(lazy && lazily) && !names.every((imported) => free.includes(imported)))
          context.report({ node, messageId: 'outside', data: { what, why, name } });
      }
    }
    const importedBy = ({ specifiers }) => ({
      names: specifiers.map(({ imported, local }) => (imported ?? { name: local.type === 'Identifier' ? '*' : local.value }).name ?? '*'),
    });

    return {
      ImportDeclaration: (node) => module(node, node.source, node.specifiers.length > 0 ? importedBy(node) : {}),
      ExportNamedDeclaration: (node) =>
        node.source && module(node, node.source, { names: node.specifiers.map(({ local }) => local.name ?? local.value) }),
      ExportAllDeclaration: (node) => module(node, node.source),
      ImportExpression: (node) => module(node, node.source, { lazy: true }),
      TSImportType: (node) => module(node, node.source ?? node.argument?.literal),
      TSExternalModuleReference: (node) => module(node, node.expression),
      'CallExpression[callee.name="require"]': (node) => module(node, node.arguments[0]),
      'Program:exit'(program) {
        const scope = context.sourceCode.getScope(program);
        const declared = scope.variables.filter(({ defs }) => defs.length === 0).flatMap(({ references }) => references);
        for (const reference of [...scope.through, ...declared]) {
          const names = used(reference);
          const node = reference.identifier;
          if (names.includes('?') && closed.length > 0) context.report({ node, messageId: 'computed' });
          for (const { what, why, globals = [] } of closed) {
            const name = names.find((one) => globals.includes(one));
            if (name) context.report({ node, messageId: 'outside', data: { what, why, name } });
          }
        }
      },
    };
  },
};
