import { format } from '../../../src/docker/cli/template.js';

const value = {
  Name: 'web',
  Count: 0,
  Labels: { 'a.b': 'x', empty: '' },
  State: { Health: { Log: [{ Exit: 1 }, { Exit: 2 }] } },
  List: ['a', 'b'],
  labels: { owner: 'me' },
};

test.each([
  ['plain', 'plain'],
  ['{{.Name}}-{{ .Count }}', 'web-0'],
  ['{{- .Name -}}', 'web'],
  ['{{.Missing}}', ''],
  ['{{.Missing.Deeper}}', ''],
  ['{{json .Name}} {{json .Labels}}', '"web" {"a.b":"x","empty":""}'],
  ['{{index .Labels "a.b"}}', 'x'],
  ['{{index .State "Health" "Log"}}', '[map[Exit:1] map[Exit:2]]'],
  ['{{.Label "owner"}}', 'me'],
  ['{{len .List}}{{len .Missing}}', '20'],
  ['{{if .Name}}yes{{else}}no{{end}}', 'yes'],
  ['{{if .Count}}yes{{else}}no{{end}}', 'no'],
  ['{{if .Missing}}yes{{end}}.', '.'],
  ['{{range .State.Health.Log}}<{{.Exit}}>{{end}}', '<1><2>'],
  ['{{range .List}}{{.}},{{else}}none{{end}}', 'a,b,'],
  ['{{range .Missing}}x{{else}}none{{end}}', 'none'],
  ['{{if .Name}}{{if .Count}}a{{else}}b{{end}}{{end}}', 'b'],
  ['{{.List}}', '[a b]'],
])('%s', (template, text) => {
  expect(format(template, value)).toBe(text);
});

test('a function that is not known is refused', () => {
  expect(() => format('{{printf "x"}}', value)).toThrow('function "printf" not defined');
});
