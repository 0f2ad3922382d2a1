import { effective, type ComposeFile } from '@hl/compose';

const files = new WeakMap<object, ComposeFile>();

/** What compose makes of the files of a spec, read once. */
export function fileOf(spec: { readonly compose: string; readonly overlay?: string }): ComposeFile {
  const known = files.get(spec) ?? effective(spec.compose, spec.overlay ?? '');
  files.set(spec, known);
  return known;
}
