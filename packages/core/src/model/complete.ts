import { absent, type Service } from './service.gen.js';

type Sections = typeof absent.sections;
type Part = Partial<Record<keyof Sections, object | null>>;

const sections = Object.entries(absent.sections) as [keyof Sections, object][];

/** A definition that may be older than some fields, as the ledger keeps them: what is absent says nothing. One that lacks nothing stays the object that it is. */
export function complete(service: Service): Service {
  const whole: Service = hasAll(service, absent.service) ? service : { ...absent.service, ...service };
  const [own, pages] = [filled(whole), whole.pages.map(filled)];
  return pages.some((page, index) => page !== whole.pages[index]) ? { ...own, pages } : own;
}

function filled<T extends Part>(whole: T): T {
  const lacking = sections.filter(([name, fields]) => whole[name] && !hasAll(whole[name], fields));
  return lacking.length === 0
    ? whole
    : { ...whole, ...Object.fromEntries(lacking.map(([name, fields]) => [name, { ...fields, ...whole[name] }])) };
}

function hasAll(given: object, fields: object): boolean {
  for (const name in fields) if (!Object.hasOwn(given, name)) return false;
  return true;
}
