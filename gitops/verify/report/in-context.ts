/** Programs that take a context of the kubeconfig as `--context`, where a command begins. */
const PROGRAMS = /(^|[|;&(]\s*)(kubectl|istioctl|cmctl)(?=\s)/g;

/** A command for the cluster that was looked at, where that is not the one of the current context. */
export function inContext(command: string, context: string | undefined): string {
  if (context === undefined) return command;
  return command.replace(
    PROGRAMS,
    (_, before: string, program: string) => `${before}${program} --context ${quoted(context)}`,
  );
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
