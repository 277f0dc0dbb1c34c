import type { NoAnswer } from '../question.ts';

/** What kept an answer from coming, in its own words. @param address where it was connected to, if it was */
export function toNoAnswer(error: Error, address: string | undefined): NoAnswer {
  // Where several addresses failed, what each failed with stands in `errors`, and the message is empty.
  const messages = error instanceof AggregateError ? (error.errors as Error[]).map(({ message }) => message) : [];
  const { code = error.name } = error as NodeJS.ErrnoException;
  return { code, message: messages.join('; ') || error.message, ...(address === undefined ? {} : { address }) };
}
