import assert from 'node:assert/strict';
import { languageOf } from './language.ts';

describe('languageOf', () => {
  for (const { name, argv = [], env = {}, language } of [
    { name: 'nothing says anything', language: 'en' },
    { name: 'LANG is Korean', env: { LANG: 'ko_KR.UTF-8' }, language: 'ko' },
    { name: 'LANG is only the language', env: { LANG: 'ko' }, language: 'ko' },
    { name: 'LANG is Konkani, whose code begins alike', env: { LANG: 'kok_IN' }, language: 'en' },
    { name: 'LANG is C', env: { LANG: 'C.UTF-8' }, language: 'en' },
    { name: 'LANG is one that is not spoken here', env: { LANG: 'fr_FR' }, language: 'en' },
    { name: 'LC_MESSAGES goes before LANG', env: { LC_MESSAGES: 'C', LANG: 'ko_KR' }, language: 'en' },
    { name: 'LC_ALL goes before both', env: { LC_ALL: 'ko_KR', LC_MESSAGES: 'C', LANG: 'C' }, language: 'ko' },
    { name: 'the empty text says nothing', env: { LC_ALL: '', LC_MESSAGES: '', LANG: 'ko_KR' }, language: 'ko' },
    { name: 'another category is Korean', env: { LC_TIME: 'ko_KR' }, language: 'en' },
    { name: '--lang goes before all', argv: ['a', '--lang=en', '--b'], env: { LC_ALL: 'ko' }, language: 'en' },
    { name: '--lang comes twice: the last counts', argv: ['--lang', 'en', '--lang', 'ko'], language: 'ko' },
    { name: '--lang is no language', argv: ['--lang', 'fr'], env: { LANG: 'ko' }, language: 'ko' },
    { name: '--lang lacks its value', argv: ['--lang'], env: { LANG: 'ko' }, language: 'ko' },
    { name: '--lang is empty', argv: ['--lang='], env: { LANG: 'ko' }, language: 'ko' },
    { name: '--lang is said, not asked for', argv: ['--', '--lang', 'ko'], language: 'en' },
  ]) {
    it(`is ${language} where ${name}`, () => {
      assert.equal(languageOf(argv, env), language);
    });
  }
});
