import { isMap, isScalar, isSeq, type YAMLMap } from 'yaml';

/** One entry of a container's `ports`. */
export interface PortEntry {
  readonly node: unknown;
  readonly hostIp: string;
  /** null: Docker chooses, or it is a range. */
  readonly published: number | null;
  readonly target: number | null;
  readonly protocol: string;
}

export function portEntries(container: YAMLMap): PortEntry[] {
  const ports = container.get('ports');
  return isSeq(ports) ? ports.items.map(entry) : [];
}

function entry(node: unknown): PortEntry {
  if (isMap(node)) {
    const text = (key: string): string => String(node.get(key) ?? '');
    const [published, target] = [single(text('published')), single(text('target'))];
    return { node, hostIp: text('host_ip'), published, target, protocol: text('protocol') || 'tcp' };
  }
  const [, hostIp = '', published = '', target = '', protocol = 'tcp'] =
    /^(?:(\[[^\]]+\]|\d+(?:\.\d+){3}):)?(?:([\d-]*):)?([\d-]+)(?:\/(\w+))?$/.exec(isScalar(node) ? String(node.value) : '') ?? [];
  return { node, hostIp, published: single(published), target: single(target), protocol };
}

const single = (text: string): number | null => (/^\d+$/.test(text) ? Number(text) : null);

/** Ports that pages are served on, the likeliest first. */
const web = [80, 8080, 3000, 8000, 5000, 8096, 8123, 9000, 3001, 8081, 8888, 443, 8443];
const never = [22, 53, 25, 1883, 3306, 5432, 6379, 27017];

/** The entry a browser would open. */
export function pageEntry(entries: readonly PortEntry[]): PortEntry | null {
  const fit = entries.filter(({ published, target, protocol }) => published !== null && target !== null && protocol === 'tcp');
  const rank = ({ target }: PortEntry): number => {
    const at = web.indexOf(target ?? 0);
    return at >= 0 ? at : never.includes(target ?? 0) ? 200 : 100;
  };
  return fit.reduce<PortEntry | null>((best, one) => (best === null || rank(one) < rank(best) ? one : best), null);
}

/** Takes an entry out of the container's `ports`. */
export function withoutPort(container: YAMLMap, { node }: PortEntry): void {
  const ports = container.get('ports');
  if (!isSeq(ports)) return;
  ports.items = ports.items.filter((item) => item !== node);
  if (ports.items.length === 0) container.delete('ports');
}
