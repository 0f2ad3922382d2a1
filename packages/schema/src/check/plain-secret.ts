import type { Field } from '../diagnostic.js';

const named = /(^|_)(PASS|PASSWD|PASSWORD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|PRIVATE_KEY|ACCESS_KEY)$/;
/** A switch, a number, a path, or another variable is no secret. */
const harmless = /^(true|false|yes|no|none|null|\d{1,4}|\/.*|.*\$\{.*|)$/is;
/** What a password is compared with, such as $argon2id$… and $2y$…. */
const hash = /^\$+\w+\$/;

/** A value that everybody who reads the repository knows, by a name that says it is a secret. */
export function tellPlain(name: string, value: string, place: () => Field, list = 'secrets'): void {
  if (!named.test(name.toUpperCase()) || harmless.test(value) || hash.test(value)) return;
  const field = place();
  const [whole, variable] = /^\$([A-Za-z_]\w*)$/.exec(value) ?? [];
  if (whole !== undefined)
    field.warn(
      'variable',
      `${whole} stays as it is here, and is the value`,
      `Write \${${variable}}, and list it: ${list}: [{ name: ${variable} }].`,
    );
  else
    field.warn(
      'plain-secret',
      `${name} has its value here, for everybody who reads the repository`,
      `${list === 'secrets' ? 'Remove the line' : `Write \${${name}} here`}, and list it: ${list}: [{ name: ${name} }]; the value is a variable of the CI job, or in .env beside hl.yml.`,
    );
}
