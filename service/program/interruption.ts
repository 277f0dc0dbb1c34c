/** Exit statuses after a signal, as shells have them: 128 plus its number. */
const STATUSES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Settles when a signal arrives; the same signal once more ends the process at once. @returns the exit status */
export async function interruption(): Promise<number> {
  return await new Promise((resolve) => {
    for (const [signal, status] of Object.entries(STATUSES))
      process.once(signal, () => {
        resolve(status);
      });
  });
}
