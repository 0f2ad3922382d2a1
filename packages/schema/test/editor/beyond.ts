/** Mistakes that are not underlined in the line where hl tells them. */
export const beyond: readonly string[] = [
  // The language server tells another line.
  'a line that is indented too deep',
  'a quote that is never closed',
  // It takes several documents for right, and does not see a key without a value in brackets.
  'two documents',
  'two values without brackets',
  // A schema knows one value at a time, and not what another file, the site or a program makes of it.
  '$NAME, which stays as it is',
  '${NAME} that nobody gives',
  'a # that cuts a value',
  'a # that is all of a value',
  'a password for everybody to read',
  'a password of a side container',
  'a rule that is not closed',
  'a section of hl’s own for a login that has no route',
  'a version that is a number to YAML',
  'a ~ for nothing',
  'an octal number',
  'another service under depends_on',
  'health on the port inside',
  'quotes in a list of variables',
  'the domain twice',
  'two mounts at one place',
  // A warning of hl would be an error here.
  'an icon without its prefix',
];
