import { misnamed, moved, nothing, short, type Finding, type Findings } from './finding.js';
import { sameYaml } from './same.js';
import type { Shared } from './shared.js';
import type { ServiceFile, ServiceTree } from '../tree/tree.js';

/** Pure: what two trees say, joined by service name. */
export function fromGit(before: ServiceTree, after: ServiceTree, sharedWith: Shared, base: string | 'empty'): Findings {
  const since = base === 'empty' ? '' : ` since ${short(base)}`;
  const finding = (file: ServiceFile): Finding => {
    const old = predecessor(file, before, after);
    if (old === null) return { action: 'add', reasons: [base === 'empty' ? 'in git, nothing known to be deployed' : `new${since}`] };
    const same = old.id === file.id && old.path === file.path;
    const { reasons, ...from } = same ? { reasons: [] } : moved(file, old.path, old.said.host);
    const edited = old.id !== file.id && !sameYaml(old.said.bytes, file.said.bytes) ? [`changed${since}`] : [];
    const shared = sharedWith(file);
    return { action: 'modify', reasons: [...reasons, ...edited, ...(shared === null ? [] : [`${shared} changed${since}`])], ...from };
  };
  const gone = before.services.filter(({ name, path }) => !after.byName.has(name) && !after.unread.has(path));
  const reasonOf = (path: string): string =>
    after.byPath.has(path) ? `${path} now defines ${after.byPath.get(path)?.name}` : `deleted${since}`;
  return {
    ...nothing,
    deploy: new Map(after.services.map((file) => [file.path, finding(file)])),
    remove: new Map(gone.map(({ name, path }) => [name, { path, reason: reasonOf(path) }])),
    kept: new Map(gone.filter(({ name }) => after.misnamed.has(name)).map(({ name }) => [name, misnamed(name, after)])),
  };
}

/** The file that defined the same service before: at the same path, or at one that no longer does. */
function predecessor(file: ServiceFile, before: ServiceTree, after: ServiceTree): ServiceFile | null {
  const same = before.byPath.get(file.path);
  if (same?.name === file.name) return same;
  return before.byName.get(file.name)?.find(({ path }) => after.byPath.get(path)?.name !== file.name) ?? null;
}
