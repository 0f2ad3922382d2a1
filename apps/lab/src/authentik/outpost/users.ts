import type { Application, State } from '../state.js';
import { bindingsOf, secret } from '../state.js';

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
}

/** Who is logged in where. */
export interface Users {
  /** A session at Authentik itself, as a cookie header. */
  login(user: User): string;
  /** The user of a cookie header, or null. */
  at(cookies: string | undefined): User | null;
  /** A one-time code for a client. */
  code(user: User, clientId: string): string;
  redeem(code: string, clientId: string): User | null;
}

export function users(): Users {
  const [sessions, codes] = [new Map<string, User>(), new Map<string, { user: User; clientId: string }>()];
  return {
    login(user) {
      const key = secret(32);
      sessions.set(key, user);
      return `authentik_session=${key}`;
    },
    at: (cookies = '') => sessions.get(/authentik_session=([\w-]+)/.exec(cookies)?.[1] ?? '') ?? null,
    code(user, clientId) {
      const code = secret(32);
      codes.set(code, { user, clientId });
      return code;
    },
    redeem(code, clientId) {
      const found = codes.get(code);
      codes.delete(code);
      return found?.clientId === clientId ? found.user : null;
    },
  };
}

/** Whether the bindings of an application let a user in: `any` one of them, or `all`; none: everybody. */
export function mayEnter(state: State, application: Application, user: User): boolean {
  const verdicts = bindingsOf(state, application)
    .filter(({ enabled }) => enabled)
    .map(({ group, negate }) => user.groups.includes(state.groups.find(({ pk }) => pk === group)?.name ?? '') !== negate);
  if (verdicts.length === 0) return true;
  return application.fields['policy_engine_mode'] === 'all' ? verdicts.every(Boolean) : verdicts.some(Boolean);
}
