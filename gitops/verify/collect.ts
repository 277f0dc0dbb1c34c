import { plan } from './plan/plan.ts';
import type { AnswerTo, Question } from './question.ts';
import type { Scope } from './scope.ts';
import type { Exchange, Snapshot } from './snapshot.ts';

/** Most rounds of questions; from an Application to the last line of a container's log it takes eight. */
const ROUNDS = 16;
/** Most questions that are asked at the same time. */
const AT_ONCE = 8;

interface Options {
  readonly scope: Scope;
  readonly ask: <Q extends Question>(question: Q) => Promise<AnswerTo<Q>>;
  /** RFC 3339. */
  readonly takenAt: string;
}

/** Asks, then asks what the answers give rise to, until there is no question left. */
export async function collect({ scope, ask, takenAt }: Options): Promise<Snapshot> {
  let exchanges: readonly Exchange[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const questions = plan({ format: 1, takenAt, scope, exchanges });
    if (questions.length === 0) break;
    const answered = await inParallel(questions, async (question) => ({ question, answer: await ask(question) }));
    exchanges = [...exchanges, ...answered];
  }
  return { format: 1, takenAt, scope, exchanges };
}

async function inParallel<T, R>(items: readonly T[], act: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  const rest = items.entries();
  const work = async () => {
    for (const [index, item] of rest) results[index] = await act(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
