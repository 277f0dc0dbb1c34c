import type { RequestListener } from 'node:http';

/** Answers with a body that does not end until the client goes; for tests. */
export const endlessAnswer: RequestListener = (_, response) => {
  const send = () => {
    while (!response.destroyed && response.write('a'.repeat(4096)));
  };
  response.on('drain', send);
  send();
};
