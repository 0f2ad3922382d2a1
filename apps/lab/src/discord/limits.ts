/** One complaint about a field, in Discord's words. */
interface Complaint {
  readonly code: string;
  readonly message: string;
}

type Tree = { [key: string]: Tree | Complaint[] };
type Data = Record<string, unknown>;

const isObject = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Discord counts after it has trimmed white space. */
const size = (value: unknown): number => (typeof value === 'string' ? value.trim().length : 0);

const required = { code: 'BASE_TYPE_REQUIRED', message: 'This field is required' };
const notString = { code: 'STRING_TYPE_CONVERT', message: 'Could not interpret value as string.' };
const tooLong = (max: number): Complaint => ({ code: 'BASE_TYPE_MAX_LENGTH', message: `Must be ${max} or fewer in length.` });
const badUrl = (value: string): Complaint => ({ code: 'URL_TYPE_INVALID_URL', message: `Not a well formed URL: ${value}` });

/** What is wrong with a message, as the `errors` object of code 50035; null when nothing is. */
export function complaints(body: Data): Tree | null {
  const tree: Tree = {};
  text(tree, ['content'], body.content, 2000);
  text(tree, ['username'], body.username, 80);
  if (typeof body.username === 'string' && /clyde|discord/i.test(body.username)) {
    put(tree, ['username'], {
      code: 'USERNAME_INVALID_CONTAINS',
      message: `Username cannot contain "${/clyde/i.test(body.username) ? 'clyde' : 'discord'}"`,
    });
  }
  const embeds = Array.isArray(body.embeds) ? (body.embeds as unknown[]) : [];
  if (embeds.length > 10) put(tree, ['embeds'], tooLong(10));
  embeds.forEach((embed, index) =>
    isObject(embed)
      ? checkEmbed(tree, ['embeds', `${index}`], embed)
      : put(tree, ['embeds', `${index}`], { code: 'MODEL_TYPE_CONVERT', message: 'Only dictionaries may be used in a ModelType' }),
  );
  if (embeds.filter(isObject).reduce((sum, embed) => sum + weight(embed), 0) > 6000) {
    put(tree, ['embeds'], { code: 'MAX_EMBED_SIZE_EXCEEDED', message: 'Embed size exceeds maximum size of 6000' });
  }
  const mentions = body.allowed_mentions;
  if (isObject(mentions)) {
    for (const kind of Array.isArray(mentions.parse) ? (mentions.parse as string[]) : []) {
      if (Array.isArray(mentions[kind]))
        put(tree, ['allowed_mentions'], {
          code: 'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
          message: `parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
        });
    }
  }
  return Object.keys(tree).length > 0 ? tree : null;
}

function checkEmbed(tree: Tree, at: string[], embed: Data): void {
  text(tree, [...at, 'title'], embed.title, 256);
  text(tree, [...at, 'description'], embed.description, 4096);
  if (typeof embed.url === 'string' && !/^https?:\/\/[^\s/]+/.test(embed.url)) put(tree, [...at, 'url'], badUrl(embed.url));
  if (isObject(embed.footer)) needed(tree, [...at, 'footer', 'text'], embed.footer.text, 2048);
  if (isObject(embed.author)) needed(tree, [...at, 'author', 'name'], embed.author.name, 256);
  if (embed.color !== undefined && !(typeof embed.color === 'number' && embed.color >= 0 && embed.color <= 0xffffff)) {
    put(tree, [...at, 'color'], { code: 'NUMBER_TYPE_MAX', message: 'int value should be less than or equal to 16777215.' });
  }
  const fields = Array.isArray(embed.fields) ? (embed.fields as unknown[]) : [];
  if (fields.length > 25) put(tree, [...at, 'fields'], tooLong(25));
  fields.filter(isObject).forEach((field, index) => {
    needed(tree, [...at, 'fields', `${index}`, 'name'], field.name, 256);
    needed(tree, [...at, 'fields', `${index}`, 'value'], field.value, 1024);
  });
}

function text(tree: Tree, at: string[], value: unknown, max: number): void {
  if (value !== undefined && value !== null && typeof value !== 'string') put(tree, at, notString);
  if (size(value) > max) put(tree, at, tooLong(max));
}

function needed(tree: Tree, at: string[], value: unknown, max: number): void {
  if (size(value) === 0) put(tree, at, required);
  else text(tree, at, value, max);
}

const weight = (embed: Data): number => {
  const fields = Array.isArray(embed.fields) ? embed.fields.filter(isObject) : [];
  const [footer, author] = [isObject(embed.footer) ? embed.footer.text : '', isObject(embed.author) ? embed.author.name : ''];
  return [embed.title, embed.description, footer, author, ...fields.flatMap(({ name, value }) => [name, value])].reduce<number>(
    (sum, part) => sum + size(part),
    0,
  );
};

function put(tree: Tree, at: readonly string[], complaint: Complaint): void {
  const node = at.reduce<Tree>((inner, key) => (inner[key] ??= {}) as Tree, tree);
  node._errors = [...((node._errors as Complaint[] | undefined) ?? []), complaint];
}
