import { absent, type Service } from './service.gen.js';

type Section = keyof typeof absent.sections;

/** A definition that may be older than some fields, as the ledger keeps them: what is absent says nothing. */
export function complete(service: Service): Service {
  const whole: Service = { ...absent.service, ...service };
  const sections = Object.entries(absent.sections).map(([name, fields]) => {
    const section = whole[name as Section];
    return [name, section && { ...fields, ...section }];
  });
  return { ...whole, ...(Object.fromEntries(sections) as Pick<Service, Section>) };
}
