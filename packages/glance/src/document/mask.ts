/** What Glance replaces in the raw text, before YAML and comments included; a backslash in front makes it literal. */
const variable = String.raw`\$\{(?:[a-zA-Z]+:)?[a-zA-Z0-9_-]+\}`;
const special = '\\${}:';

/**
 * Covers `${X}` and `\${X}`, which are legal to Glance but not everywhere to a YAML parser: what means something to YAML becomes
 * a Unicode noncharacter, which no text holds. As long as the original, so that every offset stays true.
 */
export const mask = (text: string): string =>
  text.replace(new RegExp(String.raw`\\?${variable}`, 'g'), (found) =>
    found.replace(/[\\${}:]/g, (char) => String.fromCharCode(0xfdd0 + special.indexOf(char))),
  );

/** A value of the masked text as Glance reads it: `\${X}` is `${X}`. */
export const unmask = (text: string): string =>
  text.replace(/[\ufdd0-\ufdd4]/g, (char) => (char === '\ufdd0' ? '' : special.charAt(char.charCodeAt(0) - 0xfdd0)));

export const hasVariable = (text: string): boolean => new RegExp(String.raw`(?<!\\)${variable}`).test(text);

/** A literal text as it must stand in the file so that Glance leaves it alone. */
export const escapeVariables = (text: string): string => text.replace(new RegExp(variable, 'g'), '\\$&');
