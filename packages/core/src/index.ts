export { apply, asResult, oneByOne, undo } from './apply.js';
export type { ApplyOptions, Outcome } from './apply.js';
export { differences, equal, satisfies } from './equal.js';
export { exitCodes, HlError } from './error.js';
export type { ErrorKind, ErrorReport, HlErrorOptions } from './error.js';
export type { Change, Fault, Integration, Observed, Refusal, Report, Resource, Result, Status } from './integration.js';
export type { Json } from './json.js';
export { intend, isOurs, nothingMade, recall, settle } from './memory.js';
export type { Made, Memory, Recall } from './memory.js';
export { plan } from './plan.js';
export type { Conflict, Plan, PlanInput } from './plan.js';
export { outputLimit, posixRemote, quote, tooMuchOutput } from './posix.js';
export type { Exec, ExecOptions, ExecResult } from './posix.js';
export type { Remote, RunOptions, RunResult, WriteOptions } from './remote.js';
export { printable } from './printable.js';
export { reveal, Secret } from './secret.js';
export type {
  AuthentikSection,
  Deployment,
  DnsSection,
  GlanceSection,
  Health,
  PublishedPort,
  Service,
  ServiceFileCopy,
  TraefikSection,
} from './service.js';
export type { AuthentikSite, GlanceSite, Host, PiholeSite, Site, TraefikSite } from './site.js';
