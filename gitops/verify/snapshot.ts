import type { AnswerTo, Question } from './question.ts';
import type { Scope } from './scope.ts';

/** Everything that one look saw: the questions and their answers, gaps included. `--dump` writes it as JSON. */
export interface Snapshot {
  readonly format: 1;
  /** When the look began, RFC 3339. It is the only time that a check knows. */
  readonly takenAt: string;
  readonly scope: Scope;
  readonly exchanges: readonly Exchange[];
}

/** A question and its answer. {@link exchange} makes one and checks that their types match. */
export interface Exchange {
  readonly question: Question;
  readonly answer: AnswerTo<Question>;
}

export function exchange<Q extends Question>(question: Q, answer: AnswerTo<Q>): Exchange {
  return { question, answer };
}
