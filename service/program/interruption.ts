/** Exit statuses of what a signal ends, as a shell has them: 128 and the number of the signal. */
const STATUSES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Settles when a signal asks for the end. A second one ends the program as always. */
export async function interruption(): Promise<number> {
  return await new Promise((resolve) => {
    for (const [signal, status] of Object.entries(STATUSES))
      process.once(signal, () => {
        resolve(status);
      });
  });
}
