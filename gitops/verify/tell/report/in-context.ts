/** Programs at the start of a command that take a context of the kubeconfig as `--context`. */
const PROGRAMS = /(^|[|;&(]\s*)(kubectl|istioctl|cmctl)(?=\s)/g;

/** Adds the context to a command, where the cluster that was looked at is not that of the current context. */
export function inContext(command: string, context: string | undefined): string {
  if (context === undefined) return command;
  return command.replace(
    PROGRAMS,
    (_, before: string, program: string) => `${before}${program} --context ${quoted(context)}`,
  );
}

const ASKS_CLUSTER = /(^|[|;&(]\s*)(argocd|cmctl|curl|dig|istioctl|kubectl(?!\s+kustomize)|openssl)(?=\s)/;

/** Whether a command asks or changes what runs, and so is of no use before the push. */
export function asksCluster(command: string): boolean {
  return ASKS_CLUSTER.test(command);
}

/** Quotes a word for a shell. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
