import type { Language } from '#program/language.ts';
import { wordsOf } from '../../model/reference.ts';
import { placeText } from '../../see/manifests/place.ts';
import { PART_WORDS } from './labels.ts';
import type { Root } from './report.ts';

/** A finding in lines without markup or width, for programs that show them as they are. */
export function plainLines(root: Root, language: Language): readonly string[] {
  const { object, seen, field, place, deployments, means, remedy, next, consequences } = root;
  const line = (part: keyof (typeof PART_WORDS)[Language], text: string) =>
    `${PART_WORDS[language][part].trim()}: ${text}`;
  return [
    wordsOf(object),
    line('seen', `${seen}${field === undefined ? '' : ` (${field})`}`),
    ...(place === undefined ? [] : [line('place', placeText(place))]),
    ...(deployments === undefined ? [] : [line('deployments', deployments.join(', '))]),
    line('means', means),
    line('next', remedy),
    ...next.map((command) => `  ${command}`),
    ...consequences.map((each) => line('consequences', `${each.code} ${wordsOf(each.object)}: ${each.title}`)),
  ];
}
