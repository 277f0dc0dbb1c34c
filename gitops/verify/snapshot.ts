import type { AnswerTo, Question } from './question.ts';
import type { Scope } from './scope.ts';

/** All that one look saw: what was asked, and what came of it, gaps included. Plain JSON: `--dump` writes it. */
export interface Snapshot {
  readonly format: 1;
  /** When the look began, RFC 3339: the only clock that a check sees. */
  readonly takenAt: string;
  readonly scope: Scope;
  readonly exchanges: readonly Exchange[];
}

/** A question and its answer; the pair is typed where it is made ({@link exchange}). */
export interface Exchange {
  readonly question: Question;
  readonly answer: AnswerTo<Question>;
}

export function exchange<Q extends Question>(question: Q, answer: AnswerTo<Q>): Exchange {
  return { question, answer };
}
