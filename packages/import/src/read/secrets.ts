import type { Remarks } from '../remarks.js';

const secretName =
  /(^|[_.-])(pass(word|wd|phrase|code)?|pwd|pw|token|secret|(api|auth|access|signing)key|key|private|credentials?|auth(orization)?|salt|pepper|dsn|webhook|htpasswd)s?([_.-]|\d*$)|password|passwd|secret|token|(api|auth)key|requirepass|masterauth|(db|pg|sql|smtp|mail|admin|root|user)pass/i;

/** Names of things about secrets that are none: where they lie, how long they live, whether they are wanted. */
const aboutSecrets =
  /(_|^)(FILE|PATH|DIR|URL|URI|HOST|HOSTNAME|PORT|USER(NAME)?|NAME|ID|TYPE|METHOD|MODE|ALGORITHM|ENABLED?|DISABLED?|REQUIRED?|EXPIR\w*|LIFETIME|TTL|LENGTH|MIN|MAX|TIMEOUT|ISSUER|AUDIENCE|PROVIDER|BACKEND|HEADER|MAP)$|PUBLIC|^(KEYBOARD|AUTHOR)/i;

/** Values that are a secret under any name. */
const secretValue = [
  /-----BEGIN [A-Z ]*PRIVATE KEY/,
  /^\$argon2(id|i|d)\$/,
  /^\$2[abxy]\$\d\d\$/,
  /\$(apr1|1|5|6)\$[\w./]+\$[\w./]{8,}/,
  /^eyJ[\w-]{8,}\.[\w-]{8,}\./,
  /^(gh[pousr]_|github_pat_|glpat-|xox[abp]-|sk-|AKIA|AGE-SECRET-KEY-|tskey-)[\w-]{8,}/,
  /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i,
  // One of many settings in one text: `smtp_password: "x"`, `Server=db;Password=x`, `?token=x`.
  /(password|passwd|secret|api_?key|token)["'\]]*\s*[:=]\s*["']?(?![$/]|(true|false|none|null)\b)[^\s"';&,|]{4,}/i,
];

/** Words that are a choice, not a secret. */
const choice = /^(|true|false|yes|no|on|off|none|null|auto|default|disabled?|enabled?|required|optional|\d{1,6}[smhdw]?)$/i;

/** Whether the value of a variable, or of what is called so, is for nobody's eyes. A value that holds nothing but another variable is none. */
export function isSecret(name: string, value: string | null): boolean {
  const named = secretName.test(name) && !aboutSecrets.test(name);
  if (value === null) return named;
  if (choice.test(value) || value.startsWith('/run/secrets/') || /^\$\{?\w+\}?$/.test(value)) return false;
  return (named && !/^(\.{0,2}\/|https?:\/\/[^@]*$)/.test(value)) || secretValue.some((pattern) => pattern.test(value)) || isRandom(value);
}

/** Bits a character: 4.7 is a random letter, 3.3 a word; what people write has vowels, dots, spaces and slashes in it. */
function isRandom(value: string): boolean {
  if (!/^[A-Za-z0-9+/=_-]{24,}$/.test(value) || !/\d/.test(value) || !/[A-Za-z]/.test(value) || /^(\/|[\w-]+\/[\w-]+$)/.test(value))
    return false;
  if (/^[a-z]+([-_/][a-z0-9]+)+$/.test(value)) return false;
  const counts = new Map<string, number>();
  for (const letter of value) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  const entropy = [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
  return entropy > 3.4;
}

/** One secret of a service: values are kept here only to find where else they stand. */
export interface Secret {
  /** As the container, or `${NAME}`, has it. */
  readonly name: string;
  /** Variable of the CI job. */
  readonly source: string;
  /** Variable of the compose file that it comes from, or null. */
  readonly variable: string | null;
  readonly value: string | null;
}

export interface Secrets {
  readonly list: readonly Secret[];
  /** The name of the secret with that value or variable; a new one, which is told, gets `preferred` when that is free, else with `owner` before it. */
  claim(preferred: string, owner: string, from: { value: string | null; variable: string | null }, at: unknown): string;
}

/** @param service name of the service: what the job's variables begin with, since they are shared by all services */
export function secrets(service: string, remarks: Remarks): Secrets {
  const list: Secret[] = [];
  const upper = (text: string): string => text.toUpperCase().replace(/\W+/g, '_');
  const prefix = upper(service);
  return {
    list,
    claim(preferred, owner, { value, variable }, at) {
      const known = list.find(
        (one) => (variable !== null && one.variable === variable) || (value !== null && one.value === value && value.length >= 4),
      );
      if (known) return known.name;
      const wanted = preferred.replace(/\W+/g, '_').replace(/^(?=\d)/, '_');
      const taken = (name: string): boolean => list.some((one) => one.name === name);
      let name = taken(wanted) ? `${upper(owner)}_${wanted}` : wanted;
      while (taken(name)) name += '_2';
      const source = upper(name).startsWith(`${prefix}_`) ? upper(name) : `${prefix}_${upper(name)}`;
      list.push({ name, source, variable, value });
      const what =
        value === null ? `${name} has no value in .env and is listed under secrets` : `${name} is a secret: its value was not copied`;
      remarks.add('warning', at, what, `Set the CI variable ${source}; what holds a $ is written there with one.`);
      return name;
    },
  };
}

/** Secrets as a service file lists them. */
export const listed = ({ list }: Secrets): { name: string; source?: string }[] =>
  list.map(({ name, source }) => (name === source ? { name } : { name, source }));
