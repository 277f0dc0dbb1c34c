import type { Reply } from '../cek/reply.ts';
import type { SkillRequest } from '../cek/request.ts';
import { event } from './event.ts';
import { goodbye, quit } from './farewell.ts';
import { guide } from './guide.ts';
import type { Answer, Intent, Turn } from './intent.ts';
import { lastTip } from './last-tip.ts';
import { launch } from './launch.ts';
import { nextTip } from './next-tip.ts';
import { pause } from './pause.ts';
import { previousTip } from './previous-tip.ts';
import { tipByTopic } from './tip-by-topic.ts';
import { tellTip } from './tip-reply.ts';
import { topics } from './topics.ts';

/** Every intent this skill answers; any other gets the guide. */
export const intents: readonly Intent[] = [
  { name: 'AnotherTipRequested', answer: tellTip },
  { name: 'Clova.CancelIntent', answer: goodbye },
  { name: 'Clova.GuideIntent', answer: guide },
  { name: 'Clova.NextIntent', answer: nextTip },
  { name: 'Clova.NoIntent', answer: goodbye },
  { name: 'Clova.PauseIntent', answer: pause },
  { name: 'Clova.PreviousIntent', answer: previousTip },
  // “다른 거 들려줘”: something else, so the topic is dropped too.
  { name: 'Clova.RequestAlternativesIntent', answer: tellTip },
  { name: 'Clova.ResumeIntent', answer: lastTip },
  { name: 'Clova.StopIntent', answer: goodbye },
  // Every tip after which CLOVA listens ends with the offer of another one.
  { name: 'Clova.YesIntent', answer: nextTip },
  { name: 'QuitRequested', answer: quit },
  { name: 'TipByTopic', answer: tipByTopic },
  { name: 'TopicsRequested', answer: topics },
];

const answers: ReadonlyMap<string, Answer> = new Map(intents.map(({ name, answer }) => [name, answer]));

/** The name if this skill answers it, else `other`, so that callers cannot make up labels of metrics. */
export function knownIntent(name: string): string {
  return answers.has(name) ? name : 'other';
}

/** The reply to a request; every request gets one. */
export function answerRequest(request: SkillRequest, turn: Turn): Reply {
  switch (request.type) {
    case 'LaunchRequest':
      return launch(turn);
    case 'IntentRequest':
      return (answers.get(request.intent) ?? guide)(turn);
    case 'SessionEndedRequest':
      // The session is over already: the reference says that CLOVA ignores whatever is answered here.
      return goodbye(turn);
    case 'EventRequest':
      return event(turn);
    case 'unknown':
      return guide(turn);
  }
}
