import { tell } from '../cek/reply.ts';
import type { Answer } from './intent.ts';
import { oneOf } from './wording.ts';

const GOODBYES = [
  '남은 디버깅도 파이팅이에요!',
  '네, 막히면 언제든 또 불러 주세요.',
  '알겠어요. 머리가 아플 땐 잠깐 쉬었다 하세요!',
] as const;

/** What QUIT_REASON knows of why somebody leaves → what is said then. */
const REASONS: ReadonlyMap<string | undefined, readonly [string, ...string[]]> = new Map([
  [
    '해결',
    [
      '축하해요! 고생하신 보람이 있네요.',
      '잘 잡으셨어요! 다음 버그도 같이 잡아요.',
      '해내셨네요! 재발 방지 테스트도 하나 남겨 두세요.',
    ],
  ],
  [
    '감사',
    [
      '천만에요. 막히면 언제든 또 불러 주세요.',
      '별말씀을요. 도움이 됐다니 기뻐요.',
      '뭘요. 남은 하루도 버그 없이 보내세요!',
    ],
  ],
]);
const UNTIL_NEXT_TIME = [
  '수고 많으셨어요. 막히면 언제든 또 불러 주세요.',
  '고생하셨어요. 다음에 또 만나요!',
  '네, 오늘은 여기까지 할게요. 수고하셨어요!',
] as const;

/** Somebody does not want another tip. */
export const goodbye: Answer = ({ random }) => tell(oneOf(GOODBYES, random));

/** Somebody is done. A “고마워” alone ends the session too: nobody who says it waits for a question. */
export const quit: Answer = ({ slots, random }) =>
  tell(oneOf(REASONS.get(slots.get('reason')) ?? UNTIL_NEXT_TIME, random));
