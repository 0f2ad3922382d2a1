export { apply, asResult, oneByOne, undo } from './apply.js';
export type { ApplyOptions } from './apply.js';
export { differences, equal, satisfies } from './values/equal.js';
export { exitCodes, HlError } from './error.js';
export type { ErrorKind, ErrorReport, HlErrorOptions } from './error.js';
export type { Change, Fault, Integration, Observed, Outcome, Refusal, Report, Resource, Result, Status } from './integration.js';
export type { Json } from './values/json.js';
export { idOf, intend, isOurs, liveMemory, nothingMade, recall, settle } from './memory.js';
export type { LiveMemory, Made, Memory, Recall } from './memory.js';
export { desiredOf, plan } from './plan.js';
export type { Conflict, Plan, PlanInput } from './plan.js';
export { shortCommand } from './remote/long-command.js';
export { outputLimit, posixRemote, tooMuchOutput } from './remote/posix.js';
export type { Exec, ExecOptions, ExecResult } from './remote/posix.js';
export { quote } from './remote/quote.js';
export type { Remote, RunOptions, RunResult, WriteOptions } from './remote/remote.js';
export { mustBeWhole } from './remote/whole.js';
export { printable } from './values/printable.js';
export { reveal, Secret } from './values/secret.js';
export type {
  AuthentikSection,
  Deployment,
  DnsSection,
  GlanceSection,
  Health,
  Page,
  PublishedPort,
  Service,
  ServiceFileCopy,
  ServiceNotifications,
  TraefikSection,
} from './model/service.gen.js';
export { authentikDefaults, glanceDefaults, hostDefaults, siteDefaults, traefikDefaults } from './model/defaults.js';
export type { GivenSite } from './model/defaults.js';
export { channelsOf } from './model/channels.js';
export type { SiteChannel } from './model/channels.js';
export { addressOf, pagesOf, routeUrl } from './model/pages.js';
export type { AuthentikSite, DnsServer, DnsServers, GlanceSite, Host, Notifications, Occasion, Site, TraefikSite } from './model/site.js';
export type { Timing } from './model/timing.js';
export type {
  ChangesFile,
  CheckResult,
  DeployEntry,
  FailureFile,
  HeldEntry,
  LedgerEntry,
  LedgerRun,
  MessagesFile,
  OpenMessage,
  OutcomesFile,
  PlanFile,
  PlannedChange,
  PlannedFault,
  PlannedRefusal,
  PlannedService,
  PlanningFailure,
  RemoveEntry,
  RolledBack,
  SystemOutcome,
  VerificationFile,
} from './model/artifacts.gen.js';
export { groupBy } from './values/group-by.js';
export { isRecord } from './values/is-record.js';
export { mutex, semaphore } from './values/semaphore.js';
export type { Semaphore } from './values/semaphore.js';
export { sha256 } from './values/sha256.js';
