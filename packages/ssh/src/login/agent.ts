import type { Duplex } from 'node:stream';
import type { BaseAgent } from 'ssh2';
import { ssh2 } from '../library.js';

/** An SSH agent, asked over a connection of its own for each question. */
export interface Agent {
  readonly ask: BaseAgent;
  /** Ends what is open to it; true when it owed an answer. The library itself waits for ever. */
  end(): boolean;
}

export function agentAt(socket: string): Agent {
  const ask = ssh2().createAgent(socket);
  const open = new Set<Duplex>();
  let ended = false;
  const connect = ask.getStream?.bind(ask);
  ask.getStream = (connected) =>
    connect?.((error, stream) => {
      if (ended) stream?.destroy();
      else if (stream) open.add(stream.once('close', () => open.delete(stream)));
      connected(error, stream);
    });
  return {
    ask,
    end() {
      ended = true;
      const owed = open.size > 0;
      for (const stream of open) stream.destroy();
      return owed;
    },
  };
}
