import type { Request } from '../http.js';

/** Watches what clients do and writes down what a careful one never does. */
export interface Watch {
  readonly violations: string[];
  /** Around each write to the config; call what it returns when the write is over. */
  writing(request: Request, status: () => number): () => void;
  reading(): void;
}

export function createWatch(fits: () => boolean): Watch {
  const violations: string[] = [];
  const sinceRead = new Set<string>();
  let [writers, lines] = [0, 0];
  return {
    violations,
    writing(request, status) {
      const what = `${request.method} ${decodeURIComponent(request.path)}`;
      writers += 1;
      if (writers > 1) violations.push(`two writes at once: ${what}`);
      const whole = `${request.method} ${request.path} ${request.body}`;
      if (sinceRead.has(whole)) violations.push(`repeated without a read-back: ${what}`);
      return () => {
        writers -= 1;
        if (status() === 401) return;
        sinceRead.add(whole);
        if (request.method === 'PATCH') return;
        lines += 1;
        if (lines > 1 && fits()) violations.push(`${lines} single lines in a row where one PATCH would do: ${what}`);
      };
    },
    reading() {
      sinceRead.clear();
      lines = 0;
    },
  };
}
