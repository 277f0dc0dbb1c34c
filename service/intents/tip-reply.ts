import { ask, tell, type Reply } from '../cek/reply.ts';
import { pickTip, type Tip } from '../tips.ts';
import { recall, remember, type Dialogue } from './dialogue.ts';
import type { Turn } from './intent.ts';
import { oneOf } from './wording.ts';

/** What CLOVA says when nobody answers a tip. */
export const ANYTHING_ELSE = '하나 더 들으시려면 “다른 팁”이라고 말해 주세요.';
/** What is asked behind a tip, as CLOVA listens from then on. */
const ONE_MORE = [
  '하나 더 들려드릴까요?',
  '다른 팁도 들어 보실래요?',
  '해 보셨다면 “다른 팁”이라고 말해 주세요.',
] as const;
const TOPIC_HEARD = '그 주제는 모두 들려드렸으니, 다른 주제로 하나 골라 볼게요.';
const ALL_HEARD = '준비한 팁을 모두 들려드렸으니, 처음부터 다시 시작할게요.';

/** What SYMPTOM knows of a trouble → the topic of tips against it. */
const TOPIC_OF_SYMPTOM: ReadonlyMap<string, string> = new Map([
  ['느림', '성능'],
  ['끊김', '네트워크'],
  ['누수', '메모리'],
]);

/**
 * A tip that this session has not heard: of `topic` as long as there is one, then of any, then from the first one again.
 * A symptom says more of what is wrong than where it shows: “쿼리가 느려” wants a tip on slowness, best one on databases.
 * @param lead what is said before the tip
 */
export function tellTip(turn: Turn, { topic: asked, lead }: { topic?: string | undefined; lead?: string } = {}): Reply {
  const { tips, byTopic } = turn.catalogue;
  const ofSymptom = TOPIC_OF_SYMPTOM.get(turn.slots.get('symptom') ?? '');
  const topic = ofSymptom && byTopic.has(ofSymptom) ? ofSymptom : asked;
  const dialogue = recall(turn.attributes, turn.catalogue);
  const { heard, at } = dialogue;
  const ids = heard.map(({ id }) => id);
  const wanted = topic === undefined ? tips : (byTopic.get(topic) ?? []);
  const speakNew = (leads: readonly (string | undefined)[], heard: readonly Tip[], topic: string | undefined) =>
    speak(turn, [lead, ...leads], { ...dialogue, heard, at: heard.length - 1, topic });
  const best = ofSymptom && asked ? wanted.filter(({ topics }) => topics.includes(asked)) : undefined;
  const tip = (best && pickTip(best, ids, turn.random)) ?? pickTip(wanted, ids, turn.random);
  if (tip) return speakNew([], [...heard, tip], topic);
  const other = pickTip(tips, ids, turn.random);
  if (other) return speakNew([TOPIC_HEARD], [...heard, other], undefined);
  const again = pickTip(wanted, ids.slice(at, at + 1), turn.random) ?? wanted[0];
  return speakNew([ALL_HEARD], again ? [again] : [], topic);
}

/** The tip at `dialogue.at`, told once more. */
export function repeatTip(turn: Turn, dialogue: Dialogue, lead?: string): Reply {
  return speak(turn, [lead], dialogue);
}

function speak(turn: Turn, leads: readonly (string | undefined)[], dialogue: Dialogue): Reply {
  const tip: Tip | undefined = dialogue.heard[dialogue.at];
  const speech = [...leads, tip?.text].filter((part) => part !== undefined).join(' ');
  if (turn.isOneShot) return tell(speech);
  return ask(`${speech} ${oneOf(ONE_MORE, turn.random)}`, ANYTHING_ELSE, remember(dialogue));
}
