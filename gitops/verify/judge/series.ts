import { LEVELS, type Finding } from '../model/finding.ts';
import { keyOf } from '../model/reference.ts';
import type { Text } from '#program/language.ts';

/** What the first letter of a code stands for, in the order of the chain: what breaks early hides what comes later. */
export const SERIES = {
  G: { en: 'the image and what is rendered', ko: '이미지와 렌더링 결과' },
  A: { en: 'Argo CD: the sync', ko: 'Argo CD: 동기화' },
  C: { en: 'cert-manager: the Certificate', ko: 'cert-manager: 인증서' },
  H: { en: 'the way to the gateway: DNS, port 80, the challenge', ko: '게이트웨이까지의 경로: DNS, 80번 포트, 챌린지' },
  T: { en: 'the gateway: what is served by TLS', ko: '게이트웨이: TLS와 인증서' },
  R: { en: 'routes: from the gateway to the Service', ko: '라우팅: 게이트웨이에서 Service까지' },
  W: { en: 'the workload and its answer', ko: '워크로드와 응답' },
  O: {
    en: 'observing: what time brings, what cannot be seen',
    ko: '관측: 시간이 지나야 생기는 문제, 확인할 수 없는 것',
  },
} as const satisfies Readonly<Record<string, Text>>;

export type Series = keyof typeof SERIES;

export function seriesOf(code: string): Series {
  const letter = code.charAt(0);
  if (!isSeries(letter)) throw new Error(`${code}: there is no series with this letter`);
  return letter;
}

function isSeries(letter: string): letter is Series {
  return letter in SERIES;
}

/** Worst first, then in the order of the chain, then by name, so that two runs give the same order. */
export function compareFindings(a: Finding, b: Finding): number {
  const stageOf = ({ code }: Finding) => Object.keys(SERIES).indexOf(code.charAt(0));
  return (
    LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) ||
    stageOf(a) - stageOf(b) ||
    Number(a.code.slice(1)) - Number(b.code.slice(1)) ||
    keyOf(a.object).localeCompare(keyOf(b.object), 'en')
  );
}
