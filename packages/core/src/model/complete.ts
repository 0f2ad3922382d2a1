import { absent, type Service } from './service.gen.js';

type Sections = typeof absent.sections;
type Part = Partial<Record<keyof Sections, object | null>>;

/** A definition that may be older than some fields, as the ledger keeps them: what is absent says nothing. */
export function complete(service: Service): Service {
  const whole: Service = { ...absent.service, ...service };
  return { ...filled(whole), pages: whole.pages.map(filled) };
}

function filled<T extends Part>(whole: T): T {
  const sections = Object.entries(absent.sections).map(([name, fields]) => {
    const section = whole[name as keyof Sections];
    return [name, section && { ...fields, ...section }] as const;
  });
  return { ...whole, ...Object.fromEntries(sections.filter(([name]) => name in whole)) };
}
