import { onItsWay } from '../../model/moving.ts';
import { changeBehind } from '../../model/trace/answers.ts';
import { healthUrl } from '../../model/trace/dns.ts';
import { healthOf, isAnswer, isGood, isOfGateway, isReached, saidOf, type Health } from '../../model/trace/health.ts';
import { healthAtGateway } from '../../model/trace/health-trace.ts';
import { checkOfHost } from '../shapes.ts';
import { inBoth } from '../in-both.ts';
import type { HttpAnswer, NoAnswer } from '../../see/question.ts';
import { quote } from '../../see/quote.ts';
import type { Text } from '#program/language.ts';
import type { View } from '../../see/view.ts';
import { SYNC_CAUSES } from './sync-causes.ts';

/** Words by which services say that they are healthy. */
const FINE = new Set(['ok', 'up', 'pass', 'healthy', 'ready', 'alive', 'success', 'available']);

export const w19 = checkOfHost({
  code: 'W19',
  title: { en: 'the health path does not answer as it should', ko: '헬스 체크 경로가 정상으로 응답하지 않습니다' },
  means: {
    en: 'Requests reach something that answers for the host, and it says that it is not healthy.',
    ko: '요청이 이 호스트의 서버까지 도달하지만, 그 서버가 정상이 아니라고 응답합니다.',
  },
  remedy: {
    en: 'Read the log of the Pods behind the host; if the path is another one, name it with --path.',
    ko: '호스트 뒤에 있는 Pod의 로그를 보세요. 헬스 체크 경로가 다르다면 --path로 지정하세요.',
  },
  mayPass: true,
  consequenceOf: [
    ...['R*', 'W12', 'W13', 'W14', 'W15', 'W16', 'W17', 'W20', 'W21', 'W22', 'G8', 'T*', 'H10'],
    ...SYNC_CAUSES,
  ],
  source: 'measured',
  find(view, name) {
    const [wrong] = healthOf(view, name).flatMap((health) => {
      const seen = whatIsWrong(view, name, health);
      return seen ? [{ seen, isAnswered: health.answers.some(isAnswer) }] : [];
    });
    if (!wrong) return undefined;
    const { seen, isAnswered } = wrong;
    const [branch] = healthAtGateway(view, name).branches;
    // Whoever has no certificate of his own cannot ask there, so nothing is known of the application.
    const isClosed = branch?.outcome.end === 'no client certificate' && !isAnswered;
    const about = isClosed ? { level: 'info' as const } : onItsWay(changeBehind(view, name));
    return { ...about, seen, next: [`curl -si ${healthUrl(view, name)}`] };
  },
});

function whatIsWrong(view: View, name: string, { question, answers }: Health): Text | undefined {
  const bad = answers.find((answer) => !isFine(answer));
  const words = bad && (isAnswer(bad) ? answerText(bad) : noAnswerText(view, name, question.address, bad));
  if (!bad || !words) return undefined;
  const count = answers.filter(isFine).length;
  const slowest = Math.max(0, ...answers.map((answer) => (isAnswer(answer) ? answer.milliseconds : 0)));
  const { address = question.address } = bad;
  const so = {
    en: `; ${count} of ${question.times} answers are good (slowest ${slowest} ms, from ${address})`,
    ko: `. ${question.times}번 중 정상 응답 ${count}번(가장 느린 응답 ${slowest}ms, ${address})`,
  };
  return inBoth`${view.scope.path}: ${words}${so}`;
}

function isFine(answer: HttpAnswer | NoAnswer): boolean {
  return isAnswer(answer) && isGood(answer) && FINE.has((saidOf(answer, 'status') ?? 'ok').toLowerCase());
}

function answerText(answer: HttpAnswer): Text | undefined {
  if (isOfGateway(answer)) return undefined;
  const { status, body, location } = answer;
  const words = body.trim() === '' ? '' : ` ${quote(body, 120)}`;
  if (!isGood(answer))
    return inBoth`HTTP ${status}${location === undefined ? '' : ` → ${quote(location, 100)}`}${words}`;
  const said = quote(saidOf(answer, 'status') ?? '', 40);
  return { en: `status is ${said}:${words}`, ko: `status가 ${said}입니다:${words}` };
}

/** Where there is no connection, or its certificate is not trusted, other checks tell it (T12, T13). */
function noAnswerText(view: View, name: string, address: string, { code, message }: NoAnswer): Text | undefined {
  if (!isReached(view, name, address)) return undefined;
  const said = `(${code}: ${quote(message, 100)})`;
  return { en: `connected, but no answer ${said}`, ko: `연결은 되지만 응답이 없습니다${said}` };
}
