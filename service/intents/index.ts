import type { Reply } from '../cek/reply.ts';
import type { SkillRequest } from '../cek/request.ts';
import { anotherTipRequested } from './another-tip-requested.ts';
import { clovaCancel } from './clova-cancel.ts';
import { clovaGuide } from './clova-guide.ts';
import { clovaNext } from './clova-next.ts';
import { clovaNo } from './clova-no.ts';
import { clovaPause } from './clova-pause.ts';
import { clovaPrevious } from './clova-previous.ts';
import { clovaRequestAlternatives } from './clova-request-alternatives.ts';
import { clovaResume } from './clova-resume.ts';
import { clovaStop } from './clova-stop.ts';
import { clovaYes } from './clova-yes.ts';
import { event } from './event.ts';
import { guide } from './guide.ts';
import type { Answer, Intent, Turn } from './intent.ts';
import { launch } from './launch.ts';
import { quitRequested } from './quit-requested.ts';
import { sessionEnded } from './session-ended.ts';
import { tipByTopic } from './tip-by-topic.ts';

/** Every intent this skill answers; any other gets the guide. */
export const intents: readonly Intent[] = [
  anotherTipRequested,
  clovaCancel,
  clovaGuide,
  clovaNext,
  clovaNo,
  clovaPause,
  clovaPrevious,
  clovaRequestAlternatives,
  clovaResume,
  clovaStop,
  clovaYes,
  quitRequested,
  tipByTopic,
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
      return sessionEnded(turn);
    case 'EventRequest':
      return event(turn);
    case 'unknown':
      return guide(turn);
  }
}
