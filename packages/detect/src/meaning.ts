import { parseDocument } from 'yaml';

/** A YAML or JSON text as plain data: comments, spelling and the order of keys are gone. What is no YAML stands for itself. */
export function meaning(text: string): unknown {
  try {
    const document = parseDocument(text, { merge: true, uniqueKeys: false, logLevel: 'silent' });
    return document.errors.length > 0 ? text : document.toJS();
  } catch {
    return text; // aliases without end
  }
}
