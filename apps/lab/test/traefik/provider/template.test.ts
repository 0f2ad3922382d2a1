import { render } from '../../../src/traefik/provider/template.js';

test.each([
  ['a', 'a'],
  ['{{ env "X" }}!', 'x!'],
  ['{{ env "Y" }}!', '!'],
  ['{{/* c */}}a', 'a'],
  ['{{ $a := "b" }}{{ $a }}', 'b'],
  ['{{ range until 3 }}{{ . }}{{ end }}', '012'],
  ['{{ range $i, $e := list "a" "b" }}{{ $i }}{{ $e }} {{ end }}', '0a 1b '],
  ['{{ range list }}x{{ else }}none{{ end }}', 'none'],
  ['{{ if env "X" }}yes{{ else }}no{{ end }}', 'yes'],
  ['{{ if env "Y" }}yes{{ else }}no{{ end }}', 'no'],
  ['{{ printf "%s-%d" `a` 1 }}', 'a-1'],
  ['{{ true }}', 'true'],
])('%s renders to %j', (text, expected) => expect(render(text, 'a.yml', { X: 'x' })).toBe(expected));

test.each([
  ['{{ nope }}', 'function "nope" not defined'],
  ['{{ $a }}', 'undefined variable "$a"'],
  ['{{ env "X"', 'unclosed action'],
  ['{{ if true }}', 'unexpected EOF'],
  ['{{ end }}', 'unexpected {{end}}'],
  ['{{ ! }}', 'unexpected "!" in command'],
])('%s is none', (text, why) => expect(() => render(text, 'a.yml')).toThrow(`template: a.yml:1: ${why}`));
