/** Where each secret is made. */
const places: readonly (readonly [name: string, where: string])[] = [
  ['PIHOLE_API_PASSWORD', 'Pi-hole: Settings, Web interface / API, expert mode: "Configure app password"; or the password of its page.'],
  ['ADGUARD_PASSWORD', 'AdGuard Home: the password of the user that hl.yml names.'],
  ['AUTHENTIK_TOKEN', 'Authentik: Admin interface, Directory, Tokens and App passwords: a token with the intent API.'],
  ['DISCORD_WEBHOOK_URL', 'Discord: channel settings, Integrations, Webhooks.'],
];

const whereOf = (name: string): string => places.find(([known]) => known === name)?.[1] ?? 'Named in hl.yml or in a service file.';

const head = `# What hl needs to know and nobody else shall. For runs on this machine: copy it to .env (which git leaves out) and fill it in.
# In a pipeline they are variables, masked and protected. A variable that is set already wins.

# The private key that hosts let in, when it is not one of the usual ones in ~/.ssh, nor in an agent.
# SSH_KEY_FILE=/home/you/.ssh/id_ed25519
`;

const lines = (name: string): string => `\n# ${whereOf(name)}\n${name}=\n`;

/** Text of .env.example for these variables. */
export const secretsText = (names: readonly string[]): string => `${head}${names.map(lines).join('')}`;

/** With the variables that it does not name yet; as it is when it names all. */
export function withSecrets(there: string, names: readonly string[]): string {
  const missing = names.filter((name) => !new RegExp(`^\\s*#?\\s*(export\\s+)?${name}=`, 'm').test(there));
  return missing.length === 0 ? there : `${there.replace(/\n*$/, '\n')}${missing.map(lines).join('')}`;
}

/** Text of .env; what was not given is left out. */
export const envText = (values: ReadonlyMap<string, string>): string =>
  [...values].map(([name, value]) => `${name}=${/^[\w./:@%+=-]*$/.test(value) ? value : quoted(value)}\n`).join('');

/** As Node reads it back: a quote of one kind holds the others; `\n` within double quotes is the only escape. */
const quoted = (value: string): string => {
  const sign = ["'", '`', '"'].find((one) => !value.includes(one)) ?? "'";
  return `${sign}${value}${sign}`;
};
