import { main } from '../../src/main.js';

/** What a command ended with, and what it said: all of it, and by the stream. */
export interface Said {
  readonly code: number;
  readonly text: string;
  readonly out: string;
  readonly err: string;
}

/** hl in this process, for the repository of a folder. */
export async function hlIn(cwd: string, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Said> {
  const said = { text: '', out: '', err: '' };
  const on = (stream: 'out' | 'err') => (line: string) => {
    said.text += line;
    said[stream] += line;
  };
  const code = await main([...argv, '--cwd', cwd], { env, stdout: on('out'), stderr: on('err'), color: false });
  return { code, ...said };
}
