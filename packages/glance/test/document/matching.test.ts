import { named, plain, slugOf, urlKey } from '../../src/document/matching.js';

test.each([
  ['Home', 'home'],
  ['Two Words é', 'two-words-é'],
  ['- Home -', 'home'],
  ['a \t\n b', 'a-b'],
  ['A_b', 'a_b'],
])('the slug of %j', (name, slug) => expect(slugOf(name)).toBe(slug));

test.each([
  ['🏠 Home', 'home'],
  ['Infra: core!', 'infra core'],
  ['ＭＥＤＩＡ', 'media'],
  ['🎬', '🎬'],
  [' 🎬 ', '🎬'],
])('the plain name of %j', (name, expected) => expect(plain(name)).toBe(expected));

test.each([
  ['to the letter first', ['media', 'Media'], 'Media', 'Media'],
  ['else by its plain name, the first', ['🎬 Media', 'MEDIA'], 'Media', '🎬 Media'],
  ['none', ['Tools'], 'Media', undefined],
])('a name is found %s', (_, all, wanted, expected) => expect(named(all, wanted, (one) => ['other', one])).toBe(expected));

test.each([
  ['HTTPS://A.example.org:443/', 'https://a.example.org/'],
  ['https://a.example.org', 'https://a.example.org/'],
  ['https://a.example.org/X', 'https://a.example.org/X'],
  ['not a url', 'not a url'],
])('what makes %s equal to others', (url, key) => expect(urlKey(url)).toBe(key));
