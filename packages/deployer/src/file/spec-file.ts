import { readCompose, type ComposeFile } from '@hl/compose';

const files = new WeakMap<object, ComposeFile>();

/** The compose file of a spec, read once. */
export function fileOf(spec: { readonly compose: string }): ComposeFile {
  const known = files.get(spec) ?? readCompose(spec.compose);
  files.set(spec, known);
  return known;
}
