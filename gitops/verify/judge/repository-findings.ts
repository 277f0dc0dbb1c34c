import type { Text } from '#program/language.ts';
import type { Finding } from '../model/finding.ts';
import { quote } from '../see/quote.ts';
import type { Unreadable } from '../see/manifests/place.ts';
import type { Landing } from '../see/manifests/landing.ts';
import type { Fine } from './healthy-links.ts';

/** A manifest that cannot be read, and that no source names. */
export function unreadableFinding({ place, message }: Unreadable): Finding {
  const words = quote(message, 300);
  return {
    ...{ code: 'A20', level: 'error', object: { kind: 'File', name: place.file }, place },
    seen: { en: `it cannot be read: ${words}`, ko: `읽을 수 없습니다: ${words}` },
  };
}

/** What was judged, so that nobody takes silence for more than it is. */
export function judgedLink(
  landings: readonly Pick<Landing, 'applications' | 'rendered'>[],
  unseen: readonly Text[],
): Fine {
  const applications = landings.flatMap((each) => each.applications).length;
  const objects = objectsIn(landings);
  const [first, ...more] = new Map(unseen.map((why) => [why.en, why])).values();
  const rest =
    more.length === 0 ? { en: '', ko: '' } : { en: ` (and ${more.length} more)`, ko: ` (외 ${more.length}개)` };
  const said = {
    en: [
      counted(landings.length, 'deployment'),
      [...(applications > 0 ? [counted(applications, 'Application')] : []), counted(objects, 'object')].join(', '),
    ].join(': '),
    ko: `환경 ${landings.length}개: ${applications > 0 ? `Application ${applications}개, ` : ''}리소스 ${objects}개`,
  };
  return {
    object: { kind: 'Git', name: '.' },
    text: first
      ? { en: `${said.en}; not seen: ${first.en}${rest.en}`, ko: `${said.ko}. 확인하지 못한 것: ${first.ko}${rest.ko}` }
      : said,
  };
}

/** How many objects land. */
export function objectsIn(landings: readonly Pick<Landing, 'rendered'>[]): number {
  return landings.flatMap(({ rendered }) => rendered.flatMap(({ objects }) => objects)).length;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
