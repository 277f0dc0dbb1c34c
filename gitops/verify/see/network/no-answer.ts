import type { NoAnswer } from '../question.ts';

/** Describes an error instead of an answer. @param address the address that was connected to, if any */
export function toNoAnswer(error: Error, address: string | undefined): NoAnswer {
  // Where several addresses failed, the message is empty, and `errors` has the error of each.
  const messages = error instanceof AggregateError ? (error.errors as Error[]).map(({ message }) => message) : [];
  const { code = error.name } = error as NodeJS.ErrnoException;
  return { code, message: messages.join('; ') || error.message, ...(address === undefined ? {} : { address }) };
}
