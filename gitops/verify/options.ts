import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { UsageError } from '../../service/command.ts';
import type { CertificateName } from './certificate.ts';
import { parseDuration } from './duration.ts';
import type { HealthTarget } from './health.ts';

export const HELP = `Says whether a push has arrived: the Certificate is Ready, and https://HOST/health answers through the public name,
three times in a row, with the image of this push. Looks every 2 s until all is fine or the time is over.

  npm run verify -- --certificate NAMESPACE/NAME --host HOST [options]

  --certificate NAMESPACE/NAME   the cert-manager.io/v1 Certificate
  --host HOST                    the public name
  --image-revision SHA           the commit the image was built from; without it, any will do
  --address IP                   connects there instead of where DNS says; the name stays HOST
  --roots FILE                   trusts the PEM certificates in it instead of Node's own; an empty file changes nothing
  --wait DURATION                how long to go on looking: 90s, 5m, 1h (default 5m); 0s looks once
  --context NAME                 a context of the kubeconfig instead of its current one; in a Pod, its service account
  -h, --help                     this text

An empty option counts as absent. The report goes to standard output, what changes on the way to standard error.

Exit status, of what was seen last:
  0   fine
  1   plainly wrong: no such Certificate, or not Ready and not being issued; /health does not answer, or answers
      with something else than 200 and status ok, or with another revision
  2   could not be judged, and nothing plainly wrong: no API server, a missing right, no DNS server
  3   still progressing: the Certificate is being issued, or cert-manager has yet to see it
  64  wrong usage
  78  a file that cannot be used
Without a certificate there is no answer, so that /health does not answer counts as 3 or 2 where the Certificate does.
130 and 143 after SIGINT and SIGTERM, which end it at once, with a report of what was seen last.

Examples:
  npm run -s verify -- --certificate istio-system/mrdebugger --host skill.example.com
  npm run -s verify -- --certificate istio-system/mrdebugger --host skill.example.com --wait 0s \\
      --image-revision "$(git rev-parse HEAD)"
  npm run -s verify -- --certificate istio-system/mrdebugger-local --host skill.example.test --context kind-mrdebugger \\
      --address 127.0.0.1 --roots roots.pem
`;

export interface Options {
  readonly certificate: CertificateName;
  readonly health: HealthTarget;
  /** Milliseconds. */
  readonly wait: number;
}

/**
 * Reads a command line.
 * @returns undefined where help is asked for
 * @throws {UsageError | TypeError} what parseArgs throws is a TypeError
 */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      certificate: { type: 'string' },
      host: { type: 'string' },
      'image-revision': { type: 'string' },
      address: { type: 'string' },
      roots: { type: 'string' },
      wait: { type: 'string' },
      context: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return undefined;
  const { certificate, host } = values;
  if (!certificate || !host) throw new UsageError('--certificate NAMESPACE/NAME and --host HOST are both needed');
  const [, namespace, name] = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(certificate) ?? [];
  if (namespace === undefined || name === undefined)
    throw new UsageError(`--certificate ${certificate}: expected NAMESPACE/NAME, such as istio-system/mrdebugger`);
  if (!/^([a-z0-9-]+\.)+[a-z0-9-]*[a-z][a-z0-9-]*$/i.test(host))
    throw new UsageError(`--host ${host}: expected a name alone, such as skill.example.com`);
  const address = values.address || undefined;
  if (address !== undefined && isIP(address) === 0)
    throw new UsageError(`--address ${address}: expected an IP address, such as 203.0.113.7`);
  return {
    certificate: { namespace, name, context: values.context || undefined },
    health: {
      host,
      address,
      rootsFile: values.roots || undefined,
      imageRevision: values['image-revision'] || undefined,
    },
    wait: parseDuration(values.wait || '5m'),
  };
}
