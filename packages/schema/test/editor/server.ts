import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

export interface Told {
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly message: string;
}

export interface Proposed {
  readonly label: string;
  readonly documentation?: string | { readonly value: string };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

const require = createRequire(import.meta.url);

/** What the editors of VS Code, Neovim and Helix run; here over its standard streams. @param schemas URL by pattern of paths */
export async function languageServer(schemas: { readonly [url: string]: readonly string[] }) {
  const child = spawn(process.execPath, [require.resolve('yaml-language-server/bin/yaml-language-server'), '--stdio']);
  const settings = { schemas, completion: true, hover: true, validate: true, schemaStore: { enable: false } };
  const waiting = new Map<number, (result: unknown) => void>();
  const opened = new Map<string, (told: readonly Told[]) => void>();
  let [buffer, last]: [Buffer, number] = [Buffer.alloc(0), 0];

  const send = (message: object): void => {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    child.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  };
  const request = (method: string, params: object): Promise<unknown> =>
    new Promise((resolve) => {
      waiting.set(++last, resolve);
      send({ id: last, method, params });
    });
  const receive = ({ id, method, params, result }: Message): void => {
    if (method === 'workspace/configuration') {
      const { items } = params as { items: readonly { section?: string }[] };
      send({ id, result: items.map(({ section }) => (section === 'yaml' ? settings : null)) });
    } else if (method !== undefined && id !== undefined) send({ id, result: null });
    else if (method === 'textDocument/publishDiagnostics') {
      const { uri, diagnostics } = params as { uri: string; diagnostics: readonly Told[] };
      opened.get(uri)?.(diagnostics);
    } else if (id !== undefined) waiting.get(id)?.(result);
  };
  child.stdout.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(buffer.toString('utf8', 0, Math.max(head, 0)))?.[1]);
      if (head < 0 || buffer.length < head + 4 + length) return;
      const message = JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length)) as Message;
      buffer = buffer.subarray(head + 4 + length);
      receive(message);
    }
  });

  const completionItem = { documentationFormat: ['markdown'], snippetSupport: true };
  const textDocument = { completion: { completionItem }, hover: { contentFormat: ['markdown'] } };
  await request('initialize', { processId: null, rootUri: null, capabilities: { textDocument, workspace: { configuration: true } } });
  send({ method: 'initialized', params: {} });
  send({ method: 'workspace/didChangeConfiguration', params: { settings: { yaml: settings } } });

  return {
    /** Opens a file; resolves with what is underlined in it. */
    open: (uri: string, text: string): Promise<readonly Told[]> =>
      new Promise((resolve) => {
        opened.set(uri, resolve);
        send({ method: 'textDocument/didOpen', params: { textDocument: { uri, languageId: 'yaml', version: 1, text } } });
      }),
    async complete(uri: string, line: number, character: number): Promise<readonly Proposed[]> {
      const answer = await request('textDocument/completion', { textDocument: { uri }, position: { line, character } });
      return (answer as { items: readonly Proposed[] }).items;
    },
    async hover(uri: string, line: number, character: number): Promise<string> {
      const answer = await request('textDocument/hover', { textDocument: { uri }, position: { line, character } });
      return (answer as { contents: { value: string } } | null)?.contents.value ?? '';
    },
    close: (): void => void child.kill(),
  };
}
