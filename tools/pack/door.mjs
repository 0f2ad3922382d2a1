import { basename, dirname, relative } from 'node:path/posix';

/** Whether a call can lack anything that a door would see. */
const sees = ({ kinds, optional, nullable }) => kinds !== undefined || !(optional && nullable);

/**
 * The module that others import: what it says of a call that lacks something stands in its types, which only a compiler reads.
 *
 * @param entry path of the module within the package, `dist/index.js`
 * @param values what `needsOf` says that it exports
 * @returns path and text of its door
 */
export function door(packageName, entry, values) {
  const path = `dist/doors/${entry.replace(/^dist\//, '')}`;
  const to = (module) => relative(dirname(path), module);
  const [guarded, others] = [values.filter(({ needs }) => needs?.some(sees)), values.filter(({ needs }) => !needs?.some(sees))];
  const from = JSON.stringify(to(entry));
  const core = packageName === '@hl/core' ? to('dist/door.js') : '@hl/core/door';
  const lines = [
    `import { checked } from ${JSON.stringify(core)};`,
    `import * as all from ${from};`,
    ...(others.length > 0 ? [`export { ${others.map(({ name }) => name).join(', ')} } from ${from};`] : []),
    ...guarded.map(
      ({ name, needs, promised }) =>
        `export const ${name} = /* @__PURE__ */ checked(${JSON.stringify(`${name} of ${packageName}`)}, ${JSON.stringify(needs)}, ${promised}, all.${name});`,
    ),
  ];
  return { path, text: `${lines.join('\n')}\n` };
}

/** The modules of a manifest that have doors: those that have types, by the path of these. */
export const entriesOf = ({ exports = {} }) =>
  Object.values(exports).filter(
    (entry) => typeof entry === 'object' && entry.types?.endsWith('.d.ts') && basename(entry.types) !== 'door.d.ts',
  );
